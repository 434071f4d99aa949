package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.testing.Latches;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Children are started one after the other, and stopped the other way round, each within its time. */
@Timeout(30)
class OrderTest {
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Nursery nursery = new Nursery(TestNodes.start("nursery", time));

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch ready = new CountDownLatch(2);

    @Test
    void theNextIsStartedWhenTheOneBeforeItHasBeen() {
        CountDownLatch begun = new CountDownLatch(1);
        Supervisor supervisor = Supervisor.start(
                nursery.node,
                Tree.oneForOne("tree")
                        .child("a", nursery.threaded())
                        .child("b", s -> {
                            begun.countDown();
                            release.await();
                            return nursery.threaded().start(s);
                        })
                        .child("c", nursery.threaded()));
        Latches.await(begun);
        assertThat(nursery.journal).containsExactly("+a");
        assertThat(supervisor.child("b").orElseThrow().state()).isEqualTo(ChildState.STARTING);
        assertThat(supervisor.child("c").orElseThrow().state()).isEqualTo(ChildState.WAITING);
        assertThat(supervisor.started().toCompletableFuture()).isNotDone();

        release.countDown();

        assertThat(Nursery.await(supervisor.started())).isSameAs(supervisor);
        assertThat(nursery.journal).containsExactly("+a", "+b", "+c");
    }

