package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.loommp.Fork;
import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.Self;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.manage.Event;
import io.loommp.spi.Parking;
import io.loommp.spi.Waiting;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testing.UsualParking;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads in the context of a port: peval_async of Coro::MP. */
@Timeout(30)
class ForkTest {
    private static final KillReason WHY = KillReason.of("why", 1);
    private static final Duration GRACE = Duration.ofSeconds(5);

    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    // ---- joining ----

    @Test
    void itsResultIsJoined_byAThreadAndByAHandler() {
        int result = InPort.call(node, self -> self.fork(() -> 1 + 1).join());
        assertThat(result).isEqualTo(2);

        Port port = node.port(p -> p.onMessage(message ->
                seen.add("joined " + p.fork(() -> "in " + p.id().node()).join())));
        node.send(port, "go");
        assertThat(Latches.next(seen)).isEqualTo("joined in here");
        assertThat(port.isLive()).isTrue();
    }

    @Test
    void itsNormalEndDoesNotEndThePort_andItCanBeJoinedTwice() {
        InPort.check(node, self -> {
            Fork<String> fork = self.fork(() -> "done");
            await().until(fork::isDone);
            assertThat(fork.join()).isEqualTo("done");
            assertThat(fork.join(Duration.ZERO)).contains("done");
            self.send(self, "still alive");
            assertThat(self.get().tag()).isEqualTo("still alive");
        });
    }

    @Test
    void aForkCanJoinAnother() {
        int result = InPort.call(node, self -> {
            Fork<Integer> first = self.fork(() -> {
                Latches.await(release);
                return 1;
            });
            Fork<Integer> second = self.fork(() -> first.join() + 1);
            release.countDown();
            return second.join();
        });
        assertThat(result).isEqualTo(2);
    }

