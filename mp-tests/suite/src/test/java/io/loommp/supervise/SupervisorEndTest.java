package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.testing.Latches;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A supervisor is a port, and nothing of it is left when it has ended. */
@Timeout(30)
class SupervisorEndTest {
    private static final KillReason ENOUGH = KillReason.of("enough");

    @AutoClose
    private final Nursery nursery = new Nursery(LocalNodes.start("nursery"));

    @Test
    void whenItIsKilledItsChildrenEndWithIt() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child("a", nursery.threaded())
                .tree(Tree.oneForOne("branch").child("b", nursery.threaded())));

        nursery.node.kill(supervisor, ENOUGH);

        assertThat(Nursery.await(supervisor.terminated())).isEqualTo(ENOUGH);
        assertThat(nursery.journal).contains("-a", "-b");
        assertThat(supervisor.isLive()).isFalse();
        assertThat(nursery.events.seen(Event.GaveUp.class)).isEmpty();
    }

    @Test
    void whenItIsKilledNormallyTheyAreShutDown() {
        CompletableFuture<KillReason> ended = new CompletableFuture<>();
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("a", s -> {
            Port port = nursery.node.port(p -> {});
            nursery.node.onEnd(port, ended::complete);
            return port;
        }));

        supervisor.kill();

        assertThat(Nursery.await(supervisor.terminated())).isEqualTo(KillReason.normal());
        assertThat(Nursery.await(ended)).isEqualTo(KillReason.of("shutdown"));
    }

    @Test
    void itHasNotEndedBeforeTheCodeOfItsChildrenHasReturned() {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child(
                        "a",
                        s -> ThreadPorts.spawn(nursery.node, self -> {
                            busy.countDown();
                            Latches.awaitStubbornly(release);
                        })));
        Latches.await(busy);

        supervisor.kill(ENOUGH);
        CompletableFuture<KillReason> ended = supervisor.terminated().toCompletableFuture();
        nursery.events.await(Event.Died.class, died -> died.port().equals(Nursery.port(supervisor, "a")));
        assertThat(ended).isNotDone();

        release.countDown();

        assertThat(Nursery.await(ended)).isEqualTo(ENOUGH);
    }

    @Test
    void aPortThatComesTooLateIsEnded() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Port> late = new CompletableFuture<>();
        Supervisor supervisor =
                Supervisor.start(nursery.node, Tree.oneForOne("tree").child("a", s -> {
                    begun.countDown();
                    Latches.awaitStubbornly(release);
                    Port port = nursery.node.port(p -> {});
                    late.complete(port);
                    return port;
                }));
        Latches.await(begun);

        supervisor.kill(ENOUGH);
        nursery.events.await(Event.Died.class, died -> died.port().equals(supervisor.id()));
        CompletableFuture<KillReason> ended = supervisor.terminated().toCompletableFuture();
        assertThat(ended).isNotDone();
        release.countDown();

        assertThat(Nursery.await(Nursery.await(late).terminated())).isEqualTo(ENOUGH);
        assertThat(Nursery.await(ended)).isEqualTo(ENOUGH);
    }

    @Test
    void aFunctionThatWaitsIsInterrupted() {
        CompletableFuture<String> interrupted = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        Supervisor supervisor =
                Supervisor.start(nursery.node, Tree.oneForOne("tree").child("a", s -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.complete("interrupted");
                    }
                    return s.ignore();
                }));
        Latches.await(begun);

        supervisor.kill(ENOUGH);

        assertThat(Nursery.await(interrupted)).isEqualTo("interrupted");
        assertThat(Nursery.await(supervisor.terminated())).isEqualTo(ENOUGH);
    }

    @Test
    void whenItsNodeIsClosedAllOfItEnds_andNothingIsStartedAnew() {
        Supervisor supervisor = nursery.start(Tree.oneForAll("tree")
                .child("a", nursery.threaded())
                .tree(Tree.oneForOne("branch").child("b", nursery.threaded())));

        nursery.node.close();

        assertThat(Nursery.await(supervisor.terminated())).isEqualTo(new KillReason.NodeClosed("nursery"));
        assertThat(nursery.journal).containsExactlyInAnyOrder("+a", "+b", "-a", "-b");
    }

    @Test
    void aMessageToItIsADeadLetter_andHarmsNobody() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("a", nursery.threaded()));

        nursery.node.send(supervisor, "hello");

        Event.DeadLetter letter = nursery.events.await(Event.DeadLetter.class);
        assertThat(letter.to()).isEqualTo(supervisor.id());
        assertThat(letter.cause()).isEqualTo(Event.DeadLetter.Cause.UNREADABLE);
        assertThat(supervisor.isLive()).isTrue();
        assertThat(supervisor).hasToString("supervisor tree (" + supervisor.id() + ")");
    }

    @Test
    void aSecondStopChangesNothing() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("a", nursery.threaded()));

        CompletableFuture<KillReason> first = supervisor.stop().toCompletableFuture();
        CompletableFuture<KillReason> second = supervisor.stop().toCompletableFuture();

        assertThat(Nursery.await(first)).isEqualTo(KillReason.normal());
        assertThat(Nursery.await(second)).isEqualTo(KillReason.normal());
        assertThat(Nursery.await(supervisor.stop())).isEqualTo(KillReason.normal());
        assertThat(nursery.journal).containsExactly("+a", "-a");
    }
}
