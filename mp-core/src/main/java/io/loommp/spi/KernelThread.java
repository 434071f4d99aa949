package io.loommp.spi;

/**
 * A platform thread of the runtime itself: selector or timer. No code of users runs on one, and it never waits for what a
 * port does (design decision 16, D2).
 */
public final class KernelThread extends Thread {

    /** A daemon thread with this name. */
    public KernelThread(Runnable target, String name) {
        super(null, target, name, 0, false);
        setDaemon(true);
    }

    /** Whether the current thread is one. */
    public static boolean isCurrent() {
        return Thread.currentThread() instanceof KernelThread;
    }
}
