package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.Timer;
import io.loommp.loom.Channel;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.spi.KernelThread;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNodes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PortTimerTest {
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Node node = TestNodes.start("here", time);

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final CompletableFuture<Self> self = new CompletableFuture<>();

    private Port port() {
        return node.port(p -> {
            self.complete(p);
            p.onMessage(message -> seen.add(message.tag()));
        });
    }

    private void mark(Port port) {
        node.send(port, "mark");
        assertThat(Latches.next(seen)).isEqualTo("mark");
    }

    @Test
    void itsActionsRunInThePortsContext_whenTheirTimeHasCome() {
        CountDownLatch release = new CountDownLatch(1);
        Port port = node.port(p -> {
            p.on("block", message -> {
                seen.add("begin");
                Latches.await(release);
                seen.add("end");
            });
            p.onMessage(message -> seen.add(message.tag()));
            p.after(Duration.ofSeconds(2), () -> seen.add("second"));
            p.after(Duration.ofSeconds(1), () -> seen.add("first, on kernel thread: " + KernelThread.isCurrent()));
        });
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        mark(port);

        node.send(port, "block");
        assertThat(Latches.next(seen)).isEqualTo("begin");
        time.advance(Duration.ofSeconds(5));
        release.countDown();

        assertThat(Latches.next(seen)).isEqualTo("end");
        assertThat(Latches.next(seen)).isEqualTo("first, on kernel thread: false");
        assertThat(Latches.next(seen)).isEqualTo("second");
    }

    @Test
    void cancelledInTimeItDoesNotRun() {
        Port port = port();
        Timer timer = InPort.of(self).after(Duration.ofSeconds(1), () -> seen.add("fired"));

        assertThat(timer.cancel()).isTrue();
        assertThat(timer.cancel()).isFalse();

        time.advance(Duration.ofSeconds(2));
        mark(port);
    }

    @Test
    void cancelBeatsAnActionThatIsQueuedButHasNotBegun() {
        CountDownLatch release = new CountDownLatch(1);
        Port port = node.port(p -> {
            self.complete(p);
            p.on("block", message -> {
                seen.add("begin");
                Latches.await(release);
            });
            p.onMessage(message -> seen.add(message.tag()));
        });
        Timer timer = InPort.of(self).after(Duration.ofSeconds(1), () -> seen.add("fired"));
        node.send(port, "block");
        assertThat(Latches.next(seen)).isEqualTo("begin");
        time.advance(Duration.ofSeconds(1));

        assertThat(timer.cancel()).isTrue();
        release.countDown();

        mark(port);
    }

    @Test
    void cancelAfterItBeganIsTooLate() {
        port();
        Timer timer = InPort.of(self).after(Duration.ZERO, () -> seen.add("fired"));
        time.advance(Duration.ZERO);
        assertThat(Latches.next(seen)).isEqualTo("fired");
        assertThat(timer.cancel()).isFalse();
    }

    @Test
    void thoseOfAPortThatHasEndedVanish() {
        Port port = port();
        for (int i = 1; i <= 100; i++) {
            InPort.of(self).after(Duration.ofHours(i), () -> seen.add("fired"));
        }
        assertThat(time.size()).isGreaterThanOrEqualTo(100);

        port.kill();
        InPort.endOf(port);

        time.advance(Duration.ofMinutes(1)); // whatever else the node had to do
        assertThat(time.size()).isLessThan(10);
        time.advance(Duration.ofHours(101));
        Port other = node.port(p -> p.onMessage(message -> seen.add(message.tag())));
        mark(other);
    }

    @Test
    void whatItThrowsEndsThePort() {
        Port port = port();
        InPort.of(self).after(Duration.ofSeconds(1), () -> {
            throw new IOException("at last");
        });
        time.advance(Duration.ofSeconds(1));
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("at last"));
    }

    @Test
    void timeDoesNotGoBack() {
        port();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InPort.of(self).after(Duration.ofNanos(-1), () -> {}))
                .withMessageContaining("delay")
                .withMessageContaining("PT-0.000000001S");
    }

    @Test
    void veryLongIsForEver() {
        Port port = port();
        InPort.of(self).after(Duration.ofSeconds(Long.MAX_VALUE), () -> seen.add("fired"));
        time.advance(Duration.ofDays(1000));
        mark(port);
    }

    // ---- again and again ----

    @Test
    void aPeriodicOneComesAtEachOfItsTimes_untilItIsCancelled() {
        Port port = port();
        Timer timer = InPort.of(self).every(Duration.ofSeconds(10), () -> seen.add("tick " + time.nanoTime()));
        for (int i = 1; i <= 3; i++) {
            time.awaitTimer(Duration.ofSeconds(10));
            time.advance(Duration.ofSeconds(10));
            assertThat(Latches.next(seen))
                    .isEqualTo("tick " + Duration.ofSeconds(10L * i).toNanos());
        }
        time.awaitTimer(Duration.ofSeconds(10));

        assertThat(timer.cancel()).isTrue();
        assertThat(timer.cancel()).isFalse();

        time.advance(Duration.ofMinutes(5));
        mark(port);
    }

    @Test
    void aPortThatIsLateLeavesTimesOut_andKeepsTheBeat() {
        CountDownLatch release = new CountDownLatch(1);
        Port port = node.port(p -> {
            self.complete(p);
            p.on("block", message -> {
                seen.add("begin");
                Latches.await(release);
            });
            p.onMessage(message -> seen.add(message.tag()));
        });
        InPort.of(self).every(Duration.ofSeconds(10), () -> seen.add("tick"));
        node.send(port, "block");
        assertThat(Latches.next(seen)).isEqualTo("begin");
        time.advance(Duration.ofSeconds(35)); // three of its times pass
        node.send(port, "behind it");
        release.countDown();

        assertThat(Latches.next(seen)).isEqualTo("tick");
        assertThat(Latches.next(seen)).isEqualTo("behind it");
        time.awaitTimer(Duration.ofSeconds(5)); // the fourth, at 40 s
        time.advance(Duration.ofSeconds(5));
        assertThat(Latches.next(seen)).isEqualTo("tick");
    }

    @Test
    void anActionThatTakesLongerThanThePeriodDoesNotFollowItself() {
        Port port = node.port(p -> {
            p.onMessage(message -> seen.add(message.tag()));
            p.every(Duration.ofSeconds(10), () -> {
                time.advance(Duration.ofSeconds(25)); // that long
                seen.add("tick");
            });
        });
        Thread.startVirtualThread(() -> time.advance(Duration.ofSeconds(10)));
        assertThat(Latches.next(seen)).isEqualTo("tick");
        time.awaitTimer(Duration.ofSeconds(5)); // 35 s have passed
        mark(port);
    }

    @Test
    void aPeriodicOneCanCancelItself_andEndsWithItsPort() {
        CompletableFuture<Timer> timer = new CompletableFuture<>();
        Port port = port();
        timer.complete(InPort.of(self).every(Duration.ofSeconds(1), () -> {
            assertThat(timer.join().cancel()).isTrue();
            seen.add("once");
        }));
        InPort.of(self).every(Duration.ofSeconds(1), () -> {
            seen.add("fails");
            throw new IOException("at last");
        });
        time.advance(Duration.ofSeconds(1));
        assertThat(Latches.next(seen)).isEqualTo("once");
        assertThat(Latches.next(seen)).isEqualTo("fails");
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("at last"));

        time.advance(Duration.ofMinutes(1));
        assertThat(seen).isEmpty();
        assertThat(time.size()).isLessThan(10);
    }

    @Test
    void aPeriodIsMoreThanNothing() {
        port();
        for (Duration wrong : new Duration[] {Duration.ZERO, Duration.ofNanos(-1)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> InPort.of(self).every(wrong, () -> {}))
                    .withMessageContaining("period")
                    .withMessageContaining(wrong.toString());
        }
    }

    @Test
    void cancelOfAPeriodicOneRacesWithItsAction_andNothingComesBehindIt() throws InterruptedException {
        Port port = port();
        for (int round = 0; round < 200; round++) {
            Timer timer = InPort.of(self).every(Duration.ofSeconds(1), () -> seen.add("tick"));
            Thread canceller = Thread.startVirtualThread(timer::cancel);
            time.advance(Duration.ofSeconds(1));
            canceller.join();
            node.send(port, "mark");
            while (!Latches.next(seen).equals("mark")) {
                // it may have come once
            }
            time.advance(Duration.ofSeconds(1));
            mark(port);
        }
        assertThat(time.size()).isLessThan(10);
    }

    // ---- messages ----

    @Test
    void aMessageIsSentWhenItsTimeHasCome_whateverItsSenderDoes() {
        Port port = port();
        CountDownLatch release = new CountDownLatch(1);
        ThreadPorts.spawn(node, busy -> {
            busy.after(Duration.ofSeconds(2), port, "second", 2);
            busy.after(Duration.ofSeconds(1), port, "first", 1);
            seen.add("set");
            Latches.awaitStubbornly(release); // and does not receive
        });
        assertThat(Latches.next(seen)).isEqualTo("set");
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        mark(port);

        time.advance(Duration.ofSeconds(5));

        assertThat(Latches.next(seen)).isEqualTo("first");
        assertThat(Latches.next(seen)).isEqualTo("second");
        release.countDown();
    }

    @Test
    void theNodeSendsInNobodysName() {
        Port port = port();
        Timer timer = node.after(Duration.ofSeconds(1), port, "in time");
        assertThat(node.after(Duration.ofSeconds(1), port, "taken back").cancel())
                .isTrue();
        time.advance(Duration.ofSeconds(1));
        assertThat(Latches.next(seen)).isEqualTo("in time");
        assertThat(timer.cancel()).isFalse();
        mark(port);
    }

    @Test
    void aMessageOfAPortThatHasEndedIsNotSent_butWhatWasSentArrives() {
        CountDownLatch release = new CountDownLatch(1);
        Port receiver = node.port(p -> {
            p.on("block", message -> {
                seen.add("begin");
                Latches.await(release);
            });
            p.onMessage(message -> seen.add(message.tag()));
        });
        Port sender = port();
        node.send(receiver, "block");
        assertThat(Latches.next(seen)).isEqualTo("begin");
        InPort.of(self).after(Duration.ofSeconds(1), receiver, "sent");
        InPort.of(self).after(Duration.ofSeconds(2), receiver, "not sent");
        time.advance(Duration.ofSeconds(1));
        sender.kill();
        InPort.endOf(sender);
        time.advance(Duration.ofSeconds(1));
        release.countDown();

        assertThat(Latches.next(seen)).isEqualTo("sent");
        mark(receiver);
    }

    @Test
    void cancelBeatsAMessageThatWaitsInAMailbox() {
        InPort.check(node, thread -> {
            Timer kept = thread.after(Duration.ofSeconds(1), thread, "kept");
            Timer notLookedAt = thread.after(Duration.ofSeconds(2), thread, "not looked at");
            Timer taken = thread.after(Duration.ofSeconds(3), thread, "taken");
            time.advance(Duration.ofSeconds(1));
            assertThat(thread.get("other", Duration.ZERO)).isEmpty();
            time.advance(Duration.ofSeconds(2));
            assertThat(kept.cancel()).isTrue();
            assertThat(notLookedAt.cancel()).isTrue();

            assertThat(thread.get()).isEqualTo(Message.of("taken"));
            assertThat(taken.cancel()).isFalse();
            assertThat(thread.get(Duration.ZERO)).isEmpty();
        });
    }

    @Test
    void aFullMailboxTakesIt_andWhatNobodyGetsIsADeadLetter() {
        EventProbe events = EventProbe.of(node);
        CountDownLatch release = new CountDownLatch(1);
        Port bounded = node.port(
                new MailboxBound(1, Duration.ofDays(1)),
                p -> p.onMessage(message -> {
                    seen.add(message.tag());
                    Latches.await(release);
                }));
        node.send(bounded, "handled");
        assertThat(Latches.next(seen)).isEqualTo("handled");
        node.send(bounded, "fills it");
        node.after(Duration.ofSeconds(1), bounded, "timed");
        node.after(Duration.ofSeconds(1), new PortId("here", "nobody"), "lost");
        time.advance(Duration.ofSeconds(1)); // does not wait

        release.countDown();
        assertThat(Latches.next(seen)).isEqualTo("fills it");
        assertThat(Latches.next(seen)).isEqualTo("timed");
        assertThat(events.await(Event.DeadLetter.class).message()).isEqualTo(Message.of("lost"));
    }

    @Test
    void delaysAreNotNegative_andElementsAreChecked() {
        Port port = port();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.after(Duration.ofSeconds(-1), port, "x"))
                .withMessageContaining("delay")
                .withMessageContaining("PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InPort.of(self).after(Duration.ZERO, port, "x", new Object()))
                .withMessageContaining("element 1");
    }

    @Test
    void aTimedMessageToAChannelWaitsForNoRoom_andCanBeTakenBackUntilItIsReceived() {
        CompletableFuture<Channel<Message>> made = new CompletableFuture<>();
        CompletableFuture<List<String>> received = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(
                node,
                new MailboxBound(1, Duration.ZERO),
                self -> InPort.run(
                        self,
                        body -> {
                            Channel<Message> channel = body.channel(Message.class);
                            made.complete(channel);
                            body.get("go");
                            List<String> tags = new ArrayList<>();
                            for (Optional<Message> next = channel.receive(Duration.ZERO);
                                    next.isPresent();
                                    next = channel.receive(Duration.ZERO)) {
                                tags.add(next.get().tag());
                            }
                            return tags;
                        },
                        received));
        Channel<Message> channel = InPort.of(made);
        Timer first = node.after(Duration.ofSeconds(1), channel, "first");
        Timer second = node.after(Duration.ofSeconds(1), channel, "second");
        node.send(channel, "fills it");
        time.advance(Duration.ofSeconds(1)); // on this thread, which does what that of a timer does
        assertThat(second.cancel()).isTrue();
        node.after(Duration.ofSeconds(1), port, "go");
        time.advance(Duration.ofSeconds(1));
        assertThat(InPort.of(received)).containsExactly("fills it", "first");
        assertThat(first.cancel()).isFalse();
    }
}
