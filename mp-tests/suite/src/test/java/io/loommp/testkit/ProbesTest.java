package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProbesTest {
    private static final Duration SHORT = Duration.ZERO;

    @AutoClose
    private final Node node = LocalNodes.start("here");

    @Test
    void aProbeHandsOutWhatIsExpected_andKeepsTheRestInOrder() {
        Probe probe = Probe.on(node);
        for (String tag : new String[] {"a", "b", "c", "b"}) {
            node.send(probe, tag);
        }
        assertThat(probe.expect("b").tag()).isEqualTo("b");
        assertThat(probe.expect("the letter c", m -> m.hasTag("c")).tag()).isEqualTo("c");
        assertThat(probe.next().tag()).isEqualTo("a");
        assertThat(probe.expect("b").tag()).isEqualTo("b");
        assertThat(probe.received()).isEmpty();
    }

    @Test
    void whatDoesNotComeIsAFailureThatSaysWhatDid() {
        Probe probe = Probe.on(node);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> probe.expect("x", Duration.ZERO))
                .withMessageContaining("the probe on here")
                .withMessageContaining("\"x\"")
                .withMessageContaining("nothing at all");
        node.send(probe, "y", 5);
        probe.expect("y");
        node.send(probe, "y", 6);
        node.send(probe, "z");
        probe.expect("z");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> probe.expect("x", Duration.ZERO))
                .withMessageContaining("[\"y\", 6]");
    }

    private static ThrowableAssertAlternative<AssertionError> assertFails(ThrowingCallable expectation) {
        return assertThatExceptionOfType(AssertionError.class).isThrownBy(expectation);
    }

    /** All that was sent to it by this thread is there. */
    private void arrived(Probe probe) {
        node.send(probe, "all is there");
        probe.expect("all is there");
    }

    @Test
    void whatNearlyFitsIsMarked() {
        Probe probe = Probe.on(node);
        node.send(probe, "Sum", 1);
        node.send(probe, "sum", "x");
        node.send(probe, "other");
        arrived(probe);
        assertFails(() -> probe.expect("su_m", SHORT))
                .withMessageContaining("1. [\"Sum\", 1]   (its tag is not \"su_m\")")
                .withMessageContaining("2. [\"sum\", \"x\"]   (its tag is not \"su_m\")")
                .withMessageContaining("3. [\"other\"]");
        assertFails(() -> probe.expect("a sum above 3", m -> m.hasTag("sum") && m.integer(1) > 3, SHORT))
                .withMessageContaining("a sum above 3")
                .withMessageContaining("it has another shape: element 1 is no");
        assertFails(() -> probe.expectMessage(SHORT, Message.of("sum", 5)))
                .withMessageContaining("the message [\"sum\", 5]")
                .withMessageContaining("(same tag, but element 1 is not 5)");
        assertFails(() -> probe.expectMessage(SHORT, Message.of("sum", "x", null)))
                .withMessageContaining("(same tag, but it has 2 elements, not 3)");
        probe.expectMessage("sum", "x");
        assertThat(probe.received()).containsExactly(Message.of("Sum", 1), Message.of("other"));
    }

    sealed interface Answer permits Sum, Failed {}

    record Sum(int value) implements Answer {}

    record Failed(String why) implements Answer {}

    @Test
    void recordsAreExpectedByTheirType() {
        Probe probe = Probe.on(node);
        node.send(probe, "sum", "many");
        node.send(probe, new Failed("overflow"));
        node.send(probe, new Sum(3));
        assertThat(probe.expect(Sum.class)).isEqualTo(new Sum(3));
        assertThat(probe.expect(Answer.class)).isEqualTo(new Failed("overflow"));
        assertFails(() -> probe.expect(Answer.class, SHORT))
                .withMessageContaining("in vain for a message of type Answer")
                .withMessageContaining("1. [\"sum\", \"many\"]   (it has the tag, but does not convert)");
    }

    @Test
    void messagesWithinANodeMayGoAsListsToo() {
        try (Node strict = TestNodes.start("strict", NodeSettings.usual().withListForm())) {
            Probe probe = Probe.on(strict);
            strict.send(probe, new Sum(3));
            Message came = probe.next();
            assertThat(came.content()).isNull();
            assertThat(came).isEqualTo(Message.of("sum", 3));
        }
    }

    @Test
    void severalAreExpectedInAnyOrder() {
        Probe probe = Probe.on(node);
        for (String tag : new String[] {"b", "x", "a", "b"}) {
            node.send(probe, tag, tag + "!");
        }
        assertThat(probe.expectAll("a", "b", "b").stream().map(Message::tag)).containsExactly("a", "b", "b");
        assertThat(probe.received()).containsExactly(Message.of("x", "x!"));
        node.send(probe, "a");
        arrived(probe);
        assertFails(() -> probe.expectAll(SHORT, "a", "b", "x", "c"))
                .withMessageContaining("in vain for a message \"b\", a message \"c\"");
        assertThat(probe.expectAll("x", "a")).hasSize(2); // none had been taken
    }

    @Test
    void deadLettersOfItsNodeAreListed() {
        Probe probe = Probe.on(node);
        EventProbe events = EventProbe.of(node);
        node.send(new PortId("here", "nobody"), "answer", 42);
        events.settle();
        assertFails(() -> probe.expect("answer", SHORT))
                .withMessageContaining("nothing at all came")
                .withMessageContaining("meanwhile its node could not deliver:")
                .withMessageContaining("[\"answer\", 42] to here#nobody (no such port)");
    }

    @Test
    void theEndOfAWatchedPortIsExpected() {
        Probe probe = Probe.on(node);
        Port one = node.port(p -> {});
        Port two = node.port(p -> {});
        Port three = node.port(p -> {});
        probe.watch(one).watch(two).watch(three);
        one.kill(KillReason.of("why", 1));
        two.kill();
        three.kill(new KillReason.Die("x"));
        probe.expectEnd(one, KillReason.of("why", 1));
        Awaitility.await().until(() -> three.terminated().toCompletableFuture().isDone());
        arrived(probe); // behind the notice
        assertThat(probe.expectEnd(two).isNormal()).isTrue();
        assertFails(() -> probe.expectEnd(three, KillReason.normal(), SHORT))
                .withMessageContaining("the end of " + three.id() + " with \"normal\"")
                .withMessageContaining(three.id() + " ended: die: x   (for another reason)");
        assertThat(probe.expectEnd(three, KillReason.Die.class).text()).isEqualTo("x");
        assertThatIllegalStateException()
                .isThrownBy(() -> probe.expectEnd(node.port(p -> {})))
                .withMessageContaining("does not watch");
    }

    @Test
    void nothingIsExpectedAfterAMark() {
        Probe probe = Probe.on(node);
        node.send(probe, "mark", 1);
        assertThat(probe.expectNothingBefore("mark")).isEqualTo(Message.of("mark", 1));
        node.send(probe, "unwanted");
        node.send(probe, "mark");
        assertFails(() -> probe.expectNothingBefore("mark"))
                .withMessageContaining("expected nothing before the message \"mark\"")
                .withMessageContaining("1. [\"unwanted\"]");
    }

    @Test
    void nothingIsExpectedAfterRest() {
        FakeTimers time = new FakeTimers();
        try (Node resting = TestNodes.start("resting", time);
                Node real = TestNodes.start("real")) {
            for (Node each : List.of(resting, real)) {
                Probe probe = Probe.on(each);
                Port relay = each.port(p -> p.onMessage(m -> p.send(m.port(1), m.string(0))));
                probe.expectNothing();
                each.send(relay, "late", probe);
                assertFails(probe::expectNothing).withMessageContaining("expected nothing; this came");
                assertFails(() -> probe.expectNothing("late")).withMessageContaining("1. [\"late\"]   (here)");
                probe.expectNothing("other");
                probe.expect("late");
                probe.expectNothing();
            }
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> Probe.on(node).expectNothing())
                .withMessageContaining("expectNothingBefore");
    }

    @Test
    void noEventIsExpected() {
        EventProbe events = EventProbe.of(node);
        events.expectNone(Event.DeadLetter.class);
        node.send(new PortId("here", "x"), "one");
        assertFails(() -> events.expectNone(Event.DeadLetter.class))
                .withMessageContaining("expected no event DeadLetter")
                .withMessageContaining("(here)");
    }

    @Test
    void aProbeCanBeWatchedAndEnded() {
        Probe probe = Probe.on(node);
        Probe watcher = Probe.on(node);
        node.port(p -> p.onEnd(probe, why -> p.send(watcher, "ended")));
        probe.close();
        watcher.expect("ended");
    }

    @Test
    void eventsCanBeAwaited_andLookedAt() {
        try (EventProbe events = EventProbe.of(node)) {
            Port port = node.port(p -> {});
            assertThat(events.await(Event.Spawned.class).port()).isEqualTo(port.id());
            node.send(new PortId("here", "x"), "one");
            node.send(new PortId("here", "x"), "two");
            assertThat(events.await(Event.DeadLetter.class, e -> e.message().hasTag("two"))
                            .message())
                    .isEqualTo(Message.of("two"));
            assertThat(events.seen(Event.DeadLetter.class)).hasSize(2);
            assertThat(events.seen()).hasSize(3);
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> events.await(Event.Died.class, e -> true, Duration.ZERO))
                    .withMessageContaining("Died")
                    .withMessageContaining("DeadLetter");
        }
    }

    @Test
    void settleWaitsForAllThatHappenedBefore() {
        EventProbe events = EventProbe.of(node);
        for (int i = 0; i < 1000; i++) {
            node.send(new PortId("here", "x"), i);
        }
        events.settle();
        assertThat(events.seen(Event.DeadLetter.class)).hasSize(1000);
        events.close();
        node.send(new PortId("here", "x"), "later");
        assertThat(events.seen(Event.DeadLetter.class)).hasSize(1000);
    }

    @Test
    void onlyNodesWithEventsHaveEvents() {
        Node other = (Node) Proxy.newProxyInstance(
                Node.class.getClassLoader(), new Class<?>[] {Node.class}, (proxy, method, arguments) -> "other");
        assertThatIllegalArgumentException().isThrownBy(() -> EventProbe.of(other));
    }

    @Test
    void nodesOnFakeTimeLiveBeside_andCloseAlone() {
        FakeTimers time = new FakeTimers();
        Node one = TestNodes.start("one", time);
        try (Node two = TestNodes.start("two", time)) {
            one.close();
            boolean[] none = {false};
            Thread waiter = Thread.startVirtualThread(() -> {
                time.awaitTimer(Duration.ofDays(1));
                time.advance(Duration.ofDays(1));
            });
            InPort.check(two, self -> none[0] = self.get(Duration.ofDays(1)).isEmpty());
            assertThat(none[0]).isTrue();
            assertThat(waiter).isNotNull();
        }
    }
}
