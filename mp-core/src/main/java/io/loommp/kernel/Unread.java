package io.loommp.kernel;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much heap the messages of other nodes keep that have arrived and were not read: in all, and for each link. Past the
 * limit whoever reads from the network pauses the link that holds most (design decision 16, D4).
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public final class Unread {
    private final long limit;
    private final AtomicLong total = new AtomicLong();
    private final CopyOnWriteArrayList<Runnable> releaseListeners = new CopyOnWriteArrayList<>();

    Unread(long limit) {
        this.limit = limit;
    }

    /** The soft limit in bytes. */
    public long limit() {
        return limit;
    }

    /** What is unread, in bytes of heap, estimated. */
    public long total() {
        return total.get();
    }

    /** Whether more is unread than the limit allows. */
    public boolean isOverLimit() {
        return total.get() > limit;
    }

    /** Calls a listener whenever the total falls to the limit from above; on the thread that read, so it must be short. */
    public void onRelease(Runnable listener) {
        releaseListeners.add(listener);
    }

    /** An account for one link. */
    public Account open() {
        return new Account();
    }

    /** What one link has brought that is unread. It may outlive its link, as long as messages of it wait. */
    public final class Account {
        private final AtomicLong held = new AtomicLong();

        private Account() {}

        /** What is unread of this link, in bytes of heap, estimated. */
        public long total() {
            return held.get();
        }

        void add(long weight) {
            held.addAndGet(weight);
            total.addAndGet(weight);
        }

        void release(long weight) {
            held.addAndGet(-weight);
            long now = total.addAndGet(-weight);
            if (now <= limit && now + weight > limit) {
                releaseListeners.forEach(Runnable::run);
            }
        }
    }
}
