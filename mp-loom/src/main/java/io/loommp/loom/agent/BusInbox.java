package io.loommp.loom.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.PortId;
import io.loommp.kernel.BriefLock;
import io.loommp.manage.BusReader;
import io.loommp.manage.Cause;
import io.loommp.manage.Event;
import io.loommp.spi.KernelThread;
import io.loommp.spi.Parking;
import io.loommp.spi.Waiting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the bus has for one agent: bounded, in the order in which it was left here.
 *
 * <p>The life of ports, names and connections has room of its own, so that no amount of messages crowds it out; numbers keep
 * the order between the two parts.
 *
 * <p><b>Threads:</b> offers: any; {@link #poll} and {@link #sleep}: the agent's. <b>Blocking:</b> none, but for
 * {@link #offerPatiently} with {@link Overflow#BLOCK_USER}, which waits until there is room, the agent ends, or the thread is
 * interrupted, and never in code of a reader of the bus.
 */
final class BusInbox implements BusReader {
    /** How much of the life of ports may wait, beside all else. */
    static final int RESERVE = 1024;

    private final String agent;
    private final Wish wish;
    private final long interests;
    private final boolean ofSome; // asked once, as it is tested for each event
    private final int capacity;
    private final Overflow overflow;
    private final Parking parking;
    private final BriefLock lock = new BriefLock();
    private volatile Runnable bell = () -> {}; // set by the agent's thread, before it sleeps

    @GuardedBy("lock")
    private final ArrayDeque<Item> life = new ArrayDeque<>();

    @GuardedBy("lock")
    private final ArrayDeque<Item> others = new ArrayDeque<>();

    @GuardedBy("lock")
    private final List<Waiter> waiters = new ArrayList<>(0);

    @GuardedBy("lock")
    private final Map<Event.Kind, Long> droppedOf = new EnumMap<>(Event.Kind.class);

    @GuardedBy("lock")
    private long droppedValues;

    @GuardedBy("lock")
    private final ArrayDeque<Gap> gaps = new ArrayDeque<>(1);

    @GuardedBy("lock")
    private long number;

    @GuardedBy("lock")
    private long offered;

    @GuardedBy("lock")
    private long delivered;

    @GuardedBy("lock")
    private int highWater;

    @GuardedBy("lock")
    private boolean sleeping;

    @GuardedBy("lock")
    private boolean overrun;

    @GuardedBy("lock")
    private boolean closed;

    /** What an agent wants to be told. */
    interface Wish {
        /** The kinds, as bits. */
        long interests();

        /** Whether messages of some ports only are wanted; if not, the others need not be asked. */
        boolean isOfSome();

        /** Whether also of what this port sends to that one. */
        boolean ofSend(PortId from, PortId to);

        /** Whether also of what that port, or channel, receives. */
        boolean ofReceive(PortId to);
    }

    private record Item(long number, Object input, Event.@Nullable Kind kind) {}

    /**
     * What was dropped and not told of yet. It stands before all that is not older, and behind all that is: whoever looks then
     * how things are is not told of older things afterwards. Between two gaps something is kept, so they are no more than that.
     */
    private static final class Gap {
        private long number;
        private long count;
        private long kinds;
    }

    /** Code of users that waits for room. */
    private final class Waiter implements Waiting {
        private final Thread thread = Thread.currentThread();

        @Override
        public @Nullable PortId waiter() {
            return null; // the thread knows whose it is
        }

        @Override
        public @Nullable PortId waitsFor() {
            return null;
        }

        @Override
        public String what() {
            return "room for what agent " + agent + " is to be told";
        }
    }

    BusInbox(String agent, Wish wish, int capacity, Overflow overflow, Parking parking) {
        this.agent = agent;
        this.wish = wish;
        this.interests = wish.interests();
        this.ofSome = wish.isOfSome();
        this.capacity = capacity;
        this.overflow = overflow;
        this.parking = parking;
    }

    @Override
    public long interests() {
        return interests;
    }

    void bell(Runnable ring) {
        bell = ring;
    }

    /** Has the agent look again. */
    void ring() {
        bell.run();
    }

    @Override
    public boolean wantsSend(PortId from, PortId to) {
        return wish.ofSend(from, to);
    }

    @Override
    public boolean wantsReceive(PortId to) {
        return wish.ofReceive(to);
    }

    @Override
    public void offer(Object input, Event.@Nullable Kind kind) {
        if (!ofSome || isWanted(input)) {
            put(input, kind, null);
        }
    }

    /** Another reader may have wanted it. */
    private boolean isWanted(Object input) {
        return switch (input) {
            case Event.Sent e -> wish.ofSend(e.from(), e.to());
            case Event.SentToName e -> wish.ofSend(e.from(), new PortId(e.from().node(), e.name()));
            case Event.SentToChannel e -> wish.ofSend(e.from(), e.channel());
            case Event.Received e -> wish.ofReceive(e.to());
            case Event.ReceivedOnChannel e -> wish.ofReceive(e.channel());
            default -> true;
        };
    }

    @Override
    public void offerPatiently(Object input, Event.@Nullable Kind kind) {
        if (overflow != Overflow.BLOCK_USER || Cause.current() != null || KernelThread.isCurrent()) {
            offer(input, kind); // two readers might wait for each other for ever, and a kernel thread waits for nobody
            return;
        }
        Waiter waiter = new Waiter();
        while (!put(input, kind, waiter)) {
            if (Thread.currentThread().isInterrupted()) {
                giveUp(waiter);
                offer(input, kind);
                return;
            }
            parking.park(waiter);
        }
    }

    /** False if there is no room, and then the waiter, if there is one, will be woken; without one the input is dropped. */
    private boolean put(Object input, Event.@Nullable Kind kind, @Nullable Waiter waiter) {
        boolean wake;
        lock.lock();
        try {
            boolean isLife = kind != null && Event.Kind.life().contains(kind);
            ArrayDeque<Item> queue = isLife ? life : others;
            if (closed) {
                return true;
            }
            boolean full = queue.size() >= (isLife ? RESERVE : capacity);
            if (full && waiter != null) {
                if (!waiters.contains(waiter)) { // a park may end for no reason
                    waiters.add(waiter);
                }
                return false;
            }
            offered++;
            if (full) {
                overrun |= overflow == Overflow.DEACTIVATE;
                if (overflow == Overflow.DROP_OLDEST) {
                    Item oldest = queue.remove();
                    dropped(oldest.number, oldest.kind);
                    queue.add(new Item(number++, input, kind));
                } else {
                    dropped(number, kind);
                }
            } else {
                queue.add(new Item(number++, input, kind));
            }
            highWater = Math.max(highWater, life.size() + others.size());
            wake = sleeping;
            sleeping = false;
        } finally {
            lock.unlock();
        }
        if (wake) {
            bell.run();
        }
        return true;
    }

    @GuardedBy("lock")
    private void dropped(long where, Event.@Nullable Kind kind) {
        Gap gap = gaps.peekLast();
        if (gap == null
                || (gap.number < where && overflow != Overflow.DROP_OLDEST)) { // the oldest make one gap, in front
            gap = new Gap();
            gaps.add(gap);
        }
        gap.number = Math.max(gap.number, where);
        gap.count++;
        if (kind == null) {
            droppedValues++;
        } else {
            droppedOf.merge(kind, 1L, Long::sum);
            gap.kinds |= kind.mask();
        }
    }

    private void giveUp(Waiter waiter) {
        lock.lock();
        try {
            waiters.remove(waiter);
        } finally {
            lock.unlock();
        }
    }

    /** The next input; null if there is none. What was dropped is told in its place. */
    @Nullable
    Object poll() {
        lock.lock();
        try {
            ArrayDeque<Item> part = older();
            Item oldest = part.peek();
            Gap gap = gaps.peek();
            if (gap != null && (oldest == null || gap.number <= oldest.number)) {
                gaps.remove();
                return Event.Dropped.of(gap.count, gap.kinds);
            }
            if (oldest == null) {
                return null;
            }
            part.remove();
            delivered++;
            wakeWaiters();
            return oldest.input;
        } finally {
            lock.unlock();
        }
    }

    /** The part whose first item is older; if both are empty, one of them. */
    @GuardedBy("lock")
    private ArrayDeque<Item> older() {
        Item first = life.peek();
        Item second = others.peek();
        return first == null || (second != null && second.number < first.number) ? others : life;
    }

    @GuardedBy("lock")
    private void wakeWaiters() {
        for (Waiter waiter : waiters) {
            parking.unpark(waiter.thread);
        }
        waiters.clear();
    }

    /** Has the bell be rung when something comes; false if something is there. */
    boolean sleep() {
        lock.lock();
        try {
            sleeping = life.isEmpty() && others.isEmpty() && gaps.isEmpty() && !overrun;
            return sleeping;
        } finally {
            lock.unlock();
        }
    }

    /** The bell need not be rung any more. */
    void awake() {
        lock.lock();
        try {
            sleeping = false;
        } finally {
            lock.unlock();
        }
    }

    /** Whether more came than there was room for, and that is to be the agent's end. */
    boolean isOverrun() {
        lock.lock();
        try {
            return overrun;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps nothing any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            sleeping = false;
            life.clear();
            others.clear();
            gaps.clear();
            wakeWaiters();
        } finally {
            lock.unlock();
        }
    }

    /** What is known of it. */
    record Count(
            long offered,
            long delivered,
            Map<Event.Kind, Long> dropped,
            long droppedValues,
            int highWater,
            int waiting) {}

    Count count() {
        lock.lock();
        try {
            return new Count(
                    offered, delivered, Map.copyOf(droppedOf), droppedValues, highWater, life.size() + others.size());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "the bus for agent " + agent;
    }
}
