package io.loommp.net.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a node is dialled again that could not be reached. */
class BackOffTest {
    private final BackOff backOff = new BackOff(Duration.ofSeconds(3));

    private long pauseMillis(String node, long atMillis) {
        return Duration.ofNanos(
                        backOff.pauseNanos(node, Duration.ofMillis(atMillis).toNanos()))
                .toMillis();
    }

    private void failed(String node, long atMillis) {
        backOff.failed(node, Duration.ofMillis(atMillis).toNanos());
    }

    @Test
    void thePauseDoublesUpToTheLimit_andEndsWhenItIsReached() {
        assertThat(pauseMillis("n", 0)).isZero();
        failed("n", 0);
        assertThat(pauseMillis("n", 0)).isEqualTo(500);
        assertThat(pauseMillis("n", 400)).isEqualTo(100);
        assertThat(pauseMillis("n", 500)).isZero();
        assertThat(pauseMillis("other", 0)).isZero();
        failed("n", 1000);
        assertThat(pauseMillis("n", 1000)).isEqualTo(1000);
        failed("n", 2000);
        failed("n", 4000);
        failed("n", 7000);
        assertThat(pauseMillis("n", 7000)).isEqualTo(3000);
        backOff.reached("n");
        assertThat(pauseMillis("n", 7000)).isZero();
        failed("n", 8000);
        assertThat(pauseMillis("n", 8000)).isEqualTo(500);
    }

    @Test
    void ofMoreThanAThousandNodesTheOldestIsForgotten() {
        for (int i = 0; i <= 1000; i++) {
            failed("n" + i, i);
        }
        assertThat(pauseMillis("n0", 0)).isZero();
        assertThat(pauseMillis("n1", 1)).isEqualTo(500);
        assertThat(pauseMillis("n1000", 1000)).isEqualTo(500);
    }
}
