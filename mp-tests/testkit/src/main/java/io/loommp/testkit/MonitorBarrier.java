package io.loommp.testkit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * Waits until all threads are back whose monitors have been left.
 *
 * Since JDK 24 a virtual thread that waits for a monitor leaves its carrier. Who leaves the monitor puts it on a list, and a
 * thread of the JDK, the unblocker, takes that list whole and hands what is on it to its schedulers: some time later, so that
 * a run would depend on when. But the list is a stack and the unblocker is one thread. A sentinel that is put on the list
 * after the others comes back after all that were taken before it; once it has been round a second time, those are back as
 * well that were taken together with it the first time.
 */
final class MonitorBarrier {
    private static final int FIRST_JDK = 24;
    private static final int SPINS = 500;
    private static final long NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Object monitor = new Object();
    private final Guard holder = new Guard(this::hold);
    private final Guard sentinel = new Guard(this::enter);
    private boolean closed;

    /** Whether threads that wait for monitors leave their carriers here. */
    static boolean isNeeded() {
        return Runtime.version().feature() >= FIRST_JDK;
    }

    /** Has the monitor held, and the sentinel wait for it. */
    MonitorBarrier() {
        holder.run();
        sentinel.run();
    }

    /** On the carrier, between steps. */
    void await() {
        roundTrip();
        roundTrip();
    }

    private void roundTrip() {
        holder.run(); // leaves the monitor, which puts the sentinel on the list
        sentinel.await();
        holder.run(); // enters it again
        sentinel.run(); // which finds it held, and leaves the carrier
    }

    /** Ends both. */
    void close() {
        closed = true;
        holder.run();
        sentinel.await();
        sentinel.run();
    }

    @SuppressWarnings("ThreadPriorityCheck") // a yield comes back to who called run
    private void hold() {
        while (!closed) {
            synchronized (monitor) {
                Thread.yield();
            }
            if (!closed) {
                Thread.yield();
            }
        }
    }

    private void enter() {
        synchronized (monitor) {
            assert closed : "the sentinel came in while the barrier was in use";
        }
    }

    /** A thread that runs, on the carrier, when it is told to. */
    private static final class Guard {
        private final AtomicReference<@Nullable Runnable> ready = new AtomicReference<>();

        Guard(Runnable code) {
            SeededThreads.runningOn(ready::set).start(code);
        }

        void run() {
            Runnable task = await();
            ready.set(null);
            task.run();
        }

        Runnable await() {
            long start = System.nanoTime();
            for (int spins = 0; ; spins++) {
                Runnable task = ready.get();
                if (task != null) {
                    return task;
                } else if (spins < SPINS) {
                    Thread.onSpinWait();
                } else if (System.nanoTime() - start < PATIENCE_NANOS) {
                    LockSupport.parkNanos(this, NAP_NANOS);
                } else {
                    throw new AssertionError("the JDK does not bring threads back whose monitors have been left");
                }
            }
        }
    }
}
