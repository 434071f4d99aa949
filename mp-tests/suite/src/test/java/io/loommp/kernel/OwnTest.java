package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.loommp.Held;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Node;
import io.loommp.Port;
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
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a port owns: closed when its code has returned, before it has ended (design decisions 3 and 4). */
@Timeout(30)
class OwnTest {
    private static final KillReason WHY = KillReason.of("why", 1);
    private static final Duration GRACE = Duration.ofSeconds(5);

    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    private AutoCloseable named(String name) {
        return () -> seen.add("closed " + name);
    }

    // ---- when and where ----

    @Test
    void whatAThreadOwnsIsClosedWhenItsBodyHasReturned_theNewestFirst() {
        Port port = ThreadPorts.spawn(node, self -> {
            self.own(named("first"));
            self.own(named("second"));
            seen.add("returns");
        });
        InPort.endOf(port);
        assertThat(seen).containsExactly("returns", "closed second", "closed first");
    }

    @Test
    void whatAKilledThreadOwnsIsClosedAfterItsCodeHasReturned_byItsOwnThreadUninterrupted() {
        Port port = ThreadPorts.spawn(node, self -> {
            Thread own = Thread.currentThread();
            self.own(() -> seen.add(
                    "closed by its own thread: " + Thread.currentThread().equals(own) + ", interrupted: "
                            + Thread.currentThread().isInterrupted()));
            began.countDown();
            Latches.awaitStubbornly(release);
            seen.add("returns");
        });
        Latches.await(began);
        port.kill(WHY);
        assertThat(port.isLive()).isFalse();
        assertThat(port.terminated().toCompletableFuture()).isNotDone();

        release.countDown();

        assertThat(InPort.endOf(port)).isEqualTo(WHY);
        assertThat(seen).containsExactly("returns", "closed by its own thread: true, interrupted: false");
    }

    @Test
    void whatAWaitingCallbackPortOwnsIsClosedOnNoThreadOfTheKernelsOrTheKillers() {
        CompletableFuture<Thread> closer = new CompletableFuture<>();
        Port port = node.port(p -> {
            p.own(() -> closer.complete(Thread.currentThread()));
            p.onMessage(message -> p.after(Duration.ZERO, () -> p.kill(p, WHY)));
        });
        node.send(port, "kill yourself by a timer");
        assertThat(InPort.endOf(port)).isEqualTo(WHY);
        assertThat(InPort.of(closer).isVirtual()).isTrue();

        CompletableFuture<Thread> another = new CompletableFuture<>();
        Port idle = node.port(p -> p.own(() -> another.complete(Thread.currentThread())));
        Awaitility.await().until(() -> ((LocalPort) idle).inbox().isWaiting());
        ((LocalPort) idle).end(WHY, null);
        assertThat(InPort.of(another)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void aPortThatIsEndedByTheTimerThreadClosesElsewhere() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            CompletableFuture<Boolean> onKernelThread = new CompletableFuture<>();
            Port port = there.port(p -> {
                p.own(() -> onKernelThread.complete(KernelThread.isCurrent()
                        || Thread.currentThread().getName().equals("advances")));
                p.onMessage(message -> {
                    began.countDown();
                    new CountDownLatch(1).await();
                });
            });
            there.send(port, "wait");
            Latches.await(began);
            port.kill(WHY);

            Thread.ofPlatform().name("advances").start(() -> time.advance(GRACE));

            assertThat(InPort.endOf(port)).isEqualTo(WHY);
            assertThat(InPort.of(onKernelThread)).isFalse();
        }
    }

    @Test
    void aPortThatFailsInItsSetUpClosesWhatItOwned() {
        assertThatIllegalStateException()
                .isThrownBy(() -> node.port(p -> {
                    p.own(named("it"));
                    throw new IllegalStateException("in the set-up");
                }));
        assertThat(Latches.next(seen)).isEqualTo("closed it");
    }

