package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A port with a thread that never takes what it is sent is reported. */
@Timeout(30)
class UntakenTest {
    private static final Duration PATIENCE = Duration.ofSeconds(37);

    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Node node = TestNodes.start("here", time);

    @AutoClose
    private final EventProbe events = EventProbe.of(node);

    /** Waits until a port has looked at all that it was sent so far; it must have a handler of "mark" that replies. */
    private void settle(Port port) {
        Probe probe = Probe.on(node);
        node.send(port, "mark", probe);
        probe.expect("marked");
        probe.close();
    }

    private static void answerMarks(ThreadSelf self) {
        self.on("mark", m -> self.send(m.port(1), "marked"));
    }

    @Test
    void becauseNoReceiveWantsIt() {
        Port port = ThreadPorts.spawn(node, self -> {
            answerMarks(self);
            self.get("never");
        });
        node.send(port, "stranger", 1);
        node.send(port, "stranger", 2);
        settle(port);
        time.awaitTimer(PATIENCE);
        time.advance(PATIENCE);
        assertThat(events.await(Event.Untaken.class)).satisfies(e -> {
            assertThat(e.port()).isEqualTo(port.id());
            assertThat(e.waiting()).isEqualTo(2);
        });
    }

    @Test
    void becauseItNeverReceives() {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        Port port = ThreadPorts.spawn(node, self -> {
            busy.countDown();
            Latches.awaitStubbornly(free);
        });
        Latches.await(busy);
        node.send(port, "stranger");
        time.awaitTimer(PATIENCE);
        time.advance(PATIENCE);
        time.awaitTimer(PATIENCE); // one look shows that something waits, the next that it is still not taken
        time.advance(PATIENCE);
        assertThat(events.await(Event.Untaken.class).waiting()).isEqualTo(1);
        free.countDown();
        InPort.endOf(port);
    }

    @Test
    void whoTakesWhatItIsSentIsNot() {
        Port port = ThreadPorts.spawn(node, self -> {
            answerMarks(self);
            while (true) {
                self.get();
            }
        });
        Port stuck = ThreadPorts.spawn(node, self -> {
            answerMarks(self);
            self.get("never");
        });
        for (int i = 0; i < 100; i++) {
            node.send(port, "data", i);
        }
        node.send(stuck, "stranger");
        settle(port);
        settle(stuck);
        time.awaitTimer(PATIENCE);
        time.advance(PATIENCE);
        assertThat(events.await(Event.Untaken.class).port()).isEqualTo(stuck.id());
        events.settle();
        assertThat(events.seen(Event.Untaken.class)).hasSize(1);
    }

    @Test
    void itIsReportedOnce_andAgainWhenItHasLookedSince() {
        Port port = ThreadPorts.spawn(node, self -> {
            answerMarks(self);
            self.get("never");
        });
        node.send(port, "stranger", 1);
        settle(port);
        time.awaitTimer(PATIENCE);
        time.advance(PATIENCE);
        events.await(Event.Untaken.class);
        time.advance(PATIENCE.multipliedBy(10));
        events.settle();
        assertThat(events.seen(Event.Untaken.class)).hasSize(1);
        node.send(port, "stranger", 2);
        settle(port);
        time.awaitTimer(PATIENCE);
        time.advance(PATIENCE);
        events.await(Event.Untaken.class, e -> e.waiting() == 2);
    }

    @Test
    void anInfoTellsTheAgeOfTheOldest() {
        Port port = ThreadPorts.spawn(node, self -> {
            answerMarks(self);
            self.get("never");
        });
        node.send(port, "stranger", 1);
        settle(port);
        time.advance(Duration.ofSeconds(5));
        node.send(port, "stranger", 2);
        settle(port);
        assertThat(node.info(port)).hasValueSatisfying(info -> {
            assertThat(info.waiting()).isEqualTo(2);
            assertThat(info.oldestUnmatched()).contains(Duration.ofSeconds(5));
        });
    }
}
