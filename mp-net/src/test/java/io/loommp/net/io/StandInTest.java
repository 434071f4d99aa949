package io.loommp.net.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.spi.KernelThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who takes the turns of a selector thread, which is here the thread of the test. */
@Timeout(60)
class StandInTest {
    private static final int FIRST_PAUSE = 32;
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int STAND_INS_MAX = 10_000; // those that have left and not ended count as well
    private static final long NEVER = TimeUnit.HOURS.toNanos(1);

    private final List<String> turns = new ArrayList<>(); // no lock: whoever has the turn may
    private final AtomicLong clock = new AtomicLong();
    private final Semaphore carriers = new Semaphore(STAND_INS_MAX);
    private int left; // so many turns bring something
    private @Nullable RuntimeException failure;
    private boolean over;

    private final StandIn.Work work = new StandIn.Work() {
        @Override
        public boolean turn() {
            clock.addAndGet(1_000);
            if (failure != null) {
                throw failure;
            }
            if (left == 0) {
                return false;
            }
            left--;
            Thread current = Thread.currentThread();
            turns.add((current.isVirtual() ? "virtual" : "platform") + (KernelThread.isCurrent() ? ", kernel" : ""));
            return true;
        }

        @Override
        public boolean isOver() {
            return over;
        }
    };

    private StandIn standIn(BooleanSupplier allowed) {
        return standIn(allowed, NEVER);
    }

    private StandIn standIn(BooleanSupplier allowed, long lookNanos) {
        return new StandIn(Thread.currentThread(), work, clock::get, allowed, carriers, lookNanos);
    }

    private static void waitUntilItWouldTry(StandIn standIn) throws Throwable {
        for (int i = 0; i < FIRST_PAUSE; i++) {
            standIn.takeTurns();
        }
    }

    @Test
    void aVirtualThreadThatIsAsGoodAsAKernelThreadTakesTurnsUntilNothingComes() throws Throwable {
        StandIn standIn = standIn(() -> true);
        left = 1_000;
        waitUntilItWouldTry(standIn);
        assertThat(turns).isEmpty();

        standIn.takeTurns();

        assertThat(turns).hasSize(1_000).containsOnly("virtual, kernel");
        assertThat(KernelThread.isCurrent()).isFalse();
    }

    @Test
    void whereNothingComesTheNextTryIsManySleepsLater() throws Throwable {
        StandIn standIn = standIn(() -> true);
        waitUntilItWouldTry(standIn);
        standIn.takeTurns();
        left = 1;

        waitUntilItWouldTry(standIn);
        assertThat(turns).isEmpty();
        standIn.takeTurns();

        assertThat(turns).hasSize(1);
    }

    @Test
    void itLeavesWhenOthersNeedTheCarrier_andWhenAllIsOver() throws Throwable {
        AtomicBoolean allowed = new AtomicBoolean(true);
        StandIn standIn = standIn(() -> allowed.get() && left > 500);
        left = 1_000;
        waitUntilItWouldTry(standIn);

        standIn.takeTurns();
        assertThat(left).isEqualTo(500);
        allowed.set(false);
        standIn.takeTurns();
        assertThat(left).isEqualTo(500);

        StandIn ending = standIn(() -> true);
        waitUntilItWouldTry(ending);
        over = true;
        ending.takeTurns();
        assertThat(left).isEqualTo(499);
    }

    @Test
    void whatATurnThrowsComesToTheSelectorThread() throws Throwable {
        StandIn standIn = standIn(() -> true);
        waitUntilItWouldTry(standIn);
        failure = new IllegalStateException("a bug");

        assertThatThrownBy(standIn::takeTurns).isSameAs(failure);
    }

    @Test
    void whereThereIsNoCarrierForItTheSelectorThreadSleepsAsEver() throws Throwable {
        StandIn standIn = standIn(() -> true);
        left = 1;
        waitUntilItWouldTry(standIn);
        carriers.acquire(STAND_INS_MAX);

        standIn.takeTurns();
        assertThat(turns).isEmpty();

        carriers.release(STAND_INS_MAX);
        standIn.takeTurns();
        assertThat(turns).hasSize(1);
    }

    @Test
    void turnsAreTakenBackWhileAllCarriersCompute() throws Throwable {
        StandIn standIn = standIn(() -> true, TimeUnit.MILLISECONDS.toNanos(1));
        left = 1;
        waitUntilItWouldTry(standIn);
        CountDownLatch computing = new CountDownLatch(PROCESSORS);
        AtomicBoolean compute = new AtomicBoolean(true);
        try {
            for (int i = 0; i < PROCESSORS; i++) {
                var ignored = Thread.startVirtualThread(() -> {
                    computing.countDown();
                    while (compute.get()) {
                        Thread.onSpinWait();
                    }
                });
            }
            computing.await();

            standIn.takeTurns();

            assertThat(carriers.availablePermits())
                    .as("it was started, and waits for a carrier")
                    .isEqualTo(STAND_INS_MAX - 1);
        } finally {
            compute.set(false);
        }
        carriers.acquire(STAND_INS_MAX); // it has ended
        assertThat(turns).isEmpty();
    }

    @Test
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on whom the scheduler takes
    void turnsOfBothAreOneAfterTheOther() throws Throwable {
        StandIn standIn = standIn(() -> true, TimeUnit.MICROSECONDS.toNanos(100));
        AtomicBoolean compute = new AtomicBoolean(true);
        Thread nowAndThen = Thread.startVirtualThread(() -> {
            while (compute.get()) {
                Thread.yield();
            }
        });
        for (int round = 0; round < 2_000; round++) {
            left += 10;
            standIn.takeTurns();
            while (work.turn()) {
                // those that the stand-in has left
            }
        }
        compute.set(false);
        nowAndThen.join();

        assertThat(turns).hasSize(20_000).contains("virtual, kernel", "platform");
    }
}