    @Test
    void theEndOfTheNodeClosesToo() {
        Node there = LocalNodes.start("there");
        there.port(p -> p.own(named("callback")));
        ThreadPorts.spawn(there, self -> {
            self.own(named("thread"));
            began.countDown();
            self.get();
        });
        Latches.await(began);
        there.close();
        assertThat(seen).containsExactlyInAnyOrder("closed callback", "closed thread");
    }

    // ---- failures ----

    @Test
    void whatClosingThrowsIsReported_andTheOthersAreClosed() {
        EventProbe events = EventProbe.of(node);
        IOException failure = new IOException("the disk is full");
        Port port = ThreadPorts.spawn(node, self -> {
            self.own(named("first"));
            self.own(new AutoCloseable() {
                @Override
                public void close() throws IOException {
                    throw failure;
                }

                @Override
                public String toString() {
                    return "a\nfile";
                }
            });
            self.own(() -> {
                throw new AssertionError("worse");
            });
            self.own(named("last"));
        });
        assertThat(InPort.endOf(port).isNormal()).isTrue();
        assertThat(seen).containsExactly("closed last", "closed first");
        assertThat(events.await(Event.CloseFailed.class, e -> e.cause().equals(failure)))
                .isEqualTo(new Event.CloseFailed(port.id(), "a\nfile", failure));
        assertThat(events.await(Event.CloseFailed.class, e -> !e.cause().equals(failure))
                        .cause())
                .hasMessage("worse");
    }

    @Test
    void onAPortThatHasEnded_itIsClosedAtOnce_andPortKilledIsThrown() {
        CompletableFuture<Self> self = new CompletableFuture<>();
        Port port = node.port(self::complete);
        port.kill(WHY);
        InPort.endOf(port);
        assertThatExceptionOfType(PortKilled.class)
                .isThrownBy(() -> InPort.of(self).own(named("too late")))
                .satisfies(killed -> assertThat(killed.reason()).isEqualTo(WHY));
        assertThat(seen).containsExactly("closed too late");
    }

    // ---- before the end ----

    @Test
    void closedEarlyItIsClosedOnce_givenBackNotAtAll() {
        Port port = ThreadPorts.spawn(node, self -> {
            try (Held<AutoCloseable> early = self.own(named("early"))) {
                seen.add("has it: " + (early.value() != null));
            }
            Held<AutoCloseable> back = self.own(named("given back"));
            Held<AutoCloseable> twice = self.own(named("twice"));
            seen.add("given back: " + back.release() + ", again: " + back.release());
            back.close();
            twice.close();
            twice.close();
            seen.add("given back after the close: " + twice.release());
        });
        InPort.endOf(port);
        assertThat(seen)
                .containsExactly(
                        "has it: true",
                        "closed early",
                        "given back: true, again: false",
                        "closed twice",
                        "given back after the close: false");
    }

