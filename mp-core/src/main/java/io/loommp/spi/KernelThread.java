package io.loommp.spi;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A platform thread of the runtime itself: selector or timer. No code of users runs on one, and it never waits for what a
 * port does (design decision 16, D2). A virtual thread may stand in for one.
 *
 * <p><b>Threads:</b> its own, but for the constructor.
 */
public final class KernelThread extends Thread {
    private static final int MANY = 32;

    /** Few; they are looked for with each send to another node. */
    private static final Collection<Thread> STAND_INS = new CopyOnWriteArrayList<>();

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

    /** Whether the current thread is one, or does the work of one. */
    public static boolean isCurrent() {
        Thread current = Thread.currentThread();
        return current instanceof KernelThread || (current.isVirtual() && STAND_INS.contains(current));
    }

    /** Does work of one on the current thread, which is virtual, and counts as one meanwhile. */
    public static void standIn(Runnable work) {
        Thread current = Thread.currentThread();
        STAND_INS.add(current);
        try {
            work.run();
        } finally {
            STAND_INS.remove(current);
        }
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

    /**
     * Wakes those that are to be woken, or has a virtual thread do so if they are many: that one leaves them in the queue of its
     * own carrier, where this one would have to put each into that of all, and to wake a carrier.
     */
    public void handOnGathered() {
        if (gathered.size() < MANY) {
            wakeGathered();
            return;
        }
        List<Runnable> wakes = List.copyOf(gathered);
        try {
            Thread.startVirtualThread(() -> wakes.forEach(Runnable::run));
        } catch (RuntimeException | Error e) { // there is no thread to be had
            wakeGathered();
            return;
        }
        gathered.clear();
    }

    /** Wakes those that are to be woken. */
    public void wakeGathered() {
        for (Runnable wake = gathered.poll(); wake != null; wake = gathered.poll()) {
            wake.run();
        }
    }
}
