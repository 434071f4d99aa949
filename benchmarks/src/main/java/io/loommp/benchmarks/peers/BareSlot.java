package io.loommp.benchmarks.peers;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One place for one message, park and unpark: the least with which two threads can talk. For one message in flight. */
public final class BareSlot extends BoxedThreads {
    /** Made by name. */
    public BareSlot() {
        super(Slot::new);
    }

    private static final class Slot implements Box {
        private volatile @Nullable Object message;
        private volatile @Nullable Thread owner;

        @Override
        public void owner(Thread thread) {
            owner = thread;
        }

        @Override
        public void put(Object message) {
            this.message = message;
            LockSupport.unpark(owner);
        }

        @Override
        public Object take() throws InterruptedException {
            Object taken = message;
            while (taken == null) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                taken = message;
            }
            message = null;
            return taken;
        }
    }
}