    @Test
    void whatAnEarlyCloseThrowsGoesUp() {
        Port port = ThreadPorts.spawn(node, self -> {
            IOException failure = new IOException("checked");
            Held<AutoCloseable> held = self.own(() -> {
                throw failure;
            });
            assertThatIllegalStateException().isThrownBy(held::close).withCause(failure);
            self.own(() -> {
                        throw new IllegalArgumentException("unchecked");
                    })
                    .close();
        });
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("unchecked"));
    }

    // ---- aborts ----

    @Test
    void codeThatDoesNotReturnIsAbortedAfterTheGrace_andItsResourceClosedAllTheSame() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            EventProbe events = EventProbe.of(there);
            Port port = ThreadPorts.spawn(there, self -> {
                self.own(named("without abort"));
                self.own(named("it"), resource -> {
                    seen.add("aborted, on kernel thread: " + KernelThread.isCurrent());
                    release.countDown();
                });
                self.own(named("other"), resource -> {
                    throw new IllegalStateException("cannot abort");
                });
                began.countDown();
                Latches.awaitStubbornly(release);
            });
            Latches.await(began);
            port.kill(WHY);
            time.advance(GRACE.minusNanos(1));
            events.settle();
            assertThat(seen).isEmpty();

            time.advance(Duration.ofNanos(1));

            assertThat(InPort.endOf(port)).isEqualTo(WHY);
            assertThat(seen)
                    .containsExactly(
                            "aborted, on kernel thread: false", "closed other", "closed it", "closed without abort");
            assertThat(events.await(Event.PortStuck.class)).isEqualTo(new Event.PortStuck(port.id(), WHY));
            assertThat(events.await(Event.CloseFailed.class).cause()).hasMessage("cannot abort");
        }
    }

    @Test
    void aCloseThatHangsIsAborted() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            EventProbe events = EventProbe.of(there);
            Port port = ThreadPorts.spawn(
                    there,
                    self -> self.own(
                            () -> {
                                began.countDown();
                                Latches.await(release);
                            },
                            resource -> release.countDown()));
            Latches.await(began);
            assertThat(port.isLive()).isFalse();
            time.advance(GRACE);
            assertThat(InPort.endOf(port).isNormal()).isTrue();
            assertThat(events.await(Event.PortStuck.class).port()).isEqualTo(port.id());
        }
    }

    @Test
    void codeThatReturnsInTimeIsNotAborted() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            EventProbe events = EventProbe.of(there);
            Port port = ThreadPorts.spawn(there, self -> {
                self.own(named("it"), resource -> seen.add("aborted"));
                began.countDown();
                self.get();
            });
            Latches.await(began);
            port.kill(WHY);
            InPort.endOf(port);
            time.advance(GRACE.plus(GRACE));
            events.settle();
            assertThat(seen).containsExactly("closed it");
            assertThat(events.seen(Event.PortStuck.class)).isEmpty();
        }
    }

    // ---- races ----

    @Test
    void owningRacesWithTheEnd_itIsClosedOnceEitherWay() {
        for (int round = 0; round < 500; round++) {
            AtomicInteger closed = new AtomicInteger();
            CountDownLatch owned = new CountDownLatch(1);
            CompletableFuture<Self> self = new CompletableFuture<>();
            Port port = node.port(self::complete);
            Thread.startVirtualThread(() -> {
                try {
                    InPort.of(self).own(closed::incrementAndGet);
                } catch (PortKilled e) {
                    assertThat(e.reason()).isEqualTo(WHY);
                }
                owned.countDown();
            });
            port.kill(WHY);
            Latches.await(owned);
            InPort.endOf(port);
            assertThat(closed).hasValue(1);
        }
    }

    // ---- keeping alive ----

    @Test
    void objectsAreKeptUntilThePortHasEnded_orTheyAreLetGo() {
        Port port = node.port(p -> {});
        Port other = node.port(p -> {});
        Holds first = Holds.by(node, port);
        Holds second = Holds.by(node, other);
        Monitor keeper = first.keeper;
        Monitor cancelled = second.keeper;
        assertThat(keeper.watched()).isEqualTo(port.id());

        assertThat(cancelled.cancel()).isTrue();
        awaitCollected(second.object);
        assertThat(first.object.get()).isNotNull();

        port.kill();
        InPort.endOf(port);
        awaitCollected(first.object);
        assertThat(keeper.cancel()).isFalse();
    }

    @Test
    void whoKeepsSomethingDoesNotWatch() {
        EventProbe events = EventProbe.of(node);
        Port port = node.port(p -> {});
        Monitor keeper = node.keep(port, Message.of("kept"));
        port.kill(WHY);
        assertThat(events.await(Event.Died.class, e -> e.port().equals(port.id()))
                        .monitored())
                .isFalse();
        assertThat(keeper.watched()).isEqualTo(port.id());
    }

    /** An object that nobody knows but a keeper. */
    private record Holds(Monitor keeper, WeakReference<Object> object) {
        static Holds by(Node node, Port port) {
            Object object = new byte[1000];
            return new Holds(node.keep(port, "and", object), new WeakReference<>(object));
        }
    }

    private static void awaitCollected(WeakReference<Object> reference) {
        Awaitility.await().until(() -> {
            System.gc();
            return reference.get() == null;
        });
    }
}