    @Test
    void aJoinWithATimeComesBackWithNothing() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            CompletableFuture<Optional<String>> polled = new CompletableFuture<>();
            CompletableFuture<Optional<String>> joined = InPort.start(there, self -> {
                Fork<String> fork = self.fork(() -> {
                    Latches.await(release);
                    return "late";
                });
                polled.complete(fork.join(Duration.ZERO));
                began.countDown();
                Optional<String> nothing = fork.join(Duration.ofSeconds(2));
                release.countDown();
                assertThat(fork.join(Duration.ofDays(1))).contains("late");
                return nothing;
            });
            assertThat(InPort.of(polled)).isEmpty();
            Latches.await(began);
            await().until(() -> {
                time.advance(Duration.ofSeconds(1));
                return joined.isDone();
            });
            assertThat(InPort.of(joined)).isEmpty();
        }
    }

    @Test
    void aJoinRunsNothingThatWaitsInThePort() {
        InPort.check(node, self -> {
            self.on("tagged", message -> seen.add("handled"));
            self.send(self, "tagged");
            self.send(self, "other");
            assertThat(self.fork(() -> "result").join()).isEqualTo("result");
            assertThat(seen).isEmpty();
            assertThat(self.get().tag()).isEqualTo("other");
            assertThat(seen).containsExactly("handled");
        });
    }

    @Test
    void onlyThePortsOtherCodeJoins() {
        InPort.check(node, self -> {
            CompletableFuture<Fork<String>> itself = new CompletableFuture<>();
            Fork<String> fork = self.fork(() -> {
                assertThatIllegalStateException()
                        .isThrownBy(() -> InPort.of(itself).join())
                        .withMessageContaining(self.id().toString());
                return "not by itself";
            });
            itself.complete(fork);
            assertThat(fork.join()).isEqualTo("not by itself");
            assertThatIllegalArgumentException().isThrownBy(() -> fork.join(Duration.ofSeconds(-1)));
            CompletableFuture<Throwable> elsewhere = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                try {
                    elsewhere.completeExceptionally(new AssertionError("joined: " + fork.join()));
                } catch (IllegalStateException e) {
                    elsewhere.complete(e);
                }
            });
            assertThat(InPort.of(elsewhere)).hasMessageContaining("only the port's other code");
        });
    }

    @Test
    void whoJoinsSaysWhatForItWaits() {
        BlockingQueue<Waiting> blockers = new LinkedBlockingQueue<>();
        Parking telling = new UsualParking() {
            @Override
            public void park(Object blocker) {
                if (blocker instanceof Waiting waiting && waiting.what().contains("fork")) {
                    blockers.add(waiting);
                }
                super.park(blocker);
            }
        };
        KernelConfig usual = KernelConfig.of("there");
        try (Node there = Kernel.start(usual.withThreads(usual.virtualThreads(), telling))) {
            CompletableFuture<PortId> id = new CompletableFuture<>();
            CompletableFuture<String> joined = InPort.start(there, self -> {
                id.complete(self.id());
                return self.fork(() -> {
                            Latches.await(release);
                            return "joined";
                        })
                        .join();
            });
            Waiting waiting = Latches.next(blockers);
            assertThat(waiting.waiter()).isEqualTo(InPort.of(id));
            assertThat(waiting.waitsFor()).isNull();
            assertThat(waiting.what()).isEqualTo("a fork of its own to return");
            release.countDown();
            assertThat(InPort.of(joined)).isEqualTo("joined");
        }
    }

    // ---- in the context of the port ----

    @Test
    void itSendsAndWatchesInThePortsName_butCannotReceive() {
        Port watched = node.port(p -> {});
        InPort.check(node, self -> {
            Fork<Boolean> fork = self.fork(() -> {
                self.send(self, "from the fork");
                self.monitor(watched, why -> Message.of("gone", why));
                assertThatIllegalStateException().isThrownBy(self::get).withMessageContaining("own thread");
                return true;
            });
            assertThat(self.get().tag()).isEqualTo("from the fork");
            fork.join();
            watched.kill(WHY);
            assertThat(self.get("gone").reason(1)).isEqualTo(WHY);
        });
    }

    // ---- failures and ends ----

    @Test
    void whatItThrowsEndsThePort_andWhoJoinsIsKilled() {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, self -> {
            Fork<Object> fork = self.fork(() -> {
                Latches.await(began);
                throw new IllegalStateException("failed");
            });
            try {
                began.countDown();
                fork.join();
            } catch (Throwable t) {
                thrown.complete(t);
                throw t;
            }
        });
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("failed"));
        assertThat(InPort.of(thrown))
                .isInstanceOfSatisfying(
                        PortKilled.class,
                        killed -> assertThat(killed.reason()).isEqualTo(new KillReason.Die("failed")));
    }

    @Test
    void aForkOfACallbackPortThatThrowsEndsIt() {
        EventProbe events = EventProbe.of(node);
        IllegalStateException failure = new IllegalStateException("failed");
        Port port = node.port(p -> p.onMessage(message -> p.fork(() -> {
            throw failure;
        })));
        node.send(port, "go");
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("failed"));
        assertThat(events.await(Event.Died.class).cause()).isSameAs(failure);
    }

    @Test
    void codeThatReturnsNothing_orNull_isJoinedAsWell() {
        InPort.check(node, self -> {
            Fork<?> nothing = self.fork(() -> {
                seen.add("ran");
            });
            assertThat(nothing.join()).isNull();
            Fork<@Nullable String> none = self.<@Nullable String>fork(() -> null);
            assertThat(none.join(Duration.ofSeconds(10))).isEmpty();
            assertThat(none.isDone()).isTrue();
            assertThat(seen).contains("ran");
        });
    }

    @Test
    void theEndOfThePortInterruptsIt_andHasToWaitForIt() {
        Port port = ThreadPorts.spawn(node, self -> {
            self.own(() -> seen.add("closed"));
            self.fork(() -> {
                began.countDown();
                try {
                    new CountDownLatch(1).await();
                    return "never";
                } catch (InterruptedException e) {
                    seen.add("interrupted");
                    Latches.awaitStubbornly(release);
                    seen.add("returns");
                    return "too late";
                }
            });
            Latches.await(began);
            seen.add("body returns");
        });
        assertThat(Latches.next(seen)).isEqualTo("body returns");
        assertThat(Latches.next(seen)).isEqualTo("interrupted");
        assertThat(port.isLive()).isFalse();
        assertThat(port.terminated().toCompletableFuture()).isNotDone();

        release.countDown();

        assertThat(InPort.endOf(port).isNormal()).isTrue();
        assertThat(seen).containsExactly("returns", "closed");
    }

    @Test
    void aKillEndsAJoin_ofAThreadAtOnce_ofAHandlerAfterTheGrace() {
        Port thread = ThreadPorts.spawn(node, this::joinForEver);
        Latches.await(began);
        thread.kill(WHY);
        assertThat(Latches.next(seen)).isEqualTo("PortKilled");
        assertThat(InPort.endOf(thread)).isEqualTo(WHY);

        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            CountDownLatch joins = new CountDownLatch(1);
            Port handler = there.port(p -> p.onMessage(message -> joinForEver(p, joins)));
            there.send(handler, "go");
            Latches.await(joins);
            handler.kill(WHY);
            time.advance(GRACE);
            assertThat(Latches.next(seen)).isEqualTo("PortKilled");
            assertThat(InPort.endOf(handler)).isEqualTo(WHY);
        }
    }

    private void joinForEver(ThreadSelf self) {
        joinForEver(self, began);
    }

    private void joinForEver(Self self, CountDownLatch joins) {
        Fork<Object> fork = self.fork(() -> {
            joins.countDown();
            new CountDownLatch(1).await();
            return "never";
        });
        try {
            fork.join();
        } catch (PortKilled e) {
            seen.add("PortKilled");
            throw e;
        }
    }

    @Test
    void anInterruptFromElsewhereEndsAJoinAndThePort() {
        CompletableFuture<Thread> joiner = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, self -> {
            joiner.complete(Thread.currentThread());
            joinForEver(self, began);
        });
        InPort.of(joiner).interrupt();
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("interrupted"));
        assertThat(Latches.next(seen)).isEqualTo("PortKilled");
    }

    @Test
    void onAPortThatHasEndedTheCodeDoesNotRun() {
        CompletableFuture<Self> self = new CompletableFuture<>();
        Port port = node.port(self::complete);
        port.kill(WHY);
        InPort.endOf(port);
        assertThatExceptionOfType(PortKilled.class)
                .isThrownBy(() -> InPort.of(self).fork(() -> seen.add("ran")))
                .satisfies(killed -> assertThat(killed.reason()).isEqualTo(WHY));
        assertThat(seen).isEmpty();
    }

    @Test
    void aForkThatDoesNotReturnIsReportedAfterTheGrace() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            EventProbe events = EventProbe.of(there);
            Port port = there.port(p -> p.fork(() -> {
                began.countDown();
                Latches.awaitStubbornly(release);
                return "at last";
            }));
            Latches.await(began);
            port.kill(WHY);
            await().until(() -> !port.isLive());
            time.advance(GRACE);
            assertThat(events.await(Event.PortStuck.class)).isEqualTo(new Event.PortStuck(port.id(), WHY));
            assertThat(port.terminated().toCompletableFuture()).isNotDone();
            release.countDown();
            assertThat(InPort.endOf(port)).isEqualTo(WHY);
        }
    }

    @Test
    void aForkMayCloseTheNode() {
        Node there = LocalNodes.start("there");
        CompletableFuture<Long> took = new CompletableFuture<>();
        there.port(p -> p.fork(() -> {
            long start = System.nanoTime();
            there.close();
            return took.complete(System.nanoTime() - start);
        }));
        assertThat(Duration.ofNanos(InPort.of(took))).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void startingRacesWithTheEnd_itRunsToItsEndOrNotAtAll() {
        for (int round = 0; round < 500; round++) {
            AtomicInteger running = new AtomicInteger();
            CompletableFuture<Self> self = new CompletableFuture<>();
            CountDownLatch tried = new CountDownLatch(1);
            Port port = node.port(self::complete);
            Thread.startVirtualThread(() -> {
                try {
                    InPort.of(self).fork(() -> {
                        running.incrementAndGet();
                        try {
                            new CountDownLatch(1).await();
                        } finally {
                            running.decrementAndGet();
                        }
                        return "never";
                    });
                } catch (PortKilled e) {
                    assertThat(e.reason()).isEqualTo(WHY);
                }
                tried.countDown();
            });
            port.kill(WHY);
            assertThat(InPort.endOf(port)).isEqualTo(WHY);
            assertThat(running).hasValue(0);
            Latches.await(tried);
        }
    }

    @Test
    void aFullMailboxOfItsOwnPortMakesAForkWait() {
        Probe probe = Probe.on(node);
        Port port = ThreadPorts.spawn(node, MailboxBound.of(1), self -> {
            Fork<Boolean> fork = self.fork(() -> {
                for (int i = 0; i < 5; i++) {
                    self.send(self, "word", i);
                }
                return true;
            });
            for (int i = 0; i < 5; i++) {
                assertThat(self.get("word").integer(1)).isEqualTo(i);
            }
            fork.join();
            self.send(probe, "done");
        });
        probe.expect("done");
        assertThat(InPort.endOf(port).isNormal()).isTrue();
    }
}
