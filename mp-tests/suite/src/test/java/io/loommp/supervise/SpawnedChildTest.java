package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.testing.Latches;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNetwork;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Children that are spawned by the name of a function, on the node of their supervisor or on another one. */
@Timeout(30)
class SpawnedChildTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final TestNetwork network = TestNetwork.on(time);

    @AutoClose
    private final Nursery nursery = new Nursery(network.start("here"));

    private final Probe probe = Probe.on(nursery.node);

    /** A function whose ports tell the probe that they are there, and what they are sent. */
    private void teachTo(Node node) {
        node.function("worker", (self, args) -> {
            PortId boss = PortId.of((String) args.getFirst());
            self.onMessage(message -> self.send(boss, "got", message.string(0)));
            self.send(boss, "born", node.id());
        });
    }

    private ChildStart spawned(String node) {
        return s -> {
            PortId port =
                    s.node().spawn(new PortId(node, ""), "worker", probe.id().toString());
            s.node().send(port, "at once");
            return port;
        };
    }

    private void expectBirth(String node) {
        probe.expectMessage("born", node);
        probe.expectMessage("got", "at once");
    }

    // ---- on the same node ----

    @Test
    void aSpawnedPortIsAChildLikeAnyOther() {
        teachTo(nursery.node);
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child("a", spawned("here"), Child.permanent().named("worker")));
        expectBirth("here");

        nursery.fail(supervisor, "a");
        nursery.awaitStart("tree/a", 2);
        expectBirth("here");
        nursery.node.send(PortId.of("here#worker"), "by its name");
        probe.expectMessage("got", "by its name");

        Nursery.await(supervisor.stop());
        assertThat(nursery.events
                        .await(Event.ChildEnded.class, Event.ChildEnded::asked)
                        .reason())
                .isEqualTo(KillReason.exit("shutdown"));
    }

    @Test
    void aFunctionThatIsNotThereIsAFailure() {
        Supervisor supervisor =
                Supervisor.start(nursery.node, Tree.oneForOne("tree").child("a", spawned("here")));

        assertThat(Nursery.await(supervisor.terminated())).isInstanceOf(KillReason.GaveUp.class);
        assertThat(supervisor.child("a").orElseThrow().lastReason())
                .isEqualTo(new KillReason.Die("there is no function worker"));
    }

    @Test
    void codeThatRunsOnWhenItsPortHasEndedGetsNoSuccessor_thoughThePortCannotBeFoundAnyMore() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch returned = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        nursery.node.function(
                "worker",
                (self, args) -> ThreadPorts.attach(self, thread -> {
                    nursery.journal.add("begins");
                    begun.countDown();
                    Latches.awaitStubbornly(release);
                    nursery.journal.add("returns");
                    thread.get("end");
                }));
        Supervisor supervisor =
                Supervisor.start(nursery.node, Tree.oneForOne("tree").child("a", s -> {
                    PortId port = s.node().spawn(new PortId("here", ""), "worker");
                    if (s.attempt() == 1) {
                        Latches.await(begun);
                        s.node().kill(port, KillReason.of("early"));
                        returned.countDown();
                    }
                    return port;
                }));
        Latches.await(returned);
        network.settle();
        assertThat(nursery.journal).containsExactly("begins");

        release.countDown();

        Nursery.await(supervisor.started());
        assertThat(nursery.journal).startsWith("begins", "returns");
        assertThat(nursery.events.await(Event.ChildNotStarted.class).reason()).isEqualTo(KillReason.of("early"));
        Nursery.await(supervisor.stop());
    }

    // ---- on another node ----

    @Test
    void whenItsNodeIsLostItIsTriedAgain_untilTheNodeIsBack() {
        Node there = network.start("there");
        teachTo(there);
        Child patient =
                Child.permanent().backoff(Backoff.between(SECOND, SECOND).jitter(0));
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("far", spawned("there"), patient));
        expectBirth("there");
        network.settle();

        network.crash(there);
        assertThat(nursery.awaitEnd("tree/far").reason()).isInstanceOf(KillReason.TransportError.class);
        time.advance(SECOND); // in vain
        assertThat(supervisor.statistics().startsAnew()).isEqualTo(2);
        teachTo(network.start("there"));
        time.advance(SECOND);

        expectBirth("there");
        nursery.node.send(Nursery.port(supervisor, "far"), "as before");
        probe.expectMessage("got", "as before");
    }

    @Test
    void itIsAskedToEnd_andStartedAnewWithOthers() {
        Node there = network.start("there");
        teachTo(there);
        Supervisor supervisor = nursery.start(
                Tree.oneForAll("tree").child("near", nursery.threaded()).child("far", spawned("there")));
        expectBirth("there");

        nursery.fail(supervisor, "near");
        nursery.awaitStart("tree/far", 2);

        expectBirth("there");
        assertThat(nursery.awaitEnd("tree/far").reason()).isEqualTo(KillReason.exit("shutdown"));
    }

    @Test
    void aFunctionThatIsNotThereShowsFromFarAsWell() {
        network.start("there");
        Supervisor supervisor = Supervisor.start(
                nursery.node, Tree.oneForOne("tree").intensity(0, SECOND).child("far", spawned("there")));

        assertThat(Nursery.await(supervisor.terminated())).isInstanceOf(KillReason.GaveUp.class);
        assertThat(supervisor.child("far").orElseThrow().lastReason())
                .isEqualTo(new KillReason.Die("there is no function worker"));
    }

    @Test
    void aSupervisorOfAnotherNodeIsAChildThatStopsInOrder() {
        try (Nursery there = new Nursery(network.start("there"))) {
            Supervisor far = there.start(
                    Tree.oneForOne("far").child("a", there.threaded()).child("b", there.threaded()));
            Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("far", s -> far.id()));

            Nursery.await(supervisor.stop());

            assertThat(Nursery.await(far.terminated())).isEqualTo(KillReason.exit("shutdown"));
            assertThat(there.journal).isEqualTo(List.of("+a", "+b", "-b", "-a"));
        }
    }

    @Test
    void aSpawnedPortMayBeGivenAThread() {
        nursery.node.function(
                "worker",
                (self, args) -> ThreadPorts.attach(
                        self, thread -> nursery.journal.add(thread.get().string(0))));
        Supervisor supervisor =
                nursery.start(Tree.oneForOne("tree").child("a", spawned("here"), Child.transientChild()));

        assertThat(nursery.awaitEnd("tree/a").reason()).isEqualTo(KillReason.normal());
        assertThat(nursery.journal).containsExactly("at once");
        Nursery.await(supervisor.stop());
    }
}
