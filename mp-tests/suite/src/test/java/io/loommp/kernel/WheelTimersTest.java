package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Timer;
import io.loommp.spi.KernelThread;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WheelTimersTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    @AutoClose
    private final WheelTimers timers = new WheelTimers("test-timers");

    private final BlockingQueue<Integer> fired = new LinkedBlockingQueue<>();

    @Test
    void tasksRunInTheOrderOfTheirDeadlines_onTheTimerThread() {
        long now = timers.nanoTime();
        CompletableFuture<Boolean> kernelThread = new CompletableFuture<>();
        for (int i : new int[] {4, 1, 3, 2, 5}) {
            timers.at(now + 20 * MILLI * i, () -> {
                fired.add(i);
                kernelThread.complete(KernelThread.isCurrent());
            });
        }
        for (int i = 1; i <= 5; i++) {
            assertThat(Latches.next(fired)).isEqualTo(i);
        }
        assertThat(InPort.of(kernelThread)).isTrue();
    }

    @Test
    void aWakeThatFailsStopsNeitherTheOthersNorTheTimers() {
        timers.at(timers.nanoTime(), () -> {
            KernelThread thread = (KernelThread) Thread.currentThread();
            thread.wakeLater(() -> {
                throw new IllegalStateException("told to fail");
            });
            thread.wakeLater(() -> fired.add(1));
        });
        assertThat(Latches.next(fired)).isEqualTo(1);
        timers.at(timers.nanoTime() + 2 * MILLI, () -> fired.add(2));
        assertThat(Latches.next(fired)).isEqualTo(2);
    }

    @Test
    void noneRunsEarly_thousandsRunInTime_eachOnce() {
        int count = 20_000;
        Random random = new Random(4711);
        AtomicLong earliest = new AtomicLong(Long.MAX_VALUE);
        AtomicInteger[] runs = new AtomicInteger[count];
        CountDownLatch all = new CountDownLatch(count);
        long now = timers.nanoTime();
        for (int i = 0; i < count; i++) {
            AtomicInteger run = new AtomicInteger();
            runs[i] = run;
            long deadline = now + random.nextLong(800 * MILLI);
            timers.at(deadline, () -> {
                earliest.accumulateAndGet(System.nanoTime() - deadline, Math::min);
                run.incrementAndGet();
                all.countDown();
            });
        }
        Latches.await(all);
        assertThat(earliest.get()).isGreaterThanOrEqualTo(0);
        assertThat(System.nanoTime() - now).isLessThan(5000 * MILLI);
        assertThat(runs).allMatch(run -> run.get() == 1);
    }

    @Test
    void cancelledOnesDoNotRun_andTheAnswerIsTheTruth() {
        int count = 5000;
        Random random = new Random(42);
        AtomicInteger ran = new AtomicInteger();
        List<Timer> timersSet = new ArrayList<>();
        long now = timers.nanoTime();
        for (int i = 0; i < count; i++) {
            timersSet.add(timers.at(now + random.nextLong(50 * MILLI), ran::incrementAndGet));
        }
        int cancelled = 0;
        for (Timer timer : timersSet) {
            if (timer.cancel()) {
                cancelled++;
            }
            assertThat(timer.cancel()).isFalse();
        }
        mark(now + 60 * MILLI);
        assertThat(ran.get() + cancelled).isEqualTo(count);
        assertThat(cancelled).isPositive();
    }

    /** Waits until all that was due at a time has run. */
    private void mark(long deadline) {
        timers.at(deadline + 5 * MILLI, () -> fired.add(-1));
        assertThat(Latches.next(fired)).isEqualTo(-1);
    }

    @Test
    void aTimeThatHasPassedIsAsSoonAsPossible() {
        timers.at(timers.nanoTime() - TimeUnit.DAYS.toNanos(1), () -> fired.add(1));
        assertThat(Latches.next(fired)).isEqualTo(1);
    }

    @Test
    void anEarlierTimerWakesTheThreadFromALongSleep() {
        timers.at(timers.nanoTime() + TimeUnit.HOURS.toNanos(2), () -> fired.add(2));
        mark(timers.nanoTime()); // it sleeps now until something comes
        long start = timers.nanoTime();
        timers.at(start + MILLI, () -> fired.add(1));
        assertThat(Latches.next(fired)).isEqualTo(1);
        assertThat(timers.nanoTime() - start).isLessThan(500 * MILLI);
    }

    @Test
    void afterAnIdleTimeItIsAsExactAsBefore() {
        timers.at(timers.nanoTime() + 1200 * MILLI, () -> fired.add(1)); // more than the wheel's round
        assertThat(Latches.next(fired)).isEqualTo(1);
        long start = timers.nanoTime();
        long deadline = start + 600 * MILLI;
        AtomicLong late = new AtomicLong();
        timers.at(deadline, () -> {
            late.set(System.nanoTime() - deadline);
            fired.add(2);
        });
        assertThat(Latches.next(fired)).isEqualTo(2);
        assertThat(late.get()).isBetween(0L, 200 * MILLI);
    }

    @Test
    void tasksSetAndCancelOthers() {
        Timer victim = timers.at(timers.nanoTime() + 40 * MILLI, () -> fired.add(9));
        timers.at(timers.nanoTime() + MILLI, () -> {
            fired.add(1);
            victim.cancel();
            timers.at(timers.nanoTime() + MILLI, () -> fired.add(2));
        });
        assertThat(Latches.next(fired)).isEqualTo(1);
        assertThat(Latches.next(fired)).isEqualTo(2);
        mark(timers.nanoTime() + 50 * MILLI);
    }

    @Test
    void aTaskThatFailsHarmsNoOther() {
        timers.at(timers.nanoTime(), () -> {
            throw new IllegalStateException("a task failed, as it should");
        });
        timers.at(timers.nanoTime(), () -> {
            throw new AssertionError("a task failed, as it should");
        });
        timers.at(timers.nanoTime() + MILLI, () -> fired.add(1));
        assertThat(Latches.next(fired)).isEqualTo(1);
    }

    @Test
    void manyThreadsSetAndCancel() throws InterruptedException {
        int each = 3000;
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(t);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    Timer timer = timers.at(timers.nanoTime() + random.nextLong(20 * MILLI), ran::incrementAndGet);
                    if (random.nextBoolean() && timer.cancel()) {
                        cancelled.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        mark(timers.nanoTime() + 20 * MILLI);
        assertThat(ran.get() + cancelled.get()).isEqualTo(4 * each);
    }

    @Test
    void closedItRunsNothingMore() {
        WheelTimers other = new WheelTimers("other-timers");
        other.at(other.nanoTime() + 20 * MILLI, () -> fired.add(9));
        other.close();
        other.at(other.nanoTime(), () -> fired.add(8));
        mark(timers.nanoTime() + 30 * MILLI);
        assertThat(fired).isEmpty();
    }

    @Test
    void manyWithTheSameDeadline() {
        int count = 3000;
        CountDownLatch all = new CountDownLatch(count);
        long deadline = timers.nanoTime() + 100 * MILLI;
        for (int i = 0; i < count; i++) {
            timers.at(deadline, all::countDown);
        }
        Latches.await(all);
        assertThat(timers.nanoTime()).isGreaterThanOrEqualTo(deadline);
    }

    @Test
    void theFewThatAreLeftOfManyRunInTime_andCanBeCancelled() {
        int count = 3000;
        CountDownLatch many = new CountDownLatch(count);
        AtomicLong late = new AtomicLong();
        long now = timers.nanoTime();
        long deadline = now + 120 * MILLI;
        timers.at(deadline, () -> {
            late.set(timers.nanoTime() - deadline);
            fired.add(1);
        });
        Timer victim = timers.at(now + 110 * MILLI, () -> fired.add(9));
        for (int i = 0; i < count; i++) {
            timers.at(now + 50 * MILLI, many::countDown);
        }
        Latches.await(many); // from now on they expire exactly again
        if (!victim.cancel()) { // on a machine that held us up for so long
            assertThat(Latches.next(fired)).isEqualTo(9);
        }
        assertThat(Latches.next(fired)).isEqualTo(1);
        assertThat(late.get()).isGreaterThanOrEqualTo(0);
        mark(deadline); // and no 9 before that
    }
}
