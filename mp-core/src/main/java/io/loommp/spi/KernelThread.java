package io.loommp.spi;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread of the runtime itself: selector or timer. No code of users runs on one, and it never waits for what a
 * port does (design decision 16, D2).
 *
 * <p><b>Threads:</b> its own, but for the constructor.
 */
public final class KernelThread extends Thread {
    /*
     * To wake a virtual thread from here costs some microseconds, at both sides, more than to read a message. A port to which
     * many connections bring something would be woken, and have done, for each anew. So a thread that has many to read gathers
     * the wakes and wakes later.
     */
    @ConfinedTo("this thread")
    private final Queue<Runnable> gathered = new ArrayDeque<>();

    @ConfinedTo("this thread")
    private boolean gathers;

    /** A daemon thread with this name. */
    public KernelThread(Runnable target, String name) {
        super(null, target, name, 0, false);
        setDaemon(true);
    }

    /** Whether the current thread is one. */
    public static boolean isCurrent() {
        return Thread.currentThread() instanceof KernelThread;
    }

    /** The current thread, if it is one of these and gathers wakes at this moment. */
    public static @Nullable KernelThread gathering() {
        return Thread.currentThread() instanceof KernelThread thread && thread.gathers ? thread : null;
    }

    /** Gathers wakes from now on, or no more. Whoever says so has to call {@link #wakeGathered} soon. */
    public void gather(boolean wakes) {
        gathers = wakes;
    }

    /** Leaves a wake, which must not throw, for a little later. */
    public void wakeLater(Runnable wake) {
        gathered.add(wake);
    }

    /** Wakes those that are to be woken. */
    public void wakeGathered() {
        for (Runnable wake = gathered.poll(); wake != null; wake = gathered.poll()) {
            wake.run();
        }
    }
}
