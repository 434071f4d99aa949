package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Starts that fail count as ends; a start may also say that there is nothing to start. */
@Timeout(30)
class StartFailureTest {
    @AutoClose
    private final Nursery nursery = new Nursery(LocalNodes.start("nursery"));

    /** Throws at the first attempts. */
    private ChildStart failingTimes(int times) {
        return s -> {
            if (s.attempt() <= times) {
                throw new IOException("attempt " + s.attempt());
            }
            return nursery.threaded().start(s);
        };
    }

    @Test
    void itIsTriedAgain_andThoseBehindItWait() {
        Supervisor supervisor =
                nursery.start(Tree.oneForOne("tree").child("a", failingTimes(2)).child("b", nursery.threaded()));

        assertThat(nursery.journal).containsExactly("+a", "+b");
        List<Event.ChildNotStarted> failures = nursery.seen(Event.ChildNotStarted.class);
        assertThat(failures).extracting(Event.ChildNotStarted::child).containsExactly("tree/a", "tree/a");
        assertThat(failures)
                .extracting(Event.ChildNotStarted::reason)
                .containsExactly(new KillReason.Die("attempt 1"), new KillReason.Die("attempt 2"));
        assertThat(failures).allSatisfy(failure -> {
            assertThat(failure.cause()).isInstanceOf(IOException.class);
            assertThat(failure.retryAfter()).isEqualTo(Duration.ZERO);
        });
        ChildInfo info = supervisor.child("a").orElseThrow();
        assertThat(info.starts()).isEqualTo(1);
        assertThat(info.lastReason()).isEqualTo(new KillReason.Die("attempt 2"));
        assertThat(supervisor.statistics().failedStarts()).isEqualTo(2);
        assertThat(supervisor.statistics().startsAnew()).isEqualTo(2);
    }

    @Test
    void tooManyMakeTheSupervisorGiveUp() {
        Supervisor supervisor = Supervisor.start(
                nursery.node,
                Tree.oneForOne("tree").child("a", nursery.threaded()).child("b", failingTimes(10)));

        KillReason why = Nursery.await(supervisor.terminated());

        assertThat(why)
                .isEqualTo(new KillReason.GaveUp(
                        "tree",
                        "more than 3 starts anew within PT5S; the last would have been of \"b\" (die: attempt 4)"));
        assertThat(nursery.events.await(Event.GaveUp.class).reason()).isEqualTo(why);
        assertThat(nursery.journal).containsExactly("+a", "-a");
        Nursery.assertNeverStarted(supervisor);
    }

    @Test
    void aFunctionIsToldWhichAttemptItIs_andWhyTheLastFailed() {
        List<String> told = new CopyOnWriteArrayList<>();
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("a", s -> {
            assertThat(s.node()).isSameAs(nursery.node);
            told.add("%s %d %s %s".formatted(s.child(), s.attempt(), s.lastReason(), s.supervisor()));
            return failingTimes(1).start(s);
        }));

