package io.loommp.manage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RateLimitTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // it may overflow
    private final RateLimit limit = new RateLimit(3, now::get);
    private final List<String> lines = new ArrayList<>();

    private void line(Object key) {
        limit.run(key, more -> lines.add(key + more));
    }

    private void lines(Object key, int count) {
        for (int i = 0; i < count; i++) {
            line(key);
        }
    }

    @Test
    void soManyASecond_thenHowManyWereHeldBack() {
        lines("a", 10);
        assertThat(lines).containsExactly("a", "a", "a");

        now.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
        line("a");
        assertThat(lines).hasSize(3);

        now.incrementAndGet();
        lines("a", 2);
        assertThat(lines).containsExactly("a", "a", "a", "a (suppressed 8 like it)", "a");
    }

    @Test
    void eachKeyHasItsOwnShare() {
        lines("a", 5);
        lines("b", 2);
        assertThat(lines).containsExactly("a", "a", "a", "b", "b");
    }

    @Test
    void onlyTheKeysUsedLastAreRemembered() {
        lines("a", 5);
        for (int i = 0; i < 998; i++) {
            line(i);
        }
        line("a"); // still known, and used again
        assertThat(lines).hasSize(3 + 998);
        for (int i = 1000; i < 2000; i++) {
            line(i);
        }
        line("a"); // forgotten
        assertThat(lines.getLast()).isEqualTo("a");
        assertThat(lines).hasSize(3 + 998 + 1000 + 1);
    }
}
