package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many alternatives, one wait. */
@Timeout(30)
class SelectTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @AutoClose
    private final Node node = LocalNodes.start("here");

    @Test
    void theOldestMessageThatAnyClauseTakesIsTaken_byTheFirstClauseThatTakesIt() {
        InPort.check(node, self -> {
            self.send(self, "b", 1);
            self.send(self, "a", 2);
            self.send(self, "a", 3);
            List<String> taken = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                taken.add(self.select(r -> r.on("a", m -> "a" + m.integer(1))
                        .when(m -> m.integer(1) < 3, m -> "small" + m.integer(1))
                        .any(m -> "any" + m.integer(1))));
            }
            assertThat(taken).containsExactly("small1", "a2", "a3");
        });
    }

    @Test
    void whatNoClauseTakesStays_inOrder() {
        InPort.check(node, self -> {
            self.send(self, "x", 1);
            self.send(self, "y", 2);
            self.send(self, "x", 3);
            assertThat(self.<String>select(r -> r.on("y", m -> "y").on("z", m -> "z")))
                    .isEqualTo("y");
            assertThat(self.get().integer(1)).isEqualTo(1);
            assertThat(self.get().integer(1)).isEqualTo(3);
        });
    }

    @Test
    void afterEndsTheWait_atItsTime() {
        FakeTimers time = new FakeTimers();
        try (Node onFakeTime = TestNodes.start("fake", time)) {
            CompletableFuture<String> outcome = InPort.start(
                    onFakeTime,
                    self -> self.select(r -> r.on("a", m -> "a").after(Duration.ofSeconds(30), () -> "idle")));
            time.awaitTimer(Duration.ofSeconds(30));
            assertThat(outcome).isNotDone();
            time.advance(Duration.ofSeconds(30));
            assertThat(InPort.of(outcome)).isEqualTo("idle");
        }
    }

    @Test
    void afterZeroLooksAndDoesNotWait_butFindsWhatIsThere() {
        InPort.check(node, self -> {
            assertThat(self.<String>select(r -> r.any(m -> "some").after(Duration.ZERO, "none")))
                    .isEqualTo("none");
            self.send(self, "there");
            assertThat(self.<String>select(r -> r.any(m -> "some").after(Duration.ZERO, "none")))
                    .isEqualTo("some");
        });
    }

    @Test
    void withoutClausesItSleeps_andLeavesAllMessages() {
        InPort.check(node, self -> {
            self.send(self, "there");
            assertThat(self.<String>select(r -> r.after(Duration.ofMillis(1), "slept")))
                    .isEqualTo("slept");
            assertThat(self.get().tag()).isEqualTo("there");
        });
    }

    @Test
    void clausesMustNotReceive_andTheirMessageIsGoneWhenTheyThrow() {
        InPort.check(node, self -> {
            self.send(self, "a");
            assertThatIllegalStateException()
                    .isThrownBy(() -> self.select(r -> r.on("a", m -> self.get())))
                    .withMessageContaining(self.id().toString())
                    .withMessageContaining("must not receive itself");
            assertThat(self.get(Duration.ZERO)).isEmpty();
            self.send(self, "b");
            assertThat(self.get().tag()).as("the next receive").isEqualTo("b");
        });
    }

    @Test
    void aPredicateThatThrowsLeavesTheMailboxAsItWas() {
        InPort.check(node, self -> {
            self.send(self, "a");
            self.send(self, "b");
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> self.select(r -> r.when(
                            m -> {
                                if (m.hasTag("b")) {
                                    throw new UnsupportedOperationException("at b");
                                }
                                return false;
                            },
                            m -> m)))
                    .withMessage("at b");
            assertThat(self.get().tag()).isEqualTo("a");
            assertThat(self.get().tag()).isEqualTo("b");
        });
    }

    @Test
    void eachMessageIsLookedAtOnce_howeverOftenTheSelectIsWoken() {
        InPort.check(node, self -> {
            AtomicInteger looks = new AtomicInteger();
            for (int i = 0; i < 100; i++) {
                self.send(self, "other", i);
            }
            Port feeder = ThreadPorts.spawn(node, feeding -> {
                for (int i = 0; i < 50; i++) {
                    feeding.send(self, "more", i);
                    feeding.ask(feeding.get("echo").port(1), SECOND, "are", "you", "there");
                }
                feeding.send(self, "wanted");
            });
            // an echo that answers only when the select has been woken: its handler runs inside the select
            self.on("are", m -> {
                self.send(m.port(3), "yes");
                self.send(feeder, "echo", self);
            });
            self.send(feeder, "echo", self);
            String found = self.select(r -> r.when(
                    m -> {
                        looks.incrementAndGet();
                        return m.hasTag("wanted");
                    },
                    m -> "found"));
            assertThat(found).isEqualTo("found");
            assertThat(looks).hasValue(100 + 50 + 1);
        });
    }

    @Test
    @SuppressWarnings("NullAway") // the mistake
    void whatMakesNoSenseIsRefused() {
        InPort.check(node, self -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> self.<String>select(r -> {}))
                    .withMessageContaining("without clauses and without a time limit");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> self.<String>select(r -> r.after(Duration.ofSeconds(-1), "x")))
                    .withMessageContaining("timeout must not be negative: PT-1S");
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> self.<String>select(r -> r.after(SECOND, "x").after(Duration.ofSeconds(2), "y")))
                    .withMessageContaining("PT2S");
            assertThatNullPointerException()
                    .isThrownBy(() -> self.<@Nullable Object>select(r -> r.after(SECOND, null)))
                    .withMessageContaining("() -> null");
        });
    }

    @Test
    void aKillEndsIt() {
        Probe probe = Probe.on(node);
        Port port = ThreadPorts.spawn(node, self -> {
            self.send(probe, "started");
            self.<String>select(r -> r.on("never", m -> "never"));
        });
        probe.expect("started");
        CompletableFuture<KillReason> ended = port.terminated().toCompletableFuture();
        port.kill(KillReason.of("enough"));
        assertThat(InPort.of(ended)).isEqualTo(KillReason.of("enough"));
    }

    // ---- channels ----

    @Test
    void aChannelIsReceivedApart_andInItsOrder() {
        InPort.check(node, self -> {
            Channel<Message> channel = self.channel(Message.class);
            self.send(channel, "c", 1);
            self.send(self, "m", 1);
            self.send(channel, "c", 2);
            assertThat(self.get()).as("receives of the port skip the channel").isEqualTo(Message.of("m", 1));
            assertThat(self.get(Duration.ZERO)).isEmpty();
            assertThat(self.getCond(m -> true, Duration.ZERO)).isEmpty();
            assertThat(channel.receive()).isEqualTo(Message.of("c", 1));
            assertThat(channel.receive(SECOND)).contains(Message.of("c", 2));
            assertThat(channel.receive(Duration.ZERO)).isEmpty();
            assertThat(channel.receive(Duration.ZERO, Message.of("none"))).isEqualTo(Message.of("none"));
        });
    }

    @Test
    void aSelectOverMessagesAndChannelsGoesByArrival() {
        InPort.check(node, self -> {
            Channel<Message> left = self.channel(Message.class);
            Channel<Message> right = self.channel(Message.class);
            self.send(right, "r", 1);
            self.send(self, "m", 2);
            self.send(left, "l", 3);
            self.send(right, "r", 4);
            List<String> taken = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                taken.add(self.select(r -> r.on(left, m -> "left" + m.integer(1))
                        .on("m", m -> "message" + m.integer(1))
                        .on(right, m -> "right" + m.integer(1))));
            }
            assertThat(taken).containsExactly("right1", "message2", "left3", "right4");
        });
    }

    @Test
    void fromMuchThatWaitsAChannelFindsItsOwn() {
        InPort.check(node, self -> {
            Channel<Message> channel = self.channel(Message.class);
            for (int i = 0; i < 200; i++) {
                self.send(self, "other", i);
                self.send(channel, "mine", i);
            }
            for (int i = 0; i < 200; i++) {
                assertThat(channel.receive().integer(1)).isEqualTo(i);
            }
            for (int i = 0; i < 200; i++) {
                assertThat(self.get("other").integer(1)).isEqualTo(i);
            }
        });
    }

    /** A record that a channel takes. */
    private record Count(int value) {}

    @Test
    void inASelectToo_whatDoesNotConvertToAChannelsTypeIsADeadLetter() {
        EventProbe events = EventProbe.of(node);
        InPort.check(node, self -> {
            Channel<Count> counts = self.channel(Count.class);
            self.send(counts, "nonsense");
            self.send(counts, new Count(1));
            self.send(counts, "nonsense", "kept");
            self.send(counts, new Count(2));
            for (int i = 1; i <= 2; i++) {
                assertThat(self.<Integer>select(r -> r.any(m -> -1).on(counts, Count::value)))
                        .isEqualTo(i);
                assertThat(self.get("none", Duration.ZERO)).isEmpty(); // the rest is kept
            }
        });
        events.settle();
        assertThat(events.seen(Event.DeadLetter.class))
                .extracting(Event.DeadLetter::message)
                .containsExactly(Message.of("nonsense"), Message.of("nonsense", "kept"));
        assertThat(events.seen(Event.DeadLetter.class))
                .extracting(Event.DeadLetter::cause)
                .containsOnly(Event.DeadLetter.Cause.UNREADABLE);
    }

    @Test
    void whoWaitsAtAChannelIsWokenWhenItIsClosedFromElsewhere() {
        CountDownLatch ready = new CountDownLatch(1);
        AtomicReference<Channel<Message>> made = new AtomicReference<>();
        CompletableFuture<String> text = InPort.start(node, self -> {
            Channel<Message> channel = self.channel(Message.class);
            made.set(channel);
            ready.countDown();
            try {
                return "received " + channel.receive();
            } catch (IllegalStateException e) {
                return String.valueOf(e.getMessage());
            }
        });
        Latches.await(ready);
        made.get().close();
        assertThat(InPort.of(text)).isEqualTo("channel " + made.get().id() + " is closed and empty");
    }

    @Test
    void aClosedChannelTakesNoMore_andSaysSo() {
        InPort.check(node, self -> {
            Channel<Message> channel = self.channel(Message.class);
            self.monitor(channel, why -> Message.of("closed", why));
            self.send(channel, "last");
            channel.close();
            self.send(channel, "too late");
            assertThat(self.get("closed", SECOND).orElseThrow().reason(1)).isEqualTo(KillReason.normal());
            assertThat(channel.receive()).isEqualTo(Message.of("last"));
            assertThatIllegalStateException()
                    .isThrownBy(channel::receive)
                    .withMessageContaining(channel.id() + " is closed and empty");
        });
    }

    @Test
    void aChannelEndsWithItsPort_andItsKillIsThePorts() {
        Probe probe = Probe.on(node);
        Port port = ThreadPorts.spawn(node, self -> {
            Channel<Message> channel = self.channel(Message.class);
            self.send(probe, "channel", channel);
            channel.receive();
        });
        var channel = probe.expect("channel").port(1);
        CompletableFuture<KillReason> told = new CompletableFuture<>();
        node.onEnd(channel, told::complete);
        node.kill(channel, KillReason.of("stop"));
        assertThat(InPort.of(told)).isEqualTo(KillReason.of("stop"));
        assertThat(InPort.endOf(port)).isEqualTo(KillReason.of("stop"));
    }

    @Test
    void onlyThePortThatMadeAChannelReceivesFromIt() {
        InPort.check(node, self -> {
            Channel<Message> channel = self.channel(Message.class);
            CompletableFuture<String> elsewhere = InPort.start(node, other -> {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> other.<String>select(r -> r.on(channel, m -> "stolen")))
                        .withMessageContaining(channel.id().toString());
                assertThatIllegalStateException().isThrownBy(channel::receive);
                return "checked";
            });
            assertThat(InPort.of(elsewhere)).isEqualTo("checked");
        });
    }

    // ---- requests ----

    private Port echo() {
        return ThreadPorts.spawn(node, self -> {
            while (true) {
                Message m = self.get();
                self.send(m.port(m.size() - 1), "echo", m.value(1));
            }
        });
    }

    @Test
    void requestsAreAnsweredInWhateverOrder() {
        Port echo = echo();
        InPort.check(node, self -> {
            Request<Message> first = self.request(echo, "say", 1);
            Request<Message> second = self.request(echo, "say", 2);
            assertThat(second.reply().integer(1)).isEqualTo(2);
            assertThat(first.reply(SECOND).integer(1)).isEqualTo(1);
            assertThatIllegalStateException()
                    .isThrownBy(first::reply)
                    .withMessageContaining("the request to " + echo.id() + " is over");
            assertThat(self.get(Duration.ZERO))
                    .as("nothing of it is in the mailbox")
                    .isEmpty();
        });
    }

    @Test
    void aSelectTakesAReplyAmongOtherThings() {
        Port echo = echo();
        InPort.check(node, self -> {
            Request<Message> request = self.request(echo, "say", 7);
            String outcome = self.select(r -> r.on(request, m -> "reply " + m.integer(1))
                    .on("other", m -> "other")
                    .after(Duration.ofSeconds(10), "nothing"));
            assertThat(outcome).isEqualTo("reply 7");
            assertThatIllegalStateException().isThrownBy(() -> self.<String>select(r -> r.on(request, m -> "again")));
        });
    }

    @Test
    void aRequestFailsWithTheOneWhoIsAsked() {
        Port busy = ThreadPorts.spawn(node, self -> self.get("never"));
        InPort.check(node, self -> {
            Request<Message> request = self.request(busy, "say", 1);
            Request<Message> another = self.request(busy, "say", 2);
            busy.kill(KillReason.of("gone fishing"));
            assertThatExceptionOfType(AskFailed.class)
                    .isThrownBy(request::reply)
                    .withMessageContaining("gone fishing")
                    .matches(e -> e.reason().orElseThrow().equals(KillReason.of("gone fishing")));
            assertThatExceptionOfType(AskFailed.class)
                    .isThrownBy(() -> self.<String>select(r -> r.on(another, m -> "reply")));
        });
    }

    @Test
    void aRequestThatIsNotAnsweredInTimeIsOver() {
        FakeTimers time = new FakeTimers();
        try (Node onFakeTime = TestNodes.start("fake", time)) {
            Port silent = ThreadPorts.spawn(onFakeTime, self -> self.get("never"));
            CompletableFuture<String> text = InPort.start(onFakeTime, self -> {
                Request<Message> request = self.request(silent, "say", 1);
                try {
                    return "replied: " + request.reply(Duration.ofSeconds(3));
                } catch (AskFailed e) {
                    assertThat(e.isTimeout()).isTrue();
                    return String.valueOf(e.getMessage());
                }
            });
            time.awaitTimer(Duration.ofSeconds(3));
            time.advance(Duration.ofSeconds(3));
            assertThat(InPort.of(text)).contains("no reply from " + silent.id() + " to \"say\" after 3000 ms");
        }
    }

    @Test
    void aRequestThatCannotBeAskedLeavesNothingBehind() {
        Port echo = echo();
        InPort.check(node, self -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> self.request(echo, slot -> Message.of("say", new Object(), slot)))
                    .withMessageContaining("java.lang.Object");
            assertThat(self.get(Duration.ZERO)).isEmpty();
            assertThat(node.info(self).orElseThrow().waiting()).isZero();
        });
    }

    @Test
    void requestsThatAreOverDoNotPileUp_howeverManyMessagesWait() {
        Port silent = ThreadPorts.spawn(node, self -> self.get("never"));
        InPort.check(node, self -> {
            for (int i = 0; i < 100; i++) {
                self.send(self, "other", i);
            }
            assertThat(self.get("none", Duration.ZERO)).isEmpty(); // they are kept, and there is an index of them
            for (int i = 0; i < 300; i++) {
                Request<Message> request = self.request(silent, "say", i);
                assertThatExceptionOfType(AskFailed.class).isThrownBy(() -> request.reply(Duration.ZERO));
                assertThat(self.get("none", Duration.ZERO)).isEmpty();
            }
            assertThat(node.info(self).orElseThrow().waiting()).isLessThan(110);
        });
    }

    @Test
    void repliesToRequestsThatWereClosedUnreadDoNotPileUp() {
        Port echo = echo();
        InPort.check(node, self -> {
            for (int i = 0; i < 100; i++) {
                self.send(self, "other", i);
            }
            for (int i = 0; i < 600; i++) {
                Request<Message> request = self.request(echo, "say", i);
                self.ask(echo, SECOND.multipliedBy(10), "say", "behind it");
                assertThat(self.get("none", Duration.ZERO)).isEmpty(); // the reply is kept
                request.close();
            }
            assertThat(node.info(self).orElseThrow().waiting()).isLessThan(400);
        });
    }

    @Test
    void aClosedRequestLeavesNothingBehind() {
        Port echo = echo();
        InPort.check(node, self -> {
            try (Request<Message> request = self.request(echo, "say", 1)) {
                assertThat(request.target()).isEqualTo(echo.id());
            }
            self.ask(echo, SECOND, "say", "behind it");
            assertThat(self.<String>select(r -> r.any(m -> "some").after(Duration.ZERO, "none")))
                    .isEqualTo("none");
        });
    }

    @Test
    void aRequestThatACallbackOfThePortClosesIsNotWaitedForAnyMore() {
        Port silent = node.port(p -> p.onMessage(message -> {}));
        InPort.check(node, self -> {
            Request<Message> request = self.request(silent, "question");
            self.after(Duration.ofMillis(1), request::close);
            assertThatIllegalStateException().isThrownBy(request::reply).withMessageContaining("is over");
        });
    }
}
