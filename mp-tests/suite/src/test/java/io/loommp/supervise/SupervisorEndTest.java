package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
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
        assertThat(nursery.seen(Event.GaveUp.class)).isEmpty();
    }

    @Test
    void whenItIsKilledNormallyTheyAreKilledAsWell() {
        CompletableFuture<KillReason> ended = new CompletableFuture<>();
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("a", s -> {
            Port port = nursery.node.port(p -> {});
            nursery.node.onEnd(port, ended::complete);
            return port;
        }));

        supervisor.kill();

        assertThat(Nursery.await(supervisor.terminated())).isEqualTo(KillReason.normal());
        assertThat(Nursery.await(ended)).isEqualTo(KillReason.of("killed"));
    }

    @Test
    void askedByAnExitItStopsItsChildrenInOrder_andEndsWithThatReason() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child("a", nursery.threaded())
                .tree(Tree.oneForOne("branch").child("b", nursery.threaded()).child("c", nursery.threaded())));

        nursery.node.exit(supervisor, "upgrade", 2);

        assertThat(Nursery.await(supervisor.terminated())).isEqualTo(KillReason.exit("upgrade", 2));
        assertThat(nursery.journal).containsExactly("+a", "+b", "+c", "-c", "-b", "-a");
        assertThat(nursery.awaitEnd("tree/branch").reason()).isEqualTo(KillReason.exit("shutdown"));
    }

    @Test
    void whatChildrenCouldRefuseTheyAreNotKilledWith() {
        CountDownLatch trapping = new CountDownLatch(1);
        CompletableFuture<KillReason> ended = new CompletableFuture<>();
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("a", s -> {
            Port port = nursery.node.port(p -> {
                p.trapExits(exit -> Message.of("exit"));
                p.on("exit", exit -> {});
                trapping.countDown();
            });
            nursery.node.onEnd(port, ended::complete);
            return port;
        }));
        Latches.await(trapping);

        nursery.node.port(p -> {
            p.link(supervisor);
            p.kill(p, KillReason.exit("together")); // a link passes it on, and nobody can take it
        });

        assertThat(Nursery.await(supervisor.terminated())).isEqualTo(KillReason.exit("together"));
        assertThat(Nursery.await(ended)).isEqualTo(KillReason.of("killed"));
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
    void codeRunsInItsContextAsInThatOfAnyPort() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("a", nursery.threaded()));
        CountDownLatch run = new CountDownLatch(1);

        supervisor.execute(run::countDown);

        Latches.await(run);
        assertThat(Nursery.await(supervisor.eval(() -> supervisor.children().size())))
                .isEqualTo(1);
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