        assertThat(told)
                .containsExactly(
                        "a 1 " + Optional.empty() + " " + supervisor.id(),
                        "a 2 " + Optional.of(new KillReason.Die("attempt 1")) + " " + supervisor.id());
    }

    @Test
    void aPortThatHasEndedWhenItComesIsAFailedStart() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("a", s -> {
            Port port = nursery.node.port(p -> {});
            if (s.attempt() == 1) {
                port.kill(KillReason.of("at once"));
                Nursery.await(port.terminated());
            }
            return port;
        }));

        assertThat(nursery.seen(Event.ChildNotStarted.class))
                .extracting(Event.ChildNotStarted::reason)
                .containsExactly(KillReason.of("at once"));
        assertThat(supervisor.child("a").orElseThrow().starts()).isEqualTo(1);
    }

    @Test
    void aShortJobThatIsDoneWhenItComesHasRun() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child(
                        "job",
                        s -> {
                            Port port = ThreadPorts.spawn(nursery.node, self -> {});
                            Nursery.await(port.terminated());
                            return port;
                        },
                        Child.transientChild()));
        nursery.awaitEnd("tree/job");
        Nursery.await(supervisor.stop("job"));

        assertThat(supervisor.child("job").orElseThrow())
                .extracting(ChildInfo::state, ChildInfo::starts, ChildInfo::lastReason)
                .containsExactly(ChildState.STOPPED, 1, KillReason.normal());
        assertThat(nursery.seen(Event.ChildNotStarted.class)).isEmpty();
    }

    @Test
    void aPortIsFoundByItsIdAlone() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child("a", s -> nursery.callbacks().start(s).id()));

        nursery.fail(supervisor, "a");
        nursery.awaitStart("tree/a", 2);

        assertThat(nursery.awaitEnd("tree/a").reason()).isEqualTo(KillReason.of("boom"));
    }

    @Test
    void anIdOfNoPortIsAFailedStart() {
        Supervisor supervisor = Supervisor.start(
                nursery.node,
                Tree.oneForOne("tree")
                        .intensity(0, Duration.ofSeconds(1))
                        .child("a", s -> PortId.of("nursery#nobody")));

        assertThat(Nursery.await(supervisor.terminated())).isInstanceOf(KillReason.GaveUp.class);
        assertThat(supervisor.child("a").orElseThrow().lastReason()).isInstanceOf(KillReason.NoSuchPort.class);
    }

    @Test
    @SuppressWarnings("NullAway") // what the compiler of others may not refuse
    void whatIsNoPortIsRefused() {
        Supervisor supervisor = Supervisor.start(
                nursery.node,
                Tree.oneForOne("tree")
                        .child("null", s -> null, Child.temporary())
                        .child("node", s -> PortId.of("nursery"), Child.temporary())
                        .child("last", nursery.callbacks()));
        Nursery.await(supervisor.started());

        assertThat(nursery.seen(Event.ChildNotStarted.class))
                .extracting(Event.ChildNotStarted::reason)
                .containsExactly(
                        new KillReason.Die("the start function of null gave null"),
                        new KillReason.Die("a node port cannot be a child: nursery"));
        assertThat(supervisor.children()).extracting(ChildInfo::name).containsExactly("last");
    }

    @Test
    void anErrorIsAFailedStartAsWell() {
        nursery.start(Tree.oneForOne("tree").child("a", s -> {
            if (s.attempt() == 1) {
                throw new StackOverflowError();
            }
            return nursery.callbacks().start(s);
        }));

        assertThat(nursery.seen(Event.ChildNotStarted.class))
                .extracting(Event.ChildNotStarted::reason)
                .containsExactly(new KillReason.Die("StackOverflowError"));
    }

    @Test
    void ignoredChildrenStay_temporaryOnesGo_andBothMayBeStartedLater() {
        Supervisor supervisor = nursery.start(Tree.oneForAll("tree")
                .child(
                        "later",
                        s -> s.attempt() == 1 ? s.ignore() : nursery.callbacks().start(s))
                .child("never", s -> s.ignore(), Child.temporary())
                .child("a", nursery.callbacks()));

        assertThat(supervisor.children()).extracting(ChildInfo::name).containsExactly("later", "a");
        assertThat(supervisor.child("later").orElseThrow().state()).isEqualTo(ChildState.IGNORED);
        assertThat(Nursery.await(supervisor.startAnew("later")).state()).isEqualTo(ChildState.RUNNING);
    }

    // ---- names ----

    @Test
    void aNameLeadsToThePresentIncarnation() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child("a", nursery.callbacks(), Child.permanent().named("cache"))
                .tree(
                        Tree.oneForOne("branch").child("b", nursery.callbacks()),
                        Child.permanent().named("branches")));
        assertThat(nursery.node.whereis("cache")).contains(Nursery.port(supervisor, "a"));
        assertThat(nursery.node.whereis("branches")).contains(Nursery.port(supervisor, "branch"));

        nursery.fail(supervisor, "a");

        PortId second = nursery.awaitStart("tree/a", 2).port();
        assertThat(nursery.node.whereis("cache")).contains(second);
    }

    @Test
    void aNameThatIsTakenIsAFailedStart_andThePortIsEnded() {
        Port holder = nursery.node.port(p -> {});
        nursery.node.register("cache", holder);
        Supervisor supervisor = Supervisor.start(
                nursery.node,
                Tree.oneForOne("tree")
                        .intensity(1, Duration.ofSeconds(10))
                        .child("a", nursery.threaded(), Child.permanent().named("cache")));

        assertThat(Nursery.await(supervisor.terminated())).isInstanceOf(KillReason.GaveUp.class);
        assertThat(nursery.events.await(Event.ChildNotStarted.class).reason())
                .isEqualTo(new KillReason.Die("the name \"cache\" is taken by " + holder.id()));
        assertThat(nursery.seen(Event.ChildStarted.class)).isEmpty();
        assertThat(holder.isLive()).isTrue();
    }
}
