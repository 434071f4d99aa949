package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortKilled;
import io.loommp.kernel.LocalPort;
import io.loommp.local.LocalNodes;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNodes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReceiveTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Message NOTHING = Message.of("nothing");

    @AutoClose
    private final Node node = LocalNodes.start("here");

    private static Predicate<Message> tagged(String tag) {
        return message -> message.hasTag(tag);
    }

    /** Sends the port itself one message for each tag. */
    private static void fill(ThreadSelf self, String... tags) {
        for (String tag : tags) {
            self.send(self, tag);
        }
    }

    /** All that is left, in order. */
    private static List<String> rest(ThreadSelf self) {
        List<String> tags = new ArrayList<>();
        for (Optional<Message> m = self.get(Duration.ZERO); m.isPresent(); m = self.get(Duration.ZERO)) {
            tags.add(m.get().tag());
        }
        return tags;
    }

    // ---- the nine forms ----

    @Test
    void eachFormTakesTheOldestThatFits_andLeavesTheOthersInOrder() {
        InPort.check(node, self -> {
            fill(self, "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k");
            assertThat(self.get("c").tag()).isEqualTo("c");
            assertThat(self.get("b", SECOND)).contains(Message.of("b"));
            assertThat(self.get("e", SECOND, NOTHING)).isEqualTo(Message.of("e"));
            assertThat(self.getCond(tagged("h")).tag()).isEqualTo("h");
            assertThat(self.getCond(tagged("g"), SECOND)).contains(Message.of("g"));
            assertThat(self.getCond(tagged("j"), SECOND, NOTHING)).isEqualTo(Message.of("j"));
            assertThat(self.get().tag()).isEqualTo("a");
            assertThat(self.get(SECOND)).contains(Message.of("d"));
            assertThat(self.get(SECOND, NOTHING)).isEqualTo(Message.of("f"));
            assertThat(rest(self)).containsExactly("i", "k");
        });
    }

    @Test
    void pollsDoNotWait_andFindWhatIsThere() {
        InPort.check(node, self -> {
            assertThat(self.get(Duration.ZERO)).isEmpty();
            assertThat(self.get(Duration.ZERO, NOTHING)).isSameAs(NOTHING);
            assertThat(self.get("a", Duration.ZERO)).isEmpty();
            assertThat(self.get("a", Duration.ZERO, NOTHING)).isSameAs(NOTHING);
            assertThat(self.getCond(m -> true, Duration.ZERO)).isEmpty();
            assertThat(self.getCond(m -> true, Duration.ZERO, NOTHING)).isSameAs(NOTHING);

            fill(self, "x", "a");
            assertThat(self.get("a", Duration.ZERO)).isPresent();
            assertThat(self.get("a", Duration.ZERO)).isEmpty();
            assertThat(self.getCond(tagged("x"), Duration.ZERO)).isPresent();
            assertThat(self.get(Duration.ZERO)).isEmpty();
        });
    }

    @Test
    void eachFormWithATimeLimitGivesUpWhenItIsOver_notBefore() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            List<InPort.Body<Boolean>> waits = List.of(
                    self -> self.get(SECOND).isEmpty(),
                    self -> self.get(SECOND, NOTHING).equals(NOTHING),
                    self -> self.get("a", SECOND).isEmpty(),
                    self -> self.get("a", SECOND, NOTHING).equals(NOTHING),
                    self -> self.getCond(tagged("a"), SECOND).isEmpty(),
                    self -> self.getCond(tagged("a"), SECOND, NOTHING).equals(NOTHING));
            for (InPort.Body<Boolean> wait : waits) {
                CompletableFuture<Boolean> gaveUp = InPort.start(there, wait);
                time.awaitTimer(SECOND);
                time.advance(SECOND.minusNanos(1));
                assertThat(gaveUp).isNotDone();
                time.advance(Duration.ofNanos(1));
                assertThat(InPort.of(gaveUp)).isTrue();
            }
        }
    }

    @Test
    void theTimeLimitIsOneForTheWholeCall_whateverComesMeanwhile() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            CountDownLatch tested = new CountDownLatch(2);
            CompletableFuture<Boolean> gaveUp = new CompletableFuture<>();
            Port port = ThreadPorts.spawn(
                    there,
                    self -> InPort.run(
                            self,
                            s -> s.getCond(
                                            message -> {
                                                tested.countDown();
                                                return false;
                                            },
                                            SECOND)
                                    .isEmpty(),
                            gaveUp));
            time.awaitTimer(SECOND);
            time.advance(Duration.ofMillis(600));
            there.send(port, "no");
            there.send(port, "no");
            Latches.await(tested);
            time.awaitTimer(Duration.ofMillis(400));
            time.advance(Duration.ofMillis(400));
            assertThat(InPort.of(gaveUp)).isTrue();
        }
    }

    @Test
    void manyWaitsThatEndEarlyDoNotPileUpTimers() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            InPort.check(there, self -> {
                Port pong = ThreadPorts.spawn(there, p -> {
                    while (true) {
                        p.send(p.get().port(0), "pong");
                    }
                });
                for (int i = 0; i < 1000; i++) {
                    self.send(pong, self.id());
                    assertThat(self.get("pong", SECOND)).isPresent();
                }
            });
            assertThat(time.size()).isLessThan(20);
        }
    }

    @Test
    void aShorterWaitAfterALongerOneIsWokenInTime_andTheOtherWayRound() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            CompletableFuture<Boolean> done = InPort.start(there, self -> {
                self.send(self, "a");
                assertThat(self.get("a", Duration.ofHours(1))).isPresent();
                assertThat(self.get("b", SECOND)).isEmpty();
                assertThat(self.get("b", Duration.ofSeconds(10))).isEmpty();
                assertThat(self.get("b", SECOND)).isEmpty();
                return true;
            });
            time.awaitTimer(SECOND);
            time.advance(SECOND);
            time.awaitTimer(Duration.ofSeconds(10));
            time.advance(Duration.ofSeconds(10));
            time.awaitTimer(SECOND);
            time.advance(SECOND);
            InPort.of(done);
        }
    }

    @Test
    void anAlarmThatRingsForAnEarlierWaitIsSetAnewForThePresentOne() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            CompletableFuture<Boolean> gaveUp = new CompletableFuture<>();
            CountDownLatch second = new CountDownLatch(1);
            LocalPort port = (LocalPort) ThreadPorts.spawn(
                    there,
                    self -> InPort.run(
                            self,
                            s -> {
                                assertThat(s.get("a", SECOND)).isPresent();
                                second.countDown();
                                return s.get("b", Duration.ofSeconds(10)).isEmpty();
                            },
                            gaveUp));
            time.awaitTimer(SECOND);
            there.send(port, "a");
            Latches.await(second);
            await().until(() -> port.inbox().isWaiting());

            time.advance(SECOND);

            time.awaitTimer(Duration.ofSeconds(9));
            assertThat(gaveUp).isNotDone();
            time.advance(Duration.ofSeconds(9));
            assertThat(InPort.of(gaveUp)).isTrue();
        }
    }

    @Test
    void negativeTimesAndNullsAreRefused() {
        InPort.check(node, self -> {
            Duration negative = Duration.ofNanos(-1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> self.get(negative))
                    .withMessageContaining("timeout")
                    .withMessageContaining("PT-0.000000001S");
            assertThatIllegalArgumentException().isThrownBy(() -> self.get(negative, NOTHING));
            assertThatIllegalArgumentException().isThrownBy(() -> self.get("a", negative));
            assertThatIllegalArgumentException().isThrownBy(() -> self.get("a", negative, NOTHING));
            assertThatIllegalArgumentException().isThrownBy(() -> self.getCond(m -> true, negative));
            assertThatIllegalArgumentException().isThrownBy(() -> self.getCond(m -> true, negative, NOTHING));
            assertThat(self.get("a", Duration.ZERO)).isEmpty();
        });
    }

    @Test
    void aVeryLongTimeIsForEver() {
        CompletableFuture<Message> got = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(
                node, self -> InPort.run(self, s -> s.get("a", Duration.ofSeconds(Long.MAX_VALUE), NOTHING), got));
        node.send(port, "b");
        node.send(port, "a");
        assertThat(InPort.of(got)).isEqualTo(Message.of("a"));
    }

    // ---- waiting ----

    @Test
    void aWaitingReceiveIsWokenByWhatComes() {
        CompletableFuture<Message> got = new CompletableFuture<>();
        CountDownLatch ready = new CountDownLatch(1);
        Port port = ThreadPorts.spawn(
                node,
                self -> InPort.run(
                        self,
                        s -> {
                            ready.countDown();
                            return s.get("wanted");
                        },
                        got));
        Latches.await(ready);
        for (int i = 0; i < 100; i++) {
            node.send(port, "other", i);
        }
        node.send(port, "wanted", 1);
        assertThat(InPort.of(got)).isEqualTo(Message.of("wanted", 1));
    }

    @Test
    void thePredicateSeesEachMessageOnceInOneReceive_howeverOftenItIsWoken() {
        Map<Integer, Integer> seen = new ConcurrentHashMap<>();
        BlockingQueue<Integer> tested = new LinkedBlockingQueue<>();
        CompletableFuture<Message> got = new CompletableFuture<>();
        CountDownLatch filled = new CountDownLatch(1);
        Port port = ThreadPorts.spawn(node, self -> {
            for (int i = 0; i < 50; i++) {
                self.send(self, i);
            }
            assertThat(self.get("none", Duration.ZERO)).isEmpty(); // from now on they are kept
            filled.countDown();
            InPort.run(
                    self,
                    s -> s.getCond(message -> {
                        seen.merge(message.integer(0), 1, Integer::sum);
                        tested.add(message.integer(0));
                        return message.integer(0) == 100;
                    }),
                    got);
        });
        Latches.await(filled);
        for (int i = 0; i < 50; i++) {
            assertThat(Latches.next(tested)).isEqualTo(i);
        }
        for (int i = 50; i <= 100; i++) {
            node.send(port, i); // each alone, so that each wakes the port
            assertThat(Latches.next(tested)).isEqualTo(i);
        }
        InPort.of(got);
        assertThat(seen)
                .hasSize(101)
                .allSatisfy((message, times) ->
                        assertThat(times).as("message %d", message).isEqualTo(1));
    }

    @Test
    void theNextReceiveBeginsAtTheOldestAgain() {
        InPort.check(node, self -> {
            fill(self, "a", "b", "c");
            List<String> tested = new ArrayList<>();
            assertThat(self.getCond(m -> tested.add(m.tag()) && m.hasTag("b")).tag())
                    .isEqualTo("b");
            assertThat(self.getCond(m -> tested.add(m.tag()) && m.hasTag("c")).tag())
                    .isEqualTo("c");
            assertThat(tested).containsExactly("a", "b", "a", "c");
        });
    }

    // ---- predicates ----

    @Test
    void aPredicateThatThrowsLeavesTheMailboxAsItWas() {
        InPort.check(node, self -> {
            fill(self, "a", "b", "c");
            for (int round = 0; round < 2; round++) { // the first time they are new, the second time kept
                assertThatIllegalStateException()
                        .isThrownBy(() -> self.getCond(m -> {
                            if (m.hasTag("b")) {
                                throw new IllegalStateException("do not like b");
                            }
                            return false;
                        }))
                        .withMessage("do not like b");
            }
            assertThat(rest(self)).containsExactly("a", "b", "c");
        });
    }

    @Test
    void anErrorOfShapeInsideAPredicateMeansNo() {
        InPort.check(node, self -> {
            self.send(self, "data");
            self.send(self, "data", "no id: #");
            self.send(self, "data", "node#port");
            Message found =
                    self.getCond(m -> m.hasTag("data") && m.port(1).node().equals("node"));
            assertThat(found.size()).isEqualTo(2);
            assertThat(rest(self)).containsExactly("data", "data");
        });
    }

    @Test
    void aReceiveInsideAPredicateIsRefused_andHarmless() {
        InPort.check(node, self -> {
            fill(self, "a", "b");
            assertThatIllegalStateException()
                    .isThrownBy(() -> self.getCond(m -> self.get("b").hasTag("b")))
                    .withMessageContaining("must not receive");
            assertThat(rest(self)).containsExactly("a", "b");
        });
    }

    @Test
    void aReceiveInsideAHandlerEndsThePort() {
        Port port = ThreadPorts.spawn(node, self -> {
            self.on("handle", m -> self.get());
            self.get("never");
        });
        node.send(port, "handle");
        KillReason end = InPort.endOf(port);
        assertThat(end).isInstanceOf(KillReason.Die.class);
        assertThat(end.toString()).contains("must not receive");
    }

    @Test
    void onlyThePortsOwnThreadReceivesAndSetsHandlers() {
        CompletableFuture<ThreadSelf> self = new CompletableFuture<>();
        ThreadPorts.spawn(node, s -> {
            self.complete(s);
            s.get("never");
        });
        ThreadSelf stolen = InPort.of(self);
        assertThatIllegalStateException()
                .isThrownBy(stolen::get)
                .withMessageContaining(stolen.id().toString())
                .withMessageContaining("only its own thread");
        assertThatIllegalStateException().isThrownBy(() -> stolen.get(Duration.ZERO));
        assertThatIllegalStateException().isThrownBy(() -> stolen.on("a", m -> {}));
        assertThatIllegalStateException().isThrownBy(() -> stolen.off("a"));
        stolen.send(stolen, "sending is free");
    }

    @Test
    void whatIsWantedMustBeSaid() {
        InPort.check(node, self -> {
            assertThatNullPointerException().isThrownBy(() -> self.get(nothing(String.class)));
        });
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // a caller that does not know of nulls
    private static <T> T nothing(Class<T> type) {
        return type.cast(null);
    }

    // ---- many kept messages ----

    @Test
    void tagsAreFoundAmongManyKept_inOrder() {
        InPort.check(node, self -> {
            for (int i = 0; i < 300; i++) {
                self.send(self, "tag" + i % 3, i);
            }
            assertThat(self.get("none", Duration.ZERO)).isEmpty();
            for (int i = 1; i < 300; i += 3) {
                assertThat(self.get("tag1").integer(1)).isEqualTo(i);
            }
            assertThat(self.get("tag1", Duration.ZERO)).isEmpty();
            self.send(self, "tag1", 300);
            self.send(self, "tag2", 301);
            assertThat(self.get("tag1").integer(1)).isEqualTo(300);
            assertThat(self.getCond(m -> m.hasTag("tag2") && m.integer(1) > 200).integer(1))
                    .isEqualTo(203);
            int before = -1;
            for (int left = 200; left > 0; left--) {
                int number = self.get().integer(1);
                assertThat(number).isGreaterThan(before);
                before = number;
            }
            assertThat(before).isEqualTo(301);
            assertThat(self.get(Duration.ZERO)).isEmpty();
            fill(self, "tag0", "again");
            assertThat(self.get("again").tag()).isEqualTo("again");
            assertThat(rest(self)).containsExactly("tag0");
        });
    }

    @Test
    void whatHasNoTagIsNotFoundByOne_evenAmongMany() {
        InPort.check(node, self -> {
            for (int i = 0; i < 20; i++) {
                self.send(self, List.of(i));
                self.send(self);
                self.send(self, (Object) null);
            }
            self.send(self, "");
            assertThat(self.get("none", Duration.ZERO)).isEmpty();
            assertThat(self.get("", Duration.ZERO)).contains(Message.of(""));
            assertThat(self.get("", Duration.ZERO)).isEmpty();
            assertThat(rest(self)).hasSize(60);
        });
    }

    @Test
    void aWithdrawnNoticeDoesNotHideWhatStandsBehindIt() {
        InPort.check(node, self -> {
            Monitor monitor = watchDead(self);
            for (int i = 0; i < 31; i++) {
                self.send(self, "other", i);
            }
            self.send(self, "wanted");
            assertThat(self.get("none", Duration.ZERO)).isEmpty(); // 33 are kept, the notice first
            assertThat(monitor.cancel()).isTrue();

            assertThat(self.get("wanted", Duration.ZERO)).isPresent();
            assertThat(rest(self)).hasSize(31);
        });
    }

    /** A monitor whose notice is in the mailbox, but not received. */
    private static Monitor watchDead(ThreadSelf self) {
        Port dead = self.node().port(p -> {});
        dead.kill();
        InPort.endOf(dead);
        return self.monitor(dead, why -> Message.of("notice"));
    }

    @Test
    void aWithdrawnNoticeIsNotReceived_whereverItStands() {
        InPort.check(node, self -> {
            Monitor unseen = watchDead(self);
            assertThat(unseen.cancel()).isTrue();
            assertThat(self.get(Duration.ZERO)).isEmpty();

            Monitor kept = watchDead(self);
            assertThat(self.get("none", Duration.ZERO)).isEmpty();
            assertThat(kept.cancel()).isTrue();
            assertThat(self.get("notice", Duration.ZERO)).isEmpty();
            assertThat(self.get(Duration.ZERO)).isEmpty();

            List<Monitor> indexed = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                indexed.add(watchDead(self));
            }
            assertThat(self.get("none", Duration.ZERO)).isEmpty();
            assertThat(self.get("notice", Duration.ZERO)).isPresent();
            for (Monitor monitor : indexed.subList(1, 39)) {
                assertThat(monitor.cancel()).isTrue();
            }
            assertThat(self.get("notice", Duration.ZERO)).isPresent();
            assertThat(self.get("notice", Duration.ZERO)).isEmpty();
            assertThat(indexed.getFirst().cancel()).isFalse();
            assertThat(indexed.getLast().cancel()).isFalse();
        });
    }

    @Test
    void aNoticeWithdrawnInsideThePredicateIsNotReceived() {
        InPort.check(node, self -> {
            Monitor monitor = watchDead(self);
            assertThat(self.getCond(m -> monitor.cancel(), Duration.ZERO)).isEmpty();
            assertThat(self.get(Duration.ZERO)).isEmpty();
        });
    }

    // ---- the rest of the sequence ----

    @Test
    void handlersCallbacksAndTimersRunInsideTheReceive_whereTheyStand() {
        InPort.check(node, self -> {
            List<String> order = new ArrayList<>();
            Thread own = Thread.currentThread();
            Port watched = node.port(p -> {});
            self.on("handled", m -> {
                assertThat(Thread.currentThread()).isSameAs(own);
                order.add("handled " + m.integer(1));
            });
            self.send(self, "first");
            self.send(self, "handled", 1);
            self.onEnd(watched, why -> order.add("ended"));
            watched.kill();
            InPort.endOf(watched);
            self.send(self, "handled", 2);
            self.send(self, "last");

            assertThat(order).isEmpty();
            assertThat(self.get("last").tag()).isEqualTo("last");
            assertThat(order).containsExactly("handled 1", "ended", "handled 2");
            assertThat(rest(self)).containsExactly("first");

            self.off("handled");
            self.send(self, "handled", 3);
            assertThat(self.get().integer(1)).isEqualTo(3);
            self.after(Duration.ofMillis(1), () -> self.send(self, "timer"));
            assertThat(self.get().tag()).isEqualTo("timer");
        });
    }

    @Test
    void aReceiveThatFindsWhatItWantsAmongTheKeptRunsNothing() {
        InPort.check(node, self -> {
            List<String> order = new ArrayList<>();
            fill(self, "kept");
            assertThat(self.get("none", Duration.ZERO)).isEmpty();
            self.on("handled", m -> order.add("handled"));
            fill(self, "handled");
            assertThat(self.get("kept").tag()).isEqualTo("kept");
            assertThat(order).isEmpty();
            assertThat(self.get(Duration.ZERO)).isEmpty();
            assertThat(order).containsExactly("handled");
        });
    }

    @Test
    void whatAHandlerThrowsEndsThePort_andTheReceiveThrowsNothingThatCanBeCaughtByAccident() {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, self -> {
            self.on("bad", m -> {
                throw new IllegalStateException("bad handler");
            });
            try {
                self.get("never");
            } catch (Throwable t) {
                thrown.complete(t);
                throw t;
            }
        });
        node.send(port, "bad");
        assertThat(InPort.of(thrown)).isInstanceOf(PortKilled.class);
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("bad handler"));
    }

    @Test
    void whatTheBodyThrowsIsTheEnd_andReturningIsANormalOne() {
        Port thrower = ThreadPorts.spawn(node, self -> {
            throw new IOException("disk full");
        });
        Port returner = ThreadPorts.spawn(node, self -> {});
        assertThat(InPort.endOf(thrower)).isEqualTo(new KillReason.Die("disk full"));
        assertThat(InPort.endOf(returner).isNormal()).isTrue();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> ThreadPorts.attach(returner, self -> {}));
    }

    @Test
    void theThreadIsVirtualAndNamedAfterItsPort() {
        String[] names = InPort.call(node, self -> new String[] {
            Thread.currentThread().getName(),
            self.id().toString(),
            "" + Thread.currentThread().isVirtual()
        });
        assertThat(names[0]).isEqualTo(names[1]);
        assertThat(names[2]).isEqualTo("true");
    }
}
