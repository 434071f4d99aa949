package io.loommp.loom;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.Timer;
import io.loommp.spi.KernelThread;
import io.loommp.spi.Timers;
import org.jspecify.annotations.Nullable;

/**
 * Wakes one waiter at its deadline, cheaply for waits that end before it: the timer behind is armed once and, when it comes
 * by, looks which deadline holds then.
 *
 * <p><b>Threads:</b> the waiter; the timer thread calls back.
 */
final class Alarm {
    /*
     * The waiter writes `deadline` and then reads `armedFor`; the timer's task writes `armedFor` and then reads `deadline`.
     * So either the waiter sees that nothing is armed and arms, or the task sees the new deadline and arms for it.
     */
    private static final long NONE = Long.MAX_VALUE;

    private final Timers timers;
    private final Runnable wake;
    private volatile long deadline = NONE; // written by the waiter
    private volatile long armedFor = NONE; // written under the lock of this

    @GuardedBy("this")
    private @Nullable Timer timer;

    Alarm(Timers timers, Runnable wake) {
        this.timers = timers;
        this.wake = wake;
    }

    /** Wakes the waiter once this time has come. */
    void setFor(long time) {
        deadline = time;
        if (isEarlier(time, armedFor)) {
            arm(time);
        }
    }

    /** Forgets the deadline; what is armed stays, and finds nothing to do. */
    void clear() {
        if (deadline != NONE) { // or the write would be a fence for nothing
            deadline = NONE;
        }
    }

    void close() {
        deadline = NONE;
        synchronized (this) {
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    private static boolean isEarlier(long time, long other) {
        return other == NONE || time - other < 0;
    }

    private void arm(long time) {
        synchronized (this) {
            if (!isEarlier(time, armedFor)) {
                return;
            }
            if (timer != null) {
                timer.cancel();
                timer = null;
                armedFor = NONE;
            }
            timer = timers.at(time, () -> ring(time)); // which may fail for want of memory; and then nothing is armed
            armedFor = time;
        }
    }

    /** Arms; false if that fails, for want of memory: the waiter is woken then, and tries it itself. */
    private boolean isArmed(long time) {
        try {
            arm(time);
            return true;
        } catch (RuntimeException | Error e) {
            return false;
        }
    }

    private void ring(long rung) {
        synchronized (this) {
            if (armedFor == rung) { // or it was armed anew, for earlier, while this one came
                armedFor = NONE;
                timer = null;
            }
        }
        long set = deadline;
        if (set == NONE) {
            return;
        }
        if (timers.nanoTime() - set < 0 && isArmed(set)) {
            return;
        }
        KernelThread gathering = KernelThread.gathering();
        if (gathering == null) {
            wake.run();
        } else {
            gathering.wakeLater(wake);
        }
    }
}
