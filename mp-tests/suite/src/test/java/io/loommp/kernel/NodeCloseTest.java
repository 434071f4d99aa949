package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NodeCloseTest {
    private static final KillReason CLOSED = new KillReason.NodeClosed("here");

    private static Duration timeOf(Runnable doing) {
        long start = System.nanoTime();
        doing.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void endsAllPorts_andTellsWhoWatches() {
        Node node = LocalNodes.start("here");
        Port callbacks = node.port(p -> {});
        Port thread = ThreadPorts.spawn(node, self -> self.get());
        CompletableFuture<KillReason> told = new CompletableFuture<>();
        node.onEnd(thread, told::complete);
        assertThat(node.isClosed()).isFalse();

        node.close();

        assertThat(node.isClosed()).isTrue();
        assertThat(InPort.endOf(callbacks)).isEqualTo(CLOSED);
        assertThat(InPort.endOf(thread)).isEqualTo(CLOSED);
        assertThat(InPort.of(told)).isEqualTo(CLOSED);
        node.close(); // once more does nothing
    }

    @Test
    void waitsForCodeThatTidiesUp() {
        Node node = LocalNodes.start("here");
        CountDownLatch began = new CountDownLatch(1);
        List<String> order = new ArrayList<>();
        ThreadPorts.spawn(node, self -> {
            began.countDown();
            try {
                self.get();
            } finally {
                long until = System.nanoTime() + 50_000_000;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                order.add("tidied up");
            }
        });
        Latches.await(began);
        node.close();
        assertThat(order).containsExactly("tidied up");
    }

    @Test
    void isBackInTwoSeconds_whateverThePortsDo() {
        Node node = LocalNodes.start("here");
        CountDownLatch began = new CountDownLatch(20);
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < 10; i++) {
            ThreadPorts.spawn(node, self -> {
                began.countDown();
                Latches.awaitStubbornly(release);
            });
            Port port = node.port(p -> p.onMessage(message -> {
                began.countDown();
                Latches.awaitStubbornly(release);
            }));
            node.send(port, "begin");
        }
        Latches.await(began);

        assertThat(timeOf(node::close)).isLessThan(Duration.ofSeconds(2));

        release.countDown();
    }

    @Test
    void aThousandIdlePortsAreNoReasonToWait() {
        Node node = LocalNodes.start("here");
        for (int i = 0; i < 1000; i++) {
            node.port(p -> {});
            ThreadPorts.spawn(node, self -> self.get());
        }
        assertThat(timeOf(node::close)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void leavesNoThreadThatKeepsTheProcessAlive_andNoTimerThread() {
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        Node node = LocalNodes.start("here-and-gone");
        Port port = ThreadPorts.spawn(node, self -> self.get("a", Duration.ofHours(1)));
        node.port(p -> p.after(Duration.ofHours(1), () -> {}).cancel());
        CountDownLatch release = new CountDownLatch(1);
        ThreadPorts.spawn(node, self -> Latches.awaitStubbornly(release));
        node.close();
        InPort.endOf(port);

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().contains("here-and-gone"))
                        .collect(Collectors.toSet()))
                .isEmpty());
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread) && !thread.isDaemon())
                        .filter(thread ->
                                !thread.getName().startsWith("awaitility"))) // the wait above has one of its own
                .isEmpty();
        release.countDown();
    }

    @Test
    void awaitShutdownWaitsForTheEndOfTheClose() {
        Node node = LocalNodes.start("here");
        CountDownLatch waiting = new CountDownLatch(1);
        CompletableFuture<Boolean> awaited = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            waiting.countDown();
            try {
                node.awaitShutdown();
                awaited.complete(node.isClosed());
            } catch (InterruptedException e) {
                awaited.completeExceptionally(e);
            }
        });
        Latches.await(waiting);
        assertThat(awaited).isNotDone();
        node.close();
        assertThat(InPort.of(awaited)).isTrue();
    }

    @Test
    void aClosedNodeHasNoNewPorts_andForgetsMessages() {
        Node node = LocalNodes.start("here");
        Port port = node.port(p -> {});
        node.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> node.port(p -> {}))
                .withMessageContaining("here")
                .withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> ThreadPorts.spawn(node, self -> {}));
        node.send(port, "nobody");
        node.kill(port);
        CompletableFuture<KillReason> told = new CompletableFuture<>();
        node.onEnd(port, told::complete);
        assertThat(InPort.of(told)).isEqualTo(KillReason.NoSuchPort.monitoring(port.id()));
    }

    @Test
    void aThreadOfAPortMayCloseItsNode() {
        Node node = LocalNodes.start("here");
        CompletableFuture<Duration> closed = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, self -> closed.complete(timeOf(node::close)));
        assertThat(InPort.of(closed)).isLessThan(Duration.ofSeconds(1));
        assertThat(InPort.endOf(port)).isEqualTo(CLOSED);
    }

    @Test
    void aHandlerMayCloseItsNode() {
        Node node = LocalNodes.start("here");
        CompletableFuture<Duration> closed = new CompletableFuture<>();
        Port port = node.port(p -> p.onMessage(message -> closed.complete(timeOf(node::close))));
        node.send(port, "close");
        assertThat(InPort.of(closed)).isLessThan(Duration.ofSeconds(1));
        assertThat(InPort.endOf(port)).isEqualTo(CLOSED);
    }

    @Test
    void anInterruptDoesNotCutTheCloseShort_andIsKept() {
        AtomicBoolean returned = new AtomicBoolean();
        Node node = LocalNodes.start("here");
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Port port = ThreadPorts.spawn(node, self -> {
            began.countDown();
            Latches.awaitStubbornly(release);
            returned.set(true);
        });
        Latches.await(began);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread closer = Thread.startVirtualThread(() -> {
            Thread.currentThread().interrupt();
            node.close();
            interrupted.complete(Thread.currentThread().isInterrupted() && returned.get());
        });
        await().until(() -> !port.isLive());
        release.countDown();
        assertThat(InPort.of(interrupted)).isTrue();
        assertThat(closer).isNotNull();
    }

    @Test
    void portsThatAreBornWhileTheNodeClosesEndAsWell() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            Node node = LocalNodes.start("here");
            List<Port> born = new ArrayList<>();
            CountDownLatch some = new CountDownLatch(10);
            Thread maker = Thread.ofPlatform().start(() -> {
                try {
                    while (true) {
                        born.add(node.port(p -> {}));
                        born.add(ThreadPorts.spawn(node, self -> self.get()));
                        some.countDown();
                    }
                } catch (IllegalStateException closed) {
                    some.countDown();
                }
            });
            Latches.await(some);
            node.close();
            maker.join();
            assertThat(born).isNotEmpty();
            born.forEach(port -> assertThat(InPort.endOf(port)).isEqualTo(CLOSED));
        }
    }

    @Test
    void nodesOfOneProcessDoNotKnowOfEachOther() {
        try (Node one = LocalNodes.start("one");
                Node other = LocalNodes.start("other")) {
            Node same = LocalNodes.start("one");
            Probe probe = Probe.on(one);
            Probe twin = Probe.on(same);
            assertThat(probe.id()).isNotEqualTo(twin.id());
            other.send(probe, "no way");
            same.send(probe, "no such port");
            one.register("name", probe);
            assertThat(same.whereis("name")).isEmpty();
            same.close();
            one.send(probe, "mark");
            probe.expect("mark");
            assertThat(probe.received()).isEmpty();
            assertThat(one.isLocal(probe)).isTrue();
            assertThat(other.isLocal(probe)).isFalse();
        }
    }
}
