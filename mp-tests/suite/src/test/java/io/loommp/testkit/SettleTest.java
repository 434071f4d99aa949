package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When advance returns, the nodes that live on that time are at rest. */
@Timeout(60)
class SettleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Node node = TestNodes.start("here", time);

    @Test
    void aTimeoutThatComesHasComeWhenAdvanceReturns() {
        for (int i = 0; i < 200; i++) {
            List<Optional<Message>> got = new ArrayList<>();
            ThreadPorts.spawn(node, self -> got.add(self.get(SECOND)));
            time.advance(SECOND.minusNanos(1)); // also waits until the port waits
            assertThat(got).isEmpty();
            time.advance(Duration.ofNanos(1));
            assertThat(got).containsExactly(Optional.empty());
        }
    }

    @Test
    void whatATimeoutSetsInMotionHasComeToItsEnd() {
        AtomicInteger hops = new AtomicInteger();
        Probe probe = Probe.on(node);
        Port last = node.port(p -> p.on("hop", m -> p.send(probe, "done", hops.get())));
        Port next = last;
        for (int i = 0; i < 100; i++) {
            Port after = next;
            next = i % 2 == 0
                    ? ThreadPorts.spawn(node, self -> {
                        self.get("hop");
                        hops.incrementAndGet();
                        self.send(after, "hop");
                    })
                    : node.port(p -> p.on("hop", m -> {
                        hops.incrementAndGet();
                        p.send(after, "hop");
                    }));
        }
        Port first = next;
        ThreadPorts.spawn(node, self -> {
            assertThat(self.get(SECOND)).isEmpty();
            self.send(first, "hop");
        });
        time.advance(SECOND);
        assertThat(probe.received()).containsExactly(Message.of("done", 100));
    }

    @Test
    void eachMomentHasItsOwnRest_soAPeriodIsExact() {
        List<Long> ticks = new ArrayList<>();
        ThreadPorts.spawn(node, self -> {
            while (true) {
                self.get(SECOND);
                ticks.add(time.nanoTime());
            }
        });
        time.advance(Duration.ofSeconds(10));
        assertThat(ticks)
                .containsExactlyElementsOf(java.util.stream.LongStream.rangeClosed(1, 10)
                        .map(i -> i * SECOND.toNanos())
                        .boxed()
                        .toList());
    }

    @Test
    void listenersHaveHeardOfAll() {
        EventProbe events = EventProbe.of(node);
        node.port(p -> p.after(SECOND, () -> {
            for (int i = 0; i < 500; i++) {
                p.send(new io.loommp.PortId("here", "nobody"), i);
            }
        }));
        time.advance(SECOND);
        assertThat(events.seen(Event.DeadLetter.class)).hasSize(500);
    }

    @Test
    void aKillByInterruptHasUnwoundThePort() {
        for (int i = 0; i < 200; i++) {
            AtomicBoolean unwound = new AtomicBoolean();
            Port port = ThreadPorts.spawn(node, self -> {
                try {
                    self.get();
                } finally {
                    unwound.set(true);
                }
            });
            time.settle();
            port.kill();
            time.settle();
            assertThat(unwound).isTrue();
        }
    }

    @Test
    void aPortThatWaitsForALatchOfTheTestIsAtRest() {
        CountDownLatch open = new CountDownLatch(1);
        AtomicBoolean passed = new AtomicBoolean();
        ThreadPorts.spawn(node, self -> {
            open.await();
            self.get(SECOND);
            passed.set(true);
        });
        node.send(node.port(p -> p.onMessage(m -> Latches.await(open))), "wait"); // with a limit, which is none of ours
        time.advance(SECOND);
        assertThat(passed).isFalse();
        open.countDown();
        time.advance(SECOND);
        assertThat(passed).isTrue();
    }

    @Test
    void portsThatWakeEachOtherByOtherMeansAreWaitedFor() {
        BlockingQueue<Integer> there = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> back = new LinkedBlockingQueue<>();
        AtomicInteger last = new AtomicInteger();
        ThreadPorts.spawn(node, self -> {
            while (true) {
                back.add(there.take());
            }
        });
        ThreadPorts.spawn(node, self -> {
            self.get(SECOND);
            for (int i = 1; i <= 2000; i++) {
                there.add(i);
                last.set(back.take());
            }
        });
        time.advance(SECOND);
        assertThat(last).hasValue(2000);
    }

    @Test
    void codeOfAPortMayMoveTimeItself() {
        AtomicInteger rung = new AtomicInteger();
        node.port(p -> p.after(SECOND, rung::incrementAndGet));
        int seen = InPort.call(node, self -> {
            time.advance(SECOND);
            return rung.get();
        });
        assertThat(seen).isEqualTo(1);
    }

    @Test
    void aSenderThatWaitsForAFullMailboxGivesUpByFakeTime() {
        Port full = ThreadPorts.spawn(
                node, new io.loommp.MailboxBound(1, SECOND), self -> new CompletableFuture<>().join());
        CompletableFuture<String> outcome = new CompletableFuture<>();
        ThreadPorts.spawn(node, self -> {
            self.send(full, "one");
            try {
                self.send(full, "two");
            } catch (io.loommp.MailboxFull e) {
                outcome.complete("full");
            }
        });
        time.advance(SECOND.minusNanos(1));
        assertThat(outcome).isNotDone();
        time.advance(Duration.ofNanos(1));
        assertThat(outcome).isCompletedWithValue("full");
    }

    @Test
    void whatDoesNotComeToRestIsNamed_withWhereItIs() {
        FakeTimers impatient = new FakeTimers(SHORT);
        AtomicBoolean stop = new AtomicBoolean();
        try (Node busy = TestNodes.start("busy", impatient)) {
            Port spinning = ThreadPorts.spawn(busy, self -> {
                while (!stop.get()) {
                    Thread.onSpinWait();
                }
            });
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> impatient.advance(SECOND))
                    .withMessageContaining("after 200 ms the nodes still do something")
                    .withMessageContaining(spinning.id() + " (RUNNABLE)")
                    .withMessageContaining("SettleTest");
            assertThat(impatient.nanoTime()).isZero();
            stop.set(true);
            impatient.advance(SECOND);
            assertThat(impatient.nanoTime()).isEqualTo(SECOND.toNanos());
        }
    }

    @Test
    void codeThatSleepsIsNotAtRest() {
        FakeTimers impatient = new FakeTimers(SHORT);
        try (Node sleepy = TestNodes.start("sleepy", impatient)) {
            Port sleeper = ThreadPorts.spawn(sleepy, self -> Thread.sleep(Duration.ofDays(1)));
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(impatient::settle)
                    .withMessageContaining(sleeper.id() + " (TIMED_WAITING)")
                    .withMessageContaining("Thread.sleep");
        }
    }

    @Test
    void portsThatChatForEverAreNamed() {
        FakeTimers impatient = new FakeTimers(SHORT);
        try (Node chatty = TestNodes.start("chatty", impatient)) {
            Port pong = chatty.port(p -> p.on("ping", m -> p.send(m.port(1), "pong", p)));
            chatty.send(pong, "ping", chatty.port(p -> p.on("pong", m -> p.send(m.port(1), "ping", p))));
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(impatient::settle)
                    .withMessageContaining("still do something");
        }
    }
}
