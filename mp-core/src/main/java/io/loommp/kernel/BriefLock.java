package io.loommp.kernel;

import io.loommp.spi.KernelThread;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is held for moments, by threads of ports and by kernel threads.
 *
 * <p>A kernel thread does not queue for it: before it in the queue may stand a virtual thread that gets no carrier for a long
 * time, and a selector must not wait for that. Who holds the lock waits for nothing but another brief lock, so it is free soon,
 * unless the system takes the processor from him. That of the names ({@link Registry}) is held for longest: while an event is
 * left with each reader of the bus. A virtual thread that stands in for a kernel thread makes room on its carrier meanwhile, for
 * which he may be waiting.
 */
public final class BriefLock extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on whom the scheduler takes
    public void lock() {
        if (KernelThread.isCurrent()) {
            boolean standsIn = Thread.currentThread().isVirtual();
            while (!tryLock()) {
                if (standsIn) {
                    Thread.yield();
                } else {
                    Thread.onSpinWait();
                }
            }
        } else {
            super.lock();
        }
    }
}
