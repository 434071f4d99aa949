package io.loommp.spi;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way in which threads of ports wait for each other. All waiting of the runtime on behalf of ports goes through this
 * seam, so that ports can run under a seeded scheduler.
 */
public interface Parking {

    /** Waits until unparked, interrupted, or for no reason, as {@link LockSupport#park(Object)}. */
    void park(Object blocker);

    /** Waits at most this long, as {@link LockSupport#parkNanos(Object, long)}. */
    void parkNanos(Object blocker, long nanos);

    /** Ends the present or the next wait of a thread, as {@link LockSupport#unpark}. */
    void unpark(Thread thread);

    /**
     * Waits until a condition holds; whoever brings that about unparks this thread behind it. An interrupt does not cut the wait
     * short, and is set again when it is over.
     *
     * @param deadline by {@link #nanoTime}
     * @return whether it held before the deadline
     */
    default boolean await(Object blocker, BooleanSupplier condition, long deadline) {
        boolean interrupted = false;
        boolean holds = condition.getAsBoolean();
        while (!holds) {
            long nanos = deadline - nanoTime();
            if (nanos <= 0) {
                break;
            }
            parkNanos(blocker, nanos);
            interrupted |= Thread.interrupted();
            holds = condition.getAsBoolean();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return holds;
    }

    /** What a thread waits on at this moment, as it was given to {@link #park}; null if that is not known. Any thread. */
    default @Nullable Object blocker(Thread thread) {
        return null;
    }

    /** The time by which {@link #parkNanos} waits, as {@link System#nanoTime}; it goes on when a node is closed. */
    long nanoTime();

    /**
     * A place where the thread of a port may be held up for no reason, as one may be held up anywhere. Nothing happens here,
     * except under a seeded scheduler, which lets others run now and then. Never called with a lock held.
     */
    default void mayPause() {}

    /**
     * Whether a thread that spins for a moment before it waits may see what another one does meanwhile: threads run as the
     * system and the JDK have them run, and there is more than one core for them.
     */
    default boolean maySpin() {
        return false;
    }

    /** That of the JDK. */
    static Parking system() {
        return SystemParking.INSTANCE;
    }
}
