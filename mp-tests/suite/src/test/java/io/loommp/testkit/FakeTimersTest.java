package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.loommp.Timer;
import io.loommp.spi.Timers;
import io.loommp.testing.InPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FakeTimersTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeTimers time = new FakeTimers();
    private final List<String> ran = new ArrayList<>();

    private Timer in(Duration delay, String what) {
        return time.at(time.nanoTime() + delay.toNanos(), () -> ran.add(what + " at " + time.nanoTime()));
    }

    @Test
    void timeStandsUntilItIsMoved() {
        assertThat(time.nanoTime()).isZero();
        time.advance(Duration.ofNanos(5));
        assertThat(time.nanoTime()).isEqualTo(5);
    }

    @Test
    void whatIsDueRunsInOrder_eachAtItsOwnTime_onTheCallersThread() {
        in(Duration.ofNanos(30), "late");
        in(Duration.ofNanos(10), "first");
        in(Duration.ofNanos(10), "second");
        in(Duration.ofNanos(31), "later");
        Thread[] thread = new Thread[1];
        time.at(20, () -> thread[0] = Thread.currentThread());

        time.advance(Duration.ofNanos(30));

        assertThat(ran).containsExactly("first at 10", "second at 10", "late at 30");
        assertThat(thread[0]).isSameAs(Thread.currentThread());
        assertThat(time.size()).isEqualTo(1);
    }

    @Test
    void whatIsSetByWhatRunsCountsToo() {
        time.at(10, () -> in(Duration.ofNanos(5), "inner"));
        time.advance(Duration.ofNanos(14));
        assertThat(ran).isEmpty();
        time.advance(Duration.ofNanos(1));
        assertThat(ran).containsExactly("inner at 15");
    }

    @Test
    void whatIsDueAlreadyRunsWhenTimeIsMovedByNothing() {
        time.advance(SECOND);
        time.at(0, () -> ran.add("past"));
        assertThat(ran).isEmpty();
        time.advance(Duration.ZERO);
        assertThat(ran).containsExactly("past");
        assertThat(time.nanoTime()).isEqualTo(SECOND.toNanos());
    }

    @Test
    void whatIsCancelledDoesNotRun() {
        Timer timer = in(SECOND, "cancelled");
        assertThat(timer.cancel()).isTrue();
        assertThat(timer.cancel()).isFalse();
        Timer other = in(SECOND, "ran");
        time.advance(SECOND);
        assertThat(ran).hasSize(1);
        assertThat(other.cancel()).isFalse();
    }

    @Test
    void timeDoesNotGoBack_norFromWithin() {
        assertThatIllegalArgumentException().isThrownBy(() -> time.advance(Duration.ofNanos(-1)));
        time.at(1, () -> time.advance(SECOND));
        assertThatIllegalStateException().isThrownBy(() -> time.advance(SECOND));
    }

    @Test
    void awaitTimerWaitsForOneThatIsSetElsewhere() {
        CompletableFuture<Boolean> came = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            time.awaitTimer(SECOND);
            came.complete(true);
        });
        in(Duration.ofSeconds(2), "other");
        in(SECOND, "this");
        assertThat(InPort.of(came)).isTrue();
    }

    @Test
    void awaitTimerSaysWhatThereIsInstead() {
        in(SECOND, "other");
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread waiter = Thread.startVirtualThread(() -> {
            try {
                time.awaitTimer(Duration.ofSeconds(3));
            } catch (AssertionError e) {
                text.complete("" + e.getMessage());
            }
        });
        waiter.interrupt();
        assertThat(InPort.of(text)).contains("PT3S");
    }

    @Test
    void oneViewClosesAlone() {
        Timers one = time.view();
        Timers other = time.view();
        AtomicInteger fired = new AtomicInteger();
        one.at(1, fired::incrementAndGet);
        other.at(1, fired::incrementAndGet);
        one.close();
        one.at(1, fired::incrementAndGet);
        time.advance(SECOND);
        assertThat(fired).hasValue(1);
        assertThat(other.nanoTime()).isEqualTo(time.nanoTime());
    }

    @Test
    void manyThreadsMaySchedule() throws InterruptedException {
        AtomicInteger fired = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 1000; i++) {
                    time.at(i, fired::incrementAndGet);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        time.advance(SECOND);
        assertThat(fired).hasValue(4000);
        assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> {
            time.at(0, () -> {
                throw new NullPointerException("goes up to whoever moves time");
            });
            time.advance(Duration.ZERO);
        });
    }
}
