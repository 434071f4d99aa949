package io.loommp.kernel;

import io.loommp.Timer;
import io.loommp.spi.ConfinedTo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One task with its deadline, and its place in a {@link TimingWheel}.
 *
 * <p><b>Threads:</b> {@link #cancel} any, the rest the timer thread.
 */
final class WheelTimer implements Timer {
    private static final VarHandle OVER;

    static {
        try {
            OVER = MethodHandles.lookup().findVarHandle(WheelTimer.class, "over", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final long deadlineNanos;

    private final WheelTimers owner;
    private final Runnable task;
    private volatile boolean over; // CAS by who runs or cancels it

    @ConfinedTo("the timer thread")
    int spoke;

    /** Neighbours in the ring of its spoke. */
    @ConfinedTo("the timer thread")
    @Nullable
    WheelTimer before;

    /** See {@link #before}. */
    @ConfinedTo("the timer thread")
    @Nullable
    WheelTimer after;

    WheelTimer(WheelTimers owner, long deadlineNanos, Runnable task) {
        this.owner = owner;
        this.deadlineNanos = deadlineNanos;
        this.task = task;
    }

    boolean isOver() {
        return over;
    }

    /** Runs the task, unless it was cancelled. */
    void expire() {
        if (OVER.compareAndSet(this, false, true)) {
            task.run();
        }
    }

    @Override
    public boolean cancel() {
        boolean first = OVER.compareAndSet(this, false, true);
        if (first) {
            owner.cancelled(this);
        }
        return first;
    }
}
