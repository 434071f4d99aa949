package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProbesTest {
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
