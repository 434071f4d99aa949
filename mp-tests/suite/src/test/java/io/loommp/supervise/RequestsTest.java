package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.KillReason;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.testing.Latches;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a supervisor can be asked while it runs. */
@Timeout(30)
class RequestsTest {
    @AutoClose
    private final Nursery nursery = new Nursery(LocalNodes.start("nursery"));

    private static void assertRefused(CompletionStage<?> stage, Class<? extends Exception> type, String message) {
        assertThatThrownBy(() -> stage.toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isExactlyInstanceOf(type)
                .hasMessage(message);
    }

    @Test
    void childrenComeAndGo() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("a", nursery.threaded()));

        ChildInfo b = Nursery.await(supervisor.add("b", nursery.threaded()));
        assertThat(b.state()).isEqualTo(ChildState.RUNNING);
        assertThat(supervisor.child("b")).contains(b);
        assertThat(supervisor.children()).extracting(ChildInfo::name).containsExactly("a", "b");

        ChildInfo stopped = Nursery.await(supervisor.stop("b"));
        assertThat(stopped)
                .extracting(ChildInfo::state, ChildInfo::port, ChildInfo::lastReason)
                .containsExactly(ChildState.STOPPED, null, KillReason.exit("shutdown"));

        ChildInfo anew = Nursery.await(supervisor.startAnew("b"));
        assertThat(anew).extracting(ChildInfo::state, ChildInfo::starts).containsExactly(ChildState.RUNNING, 2);
        ChildInfo again = Nursery.await(supervisor.startAnew("b"));
        assertThat(again.starts()).isEqualTo(3);
        assertThat(again.port()).isNotEqualTo(anew.port());

        Nursery.await(supervisor.remove("b"));
        assertThat(supervisor.children()).extracting(ChildInfo::name).containsExactly("a");
        assertThat(nursery.journal).containsExactly("+a", "+b", "-b", "+b", "-b", "+b", "-b");
        assertThat(supervisor.statistics()).isEqualTo(new SupervisorStatistics(1, 1, 0, 4, 0, 0, 0, 3));
    }

    @Test
    void anEmptyTreeCanBeFilled_withTreesAsWell() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree"));
        Nursery.await(supervisor.add(Tree.oneForAll("branch").child("a", nursery.threaded())));

        assertThat(supervisor.statistics().trees()).isEqualTo(1);
        nursery.awaitStart("tree/branch/a", 1);
        Nursery.await(supervisor.remove("branch"));
        assertThat(nursery.journal).containsExactly("+a", "-a");
    }

    @Test
    void whatIsStoppedByHandStaysSo_andAStopOfItIsDoneAtOnce() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("a", nursery.threaded()));
        Nursery.await(supervisor.stop("a"));

        assertThat(Nursery.await(supervisor.stop("a")).state()).isEqualTo(ChildState.STOPPED);
        assertThat(nursery.journal).containsExactly("+a", "-a");
    }

    @Test
    void aTemporaryChildThatIsStoppedIsForgotten() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("a", nursery.threaded(), Child.temporary()));

        Nursery.await(supervisor.stop("a"));

        assertThat(supervisor.children()).isEmpty();
    }

    @Test
    void aChildWhoseFirstStartFailsIsNotKept() {
        Supervisor supervisor = nursery.start(Tree.oneForAll("tree").child("a", nursery.threaded()));

        assertRefused(
                supervisor.add("b", s -> {
                    throw new IllegalStateException("no room");
                }),
                IllegalStateException.class,
                "\"b\" of \"tree\" did not start: die: no room");

        assertThat(supervisor.children()).extracting(ChildInfo::name).containsExactly("a");
        assertThat(supervisor.statistics().startsAnew()).isZero();
        assertThat(nursery.journal).containsExactly("+a");
    }

    @Test
    void whatIsNotThereAndWhatIsThereAlreadyIsNamed() {
        Supervisor supervisor = nursery.start(
                Tree.oneForOne("tree").child("a", nursery.threaded()).child("b", nursery.threaded()));

        assertRefused(
                supervisor.stop("c"),
                IllegalArgumentException.class,
                "\"tree\" has no child \"c\"; it has \"a\", \"b\"");
        assertRefused(
                supervisor.startAnew("c"),
                IllegalArgumentException.class,
                "\"tree\" has no child \"c\"; it has \"a\", \"b\"");
        assertRefused(
                supervisor.add("a", nursery.threaded()),
                IllegalArgumentException.class,
                "\"tree\" has a child \"a\" already, which is running");
        Nursery.await(supervisor.remove("a"));
        Nursery.await(supervisor.remove("b"));
        assertRefused(
                supervisor.remove("a"), IllegalArgumentException.class, "\"tree\" has no child \"a\"; it has none");
    }

    @Test
    void aStopEndsAStart() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("a", nursery.threaded()));
        CountDownLatch begun = new CountDownLatch(1);
        CompletionStage<ChildInfo> added = supervisor.add("b", s -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return s.ignore();
        });
        Latches.await(begun);

        assertThat(Nursery.await(supervisor.stop("b")).state()).isEqualTo(ChildState.STOPPED);

        assertRefused(added, IllegalStateException.class, "\"b\" of \"tree\" was stopped");
    }

    @Test
    void requestsOfASupervisorThatStopsOrHasEndedFail() {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child(
                        "a",
                        s -> nursery.node.port(p -> p.on("work", message -> {
                            busy.countDown();
                            release.await();
                        }))));
        nursery.node.send(Nursery.port(supervisor, "a"), "work");
        Latches.await(busy);
        CompletionStage<KillReason> stopped = supervisor.stop();

        assertRefused(supervisor.stop("a"), IllegalStateException.class, "\"tree\" is stopping: normal");
        assertRefused(
                supervisor.add("b", nursery.threaded()), IllegalStateException.class, "\"tree\" is stopping: normal");
        release.countDown();
        Nursery.await(stopped);

        assertRefused(supervisor.startAnew("a"), IllegalStateException.class, "supervisor \"tree\" has ended: normal");
        assertThat(nursery.journal).isEmpty();
    }

    @Test
    void aRequestThatWaitsWhenTheSupervisorIsKilledFails() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("a", nursery.threaded()));
        CountDownLatch begun = new CountDownLatch(1);
        CompletionStage<ChildInfo> added = supervisor.add("b", s -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return s.ignore();
        });
        Latches.await(begun);

        supervisor.kill(KillReason.of("enough"));

        assertRefused(added, IllegalStateException.class, "supervisor \"tree\" has ended: [\"enough\"]");
    }

    @Test
    void aChildMayAskItsOwnSupervisor() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree"));
        Nursery.await(supervisor.add(
                "manager",
                s -> nursery.node.port(p -> p.on("hire", hire -> {
                    String name = hire.string(1);
                    PortId client = hire.port(2);
                    CompletionStage<Void> hired = supervisor
                            .add(name, nursery.callbacks(), Child.temporary())
                            .thenAccept(child -> nursery.node.send(client, "hired", child.name()));
                    assertThat(hired).isNotNull();
                }))));
        PortId manager = Nursery.port(supervisor, "manager");

        assertThat(Nursery.await(nursery.node.ask(manager, Duration.ofSeconds(10), "hire", "worker"))
                        .string(1))
                .isEqualTo("worker");
        assertThat(supervisor.child("worker")).isPresent();
    }
}
