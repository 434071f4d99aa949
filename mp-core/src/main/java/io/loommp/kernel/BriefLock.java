package io.loommp.kernel;

import io.loommp.spi.KernelThread;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is held for moments, by threads of ports and by kernel threads.
 *
 * <p>A kernel thread does not queue for it: before it in the queue may stand a virtual thread that gets no carrier for a long
 * time, and a selector must not wait for that. Who holds the lock parks nowhere, so it is free soon, unless the system takes
 * the processor from him. That of the names ({@link Registry}) is held for longest: while an event is left with each reader of
 * the bus.
 */
public final class BriefLock extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    @Override
    public void lock() {
        if (KernelThread.isCurrent()) {
            while (!tryLock()) {
                Thread.onSpinWait();
            }
        } else {
            super.lock();
        }
    }
}
