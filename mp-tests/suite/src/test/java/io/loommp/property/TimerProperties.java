package io.loommp.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.Node;
import io.loommp.testing.Latches;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** However long its actions take, a periodic timer keeps its beat and leaves out what has passed. */
class TimerProperties {

    @Property(tries = 100)
    void ticksComeAtTheNextTimeThatHasNotPassed(
            @ForAll @IntRange(min = 1, max = 20) int period,
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 0, max = 50) Integer> actionsTake) {
        FakeTimers time = new FakeTimers();
        BlockingQueue<Long> ticks = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> durations = new LinkedBlockingQueue<>(actionsTake);
        try (Node node = TestNodes.start("here", time)) {
            node.port(p -> {
                p.onMessage(m -> {});
                p.every(Duration.ofNanos(period), () -> {
                    ticks.add(time.nanoTime());
                    time.advance(Duration.ofNanos(durations.remove()));
                });
            });
            long due = period;
            for (int duration : actionsTake) {
                time.awaitTimer(Duration.ofNanos(due - time.nanoTime()));
                time.advance(Duration.ofNanos(due - time.nanoTime()));
                assertThat(Latches.next(ticks)).isEqualTo(due);
                long over = due + duration;
                while (due <= over) {
                    due += period;
                }
                awaitTime(time, over);
            }
            time.awaitTimer(Duration.ofNanos(due - time.nanoTime()));
            assertThat(ticks).isEmpty();
        }
    }

    private static void awaitTime(FakeTimers time, long until) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> time.nanoTime() == until);
    }
}