    @Test
    void theyAreStoppedLastOnesFirst_andThenTheSupervisorEndsNormally() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child("a", nursery.threaded())
                .child("b", nursery.threaded())
                .child("c", nursery.threaded()));

        assertThat(Nursery.await(supervisor.stop())).isEqualTo(KillReason.normal());

        assertThat(nursery.journal).containsExactly("+a", "+b", "+c", "-c", "-b", "-a");
        assertThat(nursery.awaitEnd("tree/a").asked()).isTrue();
        assertThat(nursery.awaitEnd("tree/a").reason()).isEqualTo(KillReason.exit("shutdown"));
    }

    @Test
    void thoseOfABranchAreStoppedAndStartedInOrder() {
        Supervisor supervisor = nursery.start(Tree.restForOne("tree")
                .child("a", nursery.threaded())
                .child("b", nursery.threaded())
                .child("c", nursery.threaded())
                .child("d", nursery.threaded()));
        nursery.journal.clear();

        nursery.fail(supervisor, "b");
        nursery.awaitStart("tree/d", 2);

        // b ends by itself, beside the others
        assertThat(nursery.journal).containsExactlyInAnyOrder("-b", "-d", "-c", "+b", "+c", "+d");
        assertThat(nursery.journal).containsSubsequence("-d", "-c", "+b", "+c", "+d");
    }

    @Test
    void whoTrapsExitsFinishesItsWork_whoDoesNotEndsAtOnce() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child(
                        "thread",
                        s -> ThreadPorts.spawn(nursery.node, self -> {
                            self.trapExits(exit ->
                                    Message.of("leave").with(exit.values().toArray()));
                            ready.countDown();
                            nursery.journal.add("thread: " + self.get("leave"));
                            self.get("more"); // what it was sent before is there
                            nursery.journal.add("-thread");
                        }))
                .child(
                        "callbacks",
                        s -> nursery.node.port(p -> {
                            p.trapExits(exit ->
                                    Message.of("leave").with(exit.values().toArray()));
                            ready.countDown();
                            p.on("leave", exit -> {
                                nursery.journal.add("callbacks: " + exit);
                                p.send(p, "rest");
                            });
                            p.on("rest", rest -> {
                                nursery.journal.add("-callbacks");
                                p.kill(p);
                            });
                        }))
                .child("plain", nursery.threaded()));
        Latches.await(ready);
        nursery.node.send(Nursery.port(supervisor, "thread"), "more");

        Nursery.await(supervisor.stop());

        assertThat(nursery.journal)
                .containsExactly(
                        "+plain",
                        "-plain",
                        "callbacks: [\"leave\", \"shutdown\"]",
                        "-callbacks",
                        "thread: [\"leave\", \"shutdown\"]",
                        "-thread");
        assertThat(nursery.awaitEnd("tree/plain").reason()).isEqualTo(KillReason.exit("shutdown"));
        assertThat(nursery.awaitEnd("tree/callbacks").reason()).isEqualTo(KillReason.normal());
        assertThat(nursery.awaitEnd("tree/thread").reason()).isEqualTo(KillReason.normal());
    }

    @Test
    void whoTrapsExitsAndGoesOnIsKilled_whenItsTimeIsOver() {
        CountDownLatch asked = new CountDownLatch(1);
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child(
                        "a",
                        s -> nursery.node.port(p -> {
                            p.trapExits(exit -> Message.of("leave"));
                            p.on("leave", exit -> asked.countDown());
                            ready.countDown();
                        })));
        ready.countDown();
        Latches.await(ready);

        CompletableFuture<KillReason> stopped = supervisor.stop().toCompletableFuture();
        Latches.await(asked);
        time.awaitTimer(Duration.ofSeconds(5));
        assertThat(stopped).isNotDone();
        time.advance(Duration.ofSeconds(5));

        assertThat(Nursery.await(stopped)).isEqualTo(KillReason.normal());
        assertThat(nursery.awaitEnd("tree/a").reason()).isEqualTo(KillReason.of("killed"));
    }

    @Test
    void whoDoesNotEndWhenAskedIsKilled_whenItsTimeIsOver() {
        CountDownLatch busy = new CountDownLatch(1);
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child("a", nursery.threaded())
                .child(
                        "b",
                        s -> nursery.node.port(p -> p.on("work", message -> {
                            busy.countDown();
                            release.await(); // a kill of a port with callbacks waits for its turn
                        })),
                        Child.permanent().stopWithin(Duration.ofSeconds(2))));
        nursery.node.send(Nursery.port(supervisor, "b"), "work");
        Latches.await(busy);

        CompletableFuture<KillReason> stopped = supervisor.stop().toCompletableFuture();
        time.awaitTimer(Duration.ofSeconds(2));
        assertThat(nursery.journal).containsExactly("+a");
        time.advance(Duration.ofSeconds(2));

        assertThat(Nursery.await(stopped)).isEqualTo(KillReason.normal());
        assertThat(nursery.awaitEnd("tree/b").reason()).isEqualTo(KillReason.of("killed"));
        assertThat(nursery.journal).containsExactly("+a", "-a");
    }

    @Test
    void withoutTimeToStopItIsKilledAtOnce() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child("a", nursery.callbacks(), Child.permanent().stopWithin(Duration.ZERO)));

        Nursery.await(supervisor.stop());

        assertThat(nursery.awaitEnd("tree/a").reason()).isEqualTo(KillReason.of("killed"));
    }

    @Test
    void aStartThatTakesTooLongIsInterrupted_andHasFailed() {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<String> interrupted = new CompletableFuture<>();
        Supervisor supervisor = Supervisor.start(
                nursery.node,
                Tree.oneForOne("tree")
                        .child(
                                "a",
                                s -> {
                                    begun.countDown();
                                    if (s.attempt() == 1) {
                                        try {
                                            release.await();
                                        } catch (InterruptedException e) {
                                            interrupted.complete("interrupted");
                                            throw e;
                                        }
                                    }
                                    return nursery.callbacks().start(s);
                                },
                                Child.permanent().startWithin(Duration.ofSeconds(3)))
                        .child("b", nursery.callbacks()));
        Latches.await(begun);
        time.awaitTimer(Duration.ofSeconds(3));
        time.advance(Duration.ofSeconds(3));

        assertThat(Nursery.await(interrupted)).isEqualTo("interrupted");
        Nursery.await(supervisor.started());
        assertThat(nursery.events.await(Event.ChildNotStarted.class).reason())
                .isEqualTo(new KillReason.Die("not started within PT3S"));
        assertThat(nursery.journal).containsExactly("+a", "+b");
    }

    @Test
    void aPortThatComesAlthoughItsStartWasGivenUp_isStoppedBeforeTheNextStart() {
        CountDownLatch begun = new CountDownLatch(1);
        Supervisor supervisor = Supervisor.start(
                nursery.node,
                Tree.oneForOne("tree")
                        .child(
                                "a",
                                s -> {
                                    begun.countDown();
                                    if (s.attempt() == 1) {
                                        Latches.awaitStubbornly(release);
                                    }
                                    return nursery.threaded().start(s);
                                },
                                Child.permanent().startWithin(Duration.ofSeconds(3))));
        Latches.await(begun);
        time.awaitTimer(Duration.ofSeconds(3));
        time.advance(Duration.ofSeconds(3));
        nursery.events.await(Event.ChildNotStarted.class);
        time.awaitTimer(Duration.ofSeconds(5));
        time.advance(Duration.ofSeconds(5));
        assertThat(nursery.events.await(Event.ChildStuck.class).port()).isNull();
        assertThat(nursery.journal).isEmpty();

        release.countDown();

        Nursery.await(supervisor.started());
        assertThat(nursery.journal).startsWith("+a").endsWith("+a").doesNotContainSequence("+a", "+a");
    }

    @Test
    void aSupervisorThatIsToStopDoesNotWaitForAStart() {
        Supervisor supervisor = Supervisor.start(
                nursery.node,
                Tree.oneForOne("tree").child("a", nursery.threaded()).child("b", s -> {
                    nursery.journal.add("+b");
                    release.await();
                    return s.ignore();
                }));
        nursery.awaitStart("tree/a", 1);

        assertThat(Nursery.await(supervisor.stop())).isEqualTo(KillReason.normal());

        assertThat(nursery.journal).last().isEqualTo("-a");
        Nursery.assertNeverStarted(supervisor);
    }

    @Test
    void aChildThatDoesNotEndIsLeftBehind_butTheTreeHasNotEndedBeforeIt() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child("a", nursery.threaded())
                .child("stubborn", s -> ThreadPorts.spawn(nursery.node, self -> Latches.awaitStubbornly(release))));

        CompletableFuture<KillReason> stopped = supervisor.stop().toCompletableFuture();
        nursery.awaitEnd("tree/stubborn");
        time.awaitTimer(Duration.ofSeconds(5));
        time.advance(Duration.ofSeconds(5));

        nursery.events.await(Event.ChildStuck.class);
        nursery.events.await(Event.Died.class, died -> died.port().equals(supervisor.id()));
        assertThat(nursery.awaitEnd("tree/a").asked()).isTrue();
        assertThat(stopped).isNotDone();

        release.countDown();

        assertThat(Nursery.await(stopped)).isEqualTo(KillReason.normal());
    }
}
