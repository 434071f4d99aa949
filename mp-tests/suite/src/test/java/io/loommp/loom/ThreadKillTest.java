package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.kernel.LocalPort;
import io.loommp.local.LocalNodes;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.Probe;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThreadKillTest {
    private static final KillReason WHY = KillReason.of("why", 1);
    private static final Duration GRACE = Duration.ofSeconds(5);

    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void whileItWaits() {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, self -> {
            began.countDown();
            try {
                self.get();
            } catch (Throwable t) {
                thrown.complete(t);
                throw t;
            }
        });
        Latches.await(began);
        port.kill(WHY);

        assertThat(InPort.of(thrown)).isInstanceOfSatisfying(PortKilled.class, killed -> {
            assertThat(killed.reason()).isEqualTo(WHY);
            assertThat(killed.port()).isEqualTo(port.id());
            assertThat(killed.getStackTrace()).isEmpty();
        });
        assertThat(InPort.endOf(port)).isEqualTo(WHY);
    }

    @Test
    void itActsAtOnce_aheadOfWhatWaitsInTheMailbox() {
        EventProbe events = EventProbe.of(node);
        CompletableFuture<String> got = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, self -> {
            began.countDown();
            Latches.awaitStubbornly(release);
            got.complete(self.get().tag());
        });
        Latches.await(began);
        node.send(port, "waiting");
        port.kill(WHY);
        assertThat(port.isLive()).isFalse();
        release.countDown();

        assertThat(InPort.endOf(port)).isEqualTo(WHY);
        assertThat(got).isNotDone();
        assertThat(events.await(Event.DeadLetter.class).message().tag()).isEqualTo("waiting");
    }

    @Test
    void whileItRuns_itsSendsAndReceivesThrow_andItsNameIsUsedNoMore() {
        Probe probe = Probe.on(node);
        BlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
        Port port = ThreadPorts.spawn(node, self -> {
            began.countDown();
            Latches.awaitStubbornly(release);
            try {
                self.send(probe, "in the name of the dead");
            } catch (PortKilled e) {
                thrown.add(e);
            }
            try {
                self.get(Duration.ZERO);
            } catch (PortKilled e) {
                thrown.add(e);
            }
            node.send(probe, "done");
        });
        Latches.await(began);
        port.kill(WHY);
        release.countDown();

        probe.expect("done");
        assertThat(thrown).hasSize(2);
        assertThat(probe.received()).isEmpty();
        assertThat(InPort.endOf(port)).isEqualTo(WHY);
    }

    @Test
    void blockingCallsOfTheBodyAreInterrupted() {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, self -> {
            began.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (Throwable t) {
                thrown.complete(t);
                throw t;
            }
        });
        Latches.await(began);
        port.kill(WHY);
        assertThat(InPort.of(thrown)).isInstanceOf(InterruptedException.class);
        assertThat(InPort.endOf(port)).isEqualTo(WHY);
    }

    @Test
    void whileItStarts() {
        AtomicInteger ran = new AtomicInteger();
        for (int i = 0; i < 500; i++) {
            Port port = ThreadPorts.spawn(node, self -> {
                ran.incrementAndGet();
                self.get();
            });
            port.kill(WHY);
            assertThat(InPort.endOf(port)).isEqualTo(WHY);
        }
        assertThat(ran).hasValueLessThanOrEqualTo(500);
    }

    @Test
    void twice_theFirstReasonWins_andTheEndIsToldOnce() {
        EventProbe events = EventProbe.of(node);
        Set<PortId> killed = new HashSet<>();
        BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();
        for (int i = 0; i < 200; i++) {
            Port port = ThreadPorts.spawn(node, self -> self.get());
            killed.add(port.id());
            node.onEnd(port, told::add);
            Thread.startVirtualThread(() -> port.kill(KillReason.of("b")));
            port.kill(KillReason.of("a"));
            KillReason end = InPort.endOf(port);
            port.kill(KillReason.of("c"));
            assertThat(InPort.endOf(port)).isEqualTo(end).isIn(KillReason.of("a"), KillReason.of("b"));
            assertThat(Latches.next(told)).isEqualTo(end);
        }
        events.settle();
        assertThat(events.seen(Event.Died.class).stream().map(Event.Died::port).filter(killed::contains))
                .hasSize(200)
                .doesNotHaveDuplicates();
        assertThat(told).isEmpty();
    }

    @Test
    void byItself() {
        AtomicBoolean wentOn = new AtomicBoolean();
        Port port = ThreadPorts.spawn(node, self -> {
            self.kill(self, WHY);
            wentOn.set(!Thread.currentThread().isInterrupted());
            self.get();
        });
        assertThat(InPort.endOf(port)).isEqualTo(WHY);
        assertThat(wentOn).isTrue();
    }

    @Test
    void anInterruptFromElsewhereIsAKill() {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, self -> {
            thread.complete(Thread.currentThread());
            self.get();
        });
        InPort.of(thread).interrupt();
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("interrupted"));

        Port another = ThreadPorts.spawn(node, self -> {
            Thread.currentThread().interrupt();
            self.get(Duration.ZERO);
        });
        assertThat(InPort.endOf(another)).isEqualTo(new KillReason.Die("interrupted"));
    }

    @Test
    void exceptionsThatTheKillCausesDoNotReplaceItsReason() {
        Port port = ThreadPorts.spawn(node, self -> {
            began.countDown();
            try {
                self.get();
            } catch (PortKilled e) {
                throw new IllegalStateException("while tidying up", e);
            }
        });
        Latches.await(began);
        port.kill(WHY);
        assertThat(InPort.endOf(port)).isEqualTo(WHY);
    }

    @Test
    void whoSwallowsTheKillIsSlowedDownFromTheThirdReceiveOn_andReported() {
        EventProbe events = EventProbe.of(node);
        List<Long> nanos = new ArrayList<>();
        Port port = ThreadPorts.spawn(node, self -> {
            began.countDown();
            for (int i = 0; i < 8; i++) {
                long start = System.nanoTime();
                assertThatExceptionOfType(PortKilled.class).isThrownBy(() -> self.get("never"));
                nanos.add(System.nanoTime() - start);
                if (i % 2 == 0) {
                    Thread.interrupted();
                }
            }
        });
        Latches.await(began);
        port.kill(WHY);

        assertThat(InPort.endOf(port)).isEqualTo(WHY);
        // 0, 0, then 1, 2, 4, 8, 16, 32 ms: the first waited for the kill
        for (int i = 2; i < 8; i++) {
            assertThat(nanos.get(i))
                    .as("receive %d after the end", i + 1)
                    .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(1) << (i - 2));
        }
        assertThat(events.await(Event.RefusesToEnd.class)).isEqualTo(new Event.RefusesToEnd(port.id(), WHY));
        events.settle();
        assertThat(events.seen(Event.RefusesToEnd.class)).hasSize(1);
    }

    @Test
    void aLoopThatCatchesExceptionsDoesNotCatchAKill() {
        Port port = ThreadPorts.spawn(node, self -> {
            while (true) {
                try {
                    began.countDown();
                    self.get();
                } catch (Exception e) {
                    throw new AssertionError("a kill was caught", e);
                }
            }
        });
        Latches.await(began);
        port.kill(WHY);
        assertThat(InPort.endOf(port)).isEqualTo(WHY);
    }

    @Test
    void codeThatDoesNotReturnIsReportedAfterTheGrace() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            EventProbe events = EventProbe.of(there);
            Port port = ThreadPorts.spawn(there, self -> {
                began.countDown();
                Latches.awaitStubbornly(release);
            });
            Latches.await(began);
            port.kill(WHY);
            assertThat(events.await(Event.Died.class).reason()).isEqualTo(WHY);
            CompletableFuture<KillReason> terminated = port.terminated().toCompletableFuture();
            time.advance(GRACE.minusNanos(1));
            events.settle();
            assertThat(events.seen(Event.PortStuck.class)).isEmpty();

            time.advance(Duration.ofNanos(1));

            assertThat(events.await(Event.PortStuck.class)).isEqualTo(new Event.PortStuck(port.id(), WHY));
            assertThat(terminated).isNotDone();
            release.countDown();
            assertThat(InPort.of(terminated)).isEqualTo(WHY);
        }
    }

    @Test
    void codeThatReturnsInTimeIsNotReported() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            EventProbe events = EventProbe.of(there);
            Port port = ThreadPorts.spawn(there, self -> self.get());
            port.kill(WHY);
            InPort.endOf(port);
            time.advance(GRACE.plus(GRACE));
            events.settle();
            assertThat(events.seen(Event.PortStuck.class)).isEmpty();
        }
    }

    @Test
    void monitorsFireWhileTheCodeStillRuns() {
        CompletableFuture<KillReason> told = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, self -> {
            began.countDown();
            Latches.awaitStubbornly(release);
        });
        node.onEnd(port, told::complete);
        Latches.await(began);
        port.kill(WHY);
        assertThat(InPort.of(told)).isEqualTo(WHY);
        assertThat(port.terminated().toCompletableFuture()).isNotDone();
        release.countDown();
        assertThat(InPort.endOf(port)).isEqualTo(WHY);
    }

    @Test
    void whatWasKeptBecomesDeadLetters() {
        EventProbe events = EventProbe.of(node);
        Port port = ThreadPorts.spawn(node, self -> {
            self.get("begin");
            self.get("never");
        });
        for (String tag : List.of("one", "two", "begin", "three")) {
            node.send(port, tag);
        }
        node.send(port, "begin");
        await().until(() -> ((LocalPort) port).inbox().isWaiting());
        port.kill();
        InPort.endOf(port);
        events.settle();
        assertThat(events.seen(Event.DeadLetter.class).stream()
                        .map(e -> e.message().tag()))
                .containsExactly("one", "two", "three", "begin");
    }
}
