package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.Self;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.spi.KernelThread;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CallbackKillTest {
    private static final Duration GRACE = Duration.ofSeconds(5);

    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();
    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    private KillReason endOf(Port port) {
        return InPort.endOf(port);
    }

    /** A port whose first handler waits for the release. */
    private Port busyPort(Node where) {
        Port port = where.port(p -> p.onMessage(message -> {
            handled.add(message.tag());
            if (message.hasTag("wait")) {
                began.countDown();
                Latches.awaitStubbornly(release);
            }
        }));
        where.send(port, "wait");
        Latches.await(began);
        return port;
    }

    @Test
    void aKillIsAnEntry_whatWasSentBeforeIsHandled_whatComesAfterIsADeadLetter() {
        EventProbe events = EventProbe.of(node);
        Port port = busyPort(node);
        node.send(port, "before");
        node.kill(port, KillReason.of("why", 1));
        node.send(port, "after");
        assertThat(port.isLive()).isTrue();

        release.countDown();

        assertThat(endOf(port)).isEqualTo(KillReason.of("why", 1));
        assertThat(port.isLive()).isFalse();
        assertThat(handled).containsExactly("wait", "before");
        Event.DeadLetter lost = events.await(Event.DeadLetter.class);
        assertThat(lost.message().tag()).isEqualTo("after");
        assertThat(lost.cause()).isEqualTo(Event.DeadLetter.Cause.PORT_ENDED);
    }

    @Test
    void theFirstReasonWins() {
        Port port = busyPort(node);
        port.kill(KillReason.of("first"));
        port.kill(KillReason.of("second"));
        node.kill(port);

        release.countDown();

        assertThat(endOf(port)).isEqualTo(KillReason.of("first"));
        port.kill(KillReason.of("late"));
        assertThat(endOf(port)).isEqualTo(KillReason.of("first"));
    }

    @Test
    void aThrowBeforeTheKillsTurnComesFirst() {
        Port port = node.port(p -> p.onMessage(message -> {
            began.countDown();
            Latches.await(release);
            throw new IllegalStateException("thrown");
        }));
        node.send(port, "x");
        Latches.await(began);
        port.kill(KillReason.of("killed"));

        release.countDown();

        assertThat(endOf(port)).isEqualTo(new KillReason.Die("thrown"));
    }

    @Test
    void aStuckHandlerIsInterruptedAfterTheGrace_andReportedAfterAnother() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            EventProbe events = EventProbe.of(there);
            Port port = busyPort(there);
            there.send(port, "lost");
            port.kill(KillReason.of("enough"));
            time.advance(GRACE.minusNanos(1));
            assertThat(port.isLive()).isTrue();

            time.advance(Duration.ofNanos(1));

            assertThat(port.isLive()).isFalse();
            assertThat(events.await(Event.Died.class).reason()).isEqualTo(KillReason.of("enough"));
            CompletableFuture<KillReason> terminated = port.terminated().toCompletableFuture();
            time.advance(GRACE.minusNanos(1));
            events.settle();
            assertThat(events.seen(Event.PortStuck.class)).isEmpty();
            time.advance(Duration.ofNanos(1));
            assertThat(events.await(Event.PortStuck.class))
                    .isEqualTo(new Event.PortStuck(port.id(), KillReason.of("enough")));
            assertThat(terminated).isNotDone();

            release.countDown();

            assertThat(InPort.of(terminated)).isEqualTo(KillReason.of("enough"));
            assertThat(handled).containsExactly("wait");
        }
    }

    @Test
    void anInterruptibleHandlerReturnsOutOfTurn_andNothingIsReported() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            EventProbe events = EventProbe.of(there);
            Port port = there.port(p -> p.onMessage(message -> {
                began.countDown();
                new CountDownLatch(1).await();
            }));
            there.send(port, "x");
            Latches.await(began);
            port.kill();

            time.advance(GRACE);

            assertThat(endOf(port)).isEqualTo(KillReason.normal());
            time.advance(GRACE.plus(GRACE));
            events.settle();
            assertThat(events.seen(Event.PortStuck.class)).isEmpty();
        }
    }

    @Test
    void anIdlePortEndsAtOnce() {
        Port port = node.port(p -> {});
        port.kill(KillReason.of("idle"));
        assertThat(endOf(port)).isEqualTo(KillReason.of("idle"));
    }

    @Test
    void aPortThatIsKilledInItsSetUpHandlesWhatItWasSentBefore() {
        Port port = node.port(p -> {
            p.onMessage(message -> handled.add(message.tag()));
            p.send(p, "before");
            node.kill(p, KillReason.of("in its set-up"));
            node.kill(p, KillReason.of("twice"));
            p.send(p, "after");
            assertThat(p.id()).isNotNull();
        });
        assertThat(endOf(port)).isEqualTo(KillReason.of("in its set-up"));
        assertThat(handled).containsExactly("before");
    }

    @Test
    void aPortThatKillsItselfFinishesItsHandler() {
        Port port = node.port(p -> p.onMessage(message -> {
            p.kill(p, KillReason.of("done"));
            handled.add("still here");
            p.send(p, "too late");
        }));

        node.send(port, "x");

        assertThat(endOf(port)).isEqualTo(KillReason.of("done"));
        assertThat(handled).containsExactly("still here");
    }

    /** A port whose handler kills it and then waits for what never comes. */
    private Port stayingPort(Node where) {
        return where.port(p -> p.onMessage(message -> {
            p.kill(p, KillReason.of("done"));
            began.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                handled.add("interrupted");
            }
        }));
    }

    @Test
    void aHandlerThatKillsItsPortAndStaysIsInterruptedAfterTheGrace() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            Port port = stayingPort(there);
            there.send(port, "x");
            Latches.await(began);
            time.advance(GRACE.minusNanos(1));
            assertThat(port.isLive()).isTrue();

            time.advance(Duration.ofNanos(1));

            assertThat(endOf(port)).isEqualTo(KillReason.of("done"));
            assertThat(handled).containsExactly("interrupted");
        }
    }

    @Test
    void aHandlerThatKillsItsPortAndStaysIsInterruptedAfterTheGrace_whereThatIsTimedLater() {
        try (Node there = Kernel.start(KernelConfig.of("there").withGrace(Duration.ofMillis(1)))) {
            Port port = stayingPort(there);
            there.send(port, "x");
            assertThat(endOf(port)).isEqualTo(KillReason.of("done"));
            assertThat(handled).containsExactly("interrupted");
        }
    }

    @Test
    void aPortThatKillsItselfAndIsGivenAThread_endsAtOnce() {
        Port port = node.port(p -> p.onMessage(message -> {
            p.kill(p, KillReason.of("done"));
            ThreadPorts.attach(p, self -> handled.add("never"));
        }));
        node.send(port, "x");
        assertThat(endOf(port)).isEqualTo(KillReason.of("done"));
        assertThat(handled).isEmpty();
    }

    @Test
    void nothingCanBeDoneInTheNameOfAPortThatHasEnded() {
        List<Self> selves = new ArrayList<>();
        Port port = node.port(selves::add);
        Port other = node.port(p -> {});
        Self self = selves.getFirst();
        port.kill(KillReason.of("over"));
        endOf(port);

        assertThatExceptionOfType(PortKilled.class)
                .isThrownBy(() -> self.send(other, "x"))
                .satisfies(e -> {
                    assertThat(e.port()).isEqualTo(port.id());
                    assertThat(e.reason()).isEqualTo(KillReason.of("over"));
                    assertThat(e.getStackTrace()).isEmpty();
                });
        assertThatExceptionOfType(PortKilled.class).isThrownBy(() -> self.kill(other, KillReason.normal()));
        assertThatExceptionOfType(PortKilled.class).isThrownBy(() -> self.onEnd(other, why -> {}));
        assertThatExceptionOfType(PortKilled.class).isThrownBy(() -> self.monitor(other, why -> Message.of()));
        assertThatExceptionOfType(PortKilled.class).isThrownBy(() -> self.dependOn(other));
        assertThatExceptionOfType(PortKilled.class).isThrownBy(() -> self.after(Duration.ZERO, () -> {}));
        assertThat(other.isLive()).isTrue();
    }

    @Test
    void terminatedComesAfterTheCodeHasReturned_onNoThreadOfTheKernel() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            Port port = busyPort(there);
            BlockingQueue<String> order = new LinkedBlockingQueue<>();
            CompletableFuture<Boolean> onKernelThread = new CompletableFuture<>();
            port.terminated().thenAccept(why -> {
                order.add("terminated");
                onKernelThread.complete(KernelThread.isCurrent());
            });
            port.kill();
            time.advance(GRACE);
            assertThat(port.isLive()).isFalse();
            order.add("released");

            release.countDown();

            assertThat(InPort.of(onKernelThread)).isFalse();
            assertThat(order).containsExactly("released", "terminated");
        }
    }

    @Test
    void dependentsOfTheEndDoNotRunOnTheTimerThread() {
        Port port = node.port(p -> p.after(Duration.ofMillis(1), () -> p.kill(p, KillReason.normal())));
        CompletableFuture<Boolean> onKernelThread = new CompletableFuture<>();
        port.terminated().thenAccept(why -> onKernelThread.complete(KernelThread.isCurrent()));
        assertThat(InPort.of(onKernelThread)).isFalse();
    }

    @Test
    void killsOfWhatIsNotThereDoNothing_andANodePortCannotBeKilled() {
        node.kill(new PortId("here", "nobody"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.kill(new PortId("here", "")))
                .withMessageContaining("node port");
        assertThatIllegalArgumentException().isThrownBy(() -> node.kill(new PortId("there", "")));
        Port port = node.port(p -> {});
        port.kill();
        await().until(() -> !port.isLive());
        node.kill(port);
    }

    @Test
    void manyKillersAndSenders_onePortOneEnd() throws InterruptedException {
        EventProbe events = EventProbe.of(node);
        Set<PortId> killed = new HashSet<>();
        for (int round = 0; round < 200; round++) {
            Port port = node.port(p -> p.onMessage(message -> {}));
            killed.add(port.id());
            List<Thread> threads = new ArrayList<>();
            for (int k = 0; k < 3; k++) {
                int killer = k;
                threads.add(Thread.startVirtualThread(() -> {
                    node.send(port, "x");
                    port.kill(KillReason.of("killer", killer));
                    node.send(port, "y");
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            KillReason end = endOf(port);
            assertThat(end.toList().getFirst()).isEqualTo("killer");
            Event.Died died = events.await(Event.Died.class, e -> e.port().equals(port.id()));
            assertThat(died.reason()).isEqualTo(end);
        }
        events.settle();
        assertThat(events.seen(Event.Died.class).stream().map(Event.Died::port).filter(killed::contains))
                .hasSize(200)
                .doesNotHaveDuplicates();
    }
}
