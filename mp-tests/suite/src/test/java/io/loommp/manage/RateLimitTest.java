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

    // ---- what is told when nothing follows ----

    private final List<Runnable> later = new ArrayList<>();
    private final RateLimit telling = new RateLimit(1, now::get, (nanos, task) -> {
        assertThat(nanos).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        later.add(task);
    });

    private void runLater() {
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        List<Runnable> due = List.copyOf(later);
        later.clear();
        due.forEach(Runnable::run);
    }

    private void tell(Object key, int count) {
        for (int i = 1; i <= count; i++) {
            String text = key + " " + i;
            telling.run(key, more -> lines.add(text + more));
        }
    }

    @Test
    void theLastLineAndHowManyWereLikeIt_aSecondLater() {
        tell("a", 10);
        tell("b", 2);
        tell("c", 1);
        assertThat(lines).containsExactly("a 1", "b 1", "c 1");
        assertThat(later).hasSize(1);

        runLater();

        assertThat(lines).containsExactly("a 1", "b 1", "c 1", "a 10 (suppressed 8 like it)", "b 2");
        assertThat(later).isEmpty();
        lines.clear();
        tell("a", 2);
        runLater();
        assertThat(lines).containsExactly("a 2 (suppressed 1 like it)");
    }

    @Test
    void aLineThatPassesTellsIt_andThenThereIsNothingLeftToTell() {
        tell("a", 5);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        tell("a", 1);
        assertThat(lines).containsExactly("a 1", "a 1 (suppressed 4 like it)");
        runLater();
        assertThat(lines).hasSize(2);
    }

    @Test
    void aSecondThatBeganLaterIsToldLater() {
        tell("a", 2);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
        tell("b", 2);
        now.addAndGet(-TimeUnit.MILLISECONDS.toNanos(500));
        runLater();
        assertThat(lines).containsExactly("a 1", "b 1", "a 2");
        runLater();
        assertThat(lines).containsExactly("a 1", "b 1", "a 2", "b 2");
        assertThat(later).isEmpty();
    }

    @Test
    void keysThatAreForgottenAreToldFirst() {
        tell("a", 3);
        for (int i = 0; i < 1000; i++) {
            tell(i, 1);
        }
        assertThat(lines).contains("a 3 (suppressed 1 like it)");
    }

    @Test
    void atTheEndAllIsTold() {
        tell("a", 3);
        telling.flushAll();
        assertThat(lines).containsExactly("a 1", "a 3 (suppressed 1 like it)");
        telling.flushAll();
        assertThat(lines).hasSize(2);
    }
}
