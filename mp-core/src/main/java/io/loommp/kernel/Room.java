package io.loommp.kernel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.MailboxBound;
import io.loommp.MailboxFull;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.spi.Parking;
import io.loommp.spi.Timers;
import io.loommp.spi.Waiting;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The room in the mailbox of a bounded port (design decision 12).
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> {@link #admit} waits for room, in the order in which senders came, for at most
 * the bound's patience.
 */
final class Room {
    private final PortId port;
    private final MailboxBound bound;
    private final Timers timers;
    private final Parking parking;
    private final BriefLock lock = new BriefLock();

    /** Below zero when messages of other nodes were taken although there was no room. */
    @GuardedBy("lock")
    private int free;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>(0);

    @GuardedBy("lock")
    private final Map<Unread.Account, Integer> heldByLink = new HashMap<>(2);

    private final class Waiter implements Waiting {
        final Thread thread = Thread.currentThread();
        volatile boolean admitted; // written under the lock

        @Override
        public @Nullable PortId waiter() {
            return null; // the thread knows whose it is
        }

        @Override
        public PortId waitsFor() {
            return port;
        }

        @Override
        public String what() {
            return "room in the mailbox of " + port;
        }
    }

    Room(PortId port, MailboxBound bound, Timers timers, Parking parking) {
        this.port = port;
        this.bound = bound;
        this.timers = timers;
        this.parking = parking;
        this.free = bound.messages();
    }

    /**
     * An entry for a message of this node, once there is room for it.
     *
     * @param mayWait false for the port's own code, which would wait for itself
     * @throws MailboxFull if there is none in time, or the sender was interrupted
     */
    MessageEntry admit(Message message, boolean mayWait) {
        Waiter waiter = null;
        lock.lock();
        try {
            if (free > 0 && waiters.isEmpty()) {
                free--;
            } else if (!closed) {
                if (!mayWait || bound.patience().isZero()) {
                    throw new MailboxFull(port, bound.messages(), Duration.ZERO);
                }
                waiter = new Waiter();
                waiters.add(waiter);
            }
        } finally {
            lock.unlock();
        }
        if (waiter != null) {
            await(waiter);
        }
        return new LocalEntry(message);
    }

    private void await(Waiter waiter) {
        long start = timers.nanoTime();
        long patience = Durations.nanos(bound.patience(), "patience");
        while (!waiter.admitted) {
            long left = start + patience - timers.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                giveUp(waiter, start);
                return;
            }
            parking.parkNanos(waiter, left);
        }
    }

    private void giveUp(Waiter waiter, long start) {
        lock.lock();
        try {
            if (waiters.remove(waiter)) {
                throw new MailboxFull(port, bound.messages(), Duration.ofNanos(timers.nanoTime() - start));
            }
        } finally {
            lock.unlock();
        }
    }

    /** An entry for a message of another node, whether there is room or not. */
    MessageEntry admit(Message message, Unread.Account account, long weight) {
        lock.lock();
        try {
            free--;
            heldByLink.merge(account, 1, Integer::sum);
        } finally {
            lock.unlock();
        }
        return new RemoteEntry(message, account, weight, this);
    }

    /** Whether a full mailbox is mostly filled by this link. */
    boolean isOverloadedBy(Unread.Account account) {
        lock.lock();
        try {
            return free < 0 && heldByLink.getOrDefault(account, 0) > bound.messages() / 2;
        } finally {
            lock.unlock();
        }
    }

    /** A message has left the mailbox. */
    void leave(Unread.@Nullable Account account) {
        Thread woken = null;
        lock.lock();
        try {
            if (account != null) {
                heldByLink.computeIfPresent(account, (a, held) -> held == 1 ? null : held - 1);
            }
            free++;
            if (free > 0 && !waiters.isEmpty()) {
                free--;
                woken = admitNext();
            }
        } finally {
            lock.unlock();
        }
        if (woken != null) {
            parking.unpark(woken);
        }
    }

    /** The port has ended: whoever waits goes on, and finds it out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            while (!waiters.isEmpty()) {
                parking.unpark(admitNext());
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private Thread admitNext() {
        Waiter next = waiters.remove();
        next.admitted = true;
        return next.thread;
    }

    private final class LocalEntry extends MessageEntry {
        LocalEntry(Message message) {
            super(message);
        }

        @Override
        public boolean take() {
            leave(null);
            return true;
        }

        @Override
        public @Nullable Message lost() {
            leave(null);
            return super.lost();
        }
    }
}
