package io.loommp.kernel;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much heap the messages of other nodes keep that have arrived and were not read: in all, and for each node. Past the
 * limit whoever reads from the network pauses the link whose node holds most (design decision 16, D4).
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public final class Unread {
    private final long limit;
    private final AtomicLong total = new AtomicLong();
    private final ConcurrentHashMap<String, Account> accounts = new ConcurrentHashMap<>();
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

    /** The account of a node, for a link to it that comes into being; it holds what earlier links to that node left. */
    public Account open(String node) {
        return accounts.compute(node, (n, present) -> {
            Account account = present == null ? new Account(n) : present;
            account.links.incrementAndGet();
            return account;
        });
    }

    /** What one node has brought that is unread. It outlives its links, as long as messages of them wait. */
    public final class Account {
        private final String node;
        private final AtomicLong held = new AtomicLong();
        private final AtomicInteger links = new AtomicInteger(); // changed inside compute of this entry

        private Account(String node) {
            this.node = node;
        }

        /** Whose account this is. */
        String node() {
            return node;
        }

        /** What is unread of this node, in bytes of heap, estimated. */
        public long total() {
            return held.get();
        }

        /** A link of this account is gone; to be called once for each {@link Unread#open}. */
        public void close() {
            accounts.computeIfPresent(node, (n, present) -> {
                links.decrementAndGet();
                return unlessUnused(present);
            });
        }

        void add(long weight) {
            held.addAndGet(weight);
            total.addAndGet(weight);
        }

        void release(long weight) {
            long left = held.addAndGet(-weight);
            long now = total.addAndGet(-weight);
            if (now <= limit && now + weight > limit) {
                releaseListeners.forEach(Runnable::run);
            }
            if (left == 0 && links.get() == 0) {
                accounts.computeIfPresent(node, (n, present) -> unlessUnused(present));
            }
        }

        private static @Nullable Account unlessUnused(Account account) {
            return account.links.get() == 0 && account.held.get() == 0 ? null : account;
        }
    }
}
