package io.loommp.net.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose packets go when all that have begun are too much. */
class UnfinishedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<Peer> closed = new ArrayList<>();
    private final Peer first = new Peer();
    private final Peer second = new Peer();
    private final Peer third = new Peer();
    private long now = Long.MAX_VALUE; // it may run over
    private final Unfinished unfinished = new Unfinished(100, PATIENCE, () -> now);

    private final class Peer implements Unfinished.Source {
        private boolean paused;

        @Override
        public boolean isPaused() {
            return paused;
        }

        @Override
        public void close(String why) {
            closed.add(this);
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void aboveTheLimitItIsWhoTakesTooLong_theOldestFirst_andNoMoreOfThemThanNeeded() {
        unfinished.keeps(first, 40);
        unfinished.keeps(second, 40);
        pass(PATIENCE.minusNanos(1));
        unfinished.keeps(third, 50);
        assertThat(closed).isEmpty();
        pass(Duration.ofNanos(1));
        unfinished.keeps(third, 60);
        assertThat(closed).containsExactly(first);
    }

    @Test
    void aboveTwiceTheLimitTheOldestGoAtOnce() {
        unfinished.keeps(first, 90);
        unfinished.keeps(second, 90);
        unfinished.keeps(third, 21);
        assertThat(closed).containsExactly(first);
    }

    @Test
    void whoCompletesPacketsIsNotTheOldest() {
        unfinished.keeps(first, 90);
        unfinished.keeps(second, 90);
        pass(PATIENCE);
        unfinished.keeps(first, 0);
        unfinished.keeps(first, 90);
        unfinished.keeps(third, 30);
        assertThat(closed).containsExactly(second);
    }

    @Test
    void whoIsNotReadGoesLast() {
        unfinished.keeps(first, 90);
        first.paused = true;
        unfinished.keeps(second, 20);
        pass(PATIENCE);
        unfinished.keeps(third, 10);
        assertThat(closed).containsExactly(second);
        unfinished.keeps(third, 120);
        assertThat(closed).containsExactly(second, third);
    }

    @Test
    void ifAllThatIsLeftIsNotRead_itGoesAllTheSame() {
        first.paused = true;
        second.paused = true;
        unfinished.keeps(first, 110);
        unfinished.keeps(second, 100);
        assertThat(closed).containsExactly(first);
    }
}
