package io.loommp.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Address;
import io.loommp.MailboxBound;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Recipes: flow control with credits, a limit of the rate. */
@Timeout(30)
class FlowTest {
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Node node = TestNodes.start("node", time);

    // cookbook: credits
    static void produce(ThreadSelf self, Address consumer, Iterable<String> items) {
        self.monitor(consumer, why -> Message.of("gone", why));
        self.send(consumer, "begin", self);
        int credit = 0;
        for (String item : items) {
            while (credit == 0) {
                Message next = self.get();
                if (next.hasTag("gone")) {
                    throw new IllegalStateException("the consumer is gone: " + next.reason(1));
                }
                credit += next.integer(1);
            }
            self.send(consumer, "item", item);
            credit--;
        }
        self.send(consumer, "end");
    }

    static void consume(ThreadSelf self, int window, Consumer<String> work) {
        PortId producer = self.get("begin").port(1);
        self.send(producer, "credit", window);
        while (true) {
            Message next = self.get();
            if (next.hasTag("end")) {
                return;
            }
            work.accept(next.string(1));
            self.send(producer, "credit", 1);
        }
    }
    // end

    @Test
    void noMoreIsOnTheWayThanThereIsCredit() {
        Probe workshop = Probe.on(node);
        Port consumer = ThreadPorts.spawn(
                node,
                self -> consume(self, 3, item -> {
                    node.send(workshop, "work", item);
                    self.get("go on");
                }));
        List<String> items =
                IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).toList();
        Port producer = ThreadPorts.spawn(node, self -> produce(self, consumer, items));
        workshop.watch(consumer).watch(producer);
        for (String item : items) {
            workshop.expectMessage("work", item);
            time.advance(Duration.ofSeconds(1)); // all are at rest
            assertThat(node.info(consumer).orElseThrow().waiting()).isLessThanOrEqualTo(3);
            node.send(consumer, "go on");
        }
        assertThat(workshop.expectEnd(consumer).isNormal()).isTrue();
        assertThat(workshop.expectEnd(producer).isNormal()).isTrue();
    }

    // cookbook: rate
    /** Sends on at most so many messages in each period; others wait, and who sends too many waits up to 5 s, and fails then. */
    static Port limited(Node node, Address target, int messages, Duration period) {
        return ThreadPorts.spawn(node, MailboxBound.of(1_000), self -> {
            while (true) {
                for (int i = 0; i < messages; i++) {
                    self.send(target, self.get());
                }
                self.getCond(m -> false, period); // takes nothing: waits
            }
        });
    }
    // end

    @Test
    void moreThanTheRateWaits() {
        Probe target = Probe.on(node);
        Port limiter = limited(node, target, 2, Duration.ofSeconds(1));
        for (int i = 1; i <= 5; i++) {
            node.send(limiter, "message", i);
        }
        for (int received : new int[] {2, 4, 5}) {
            time.advance(Duration.ofMillis(received == 2 ? 1 : 1_000));
            assertThat(target.received()).hasSize(received);
        }
        assertThat(target.received().getLast()).isEqualTo(Message.of("message", 5));
    }
}
