package io.loommp.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.Message;
import io.loommp.Timer;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.Travelled;
import io.loommp.kernel.Unread;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.KernelThread;
import io.loommp.spi.Link;
import io.loommp.testkit.Firewall.Route;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One node's end of a connection in memory: what it sends is under way here until the network's thread hands it to the
 * other node.
 *
 * <p><b>Threads:</b> {@link #send}, {@link #post} and {@link #close} any; the rest the network's thread.
 */
final class MemoryLink implements Link {
    /*
     * What is under way leaves in its order and only from the front, so there are never holes; what a rule drops is the
     * test's will. An end of the connection stands in the same queue as an entry without a message: the other node hears of
     * it when it gets there, behind last words, and not at all through a blackhole.
     *
     * The two ends are lost one by one. What an end had under way when it was lost may still arrive, unless it was dropped.
     */
    static final String OVERLOADED = "overloaded";
    static final String END_OF_FILE = "Unexpected end-of-file";
    static final String RESET = "Connection reset by peer";

    private static final long PACKET_BYTES_MAX = 16L << 20;
    private static final long PROGRESS_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

    private final TestNetwork network;
    private final Kernel here;
    private final Route route;
    private final Unread.Account account;

    @ConfinedTo("the network's thread")
    private @Nullable MemoryLink other;

    @ConfinedTo("the network's thread")
    private boolean lost;

    @ConfinedTo("the network's thread")
    private @Nullable Timer pauseEnd; // set while this end reads nothing, because too much is unread

    @ConfinedTo("the network's thread")
    private long armedFor = Long.MIN_VALUE;

    @GuardedBy("this")
    private final ArrayDeque<Underway> underway = new ArrayDeque<>();

    @GuardedBy("this")
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>(0);

    @GuardedBy("this")
    private long bytes;

    @GuardedBy("this")
    private long lastDue = Long.MIN_VALUE;

    @GuardedBy("this")
    private long delivered; // how many have left

    @GuardedBy("this")
    private boolean closed;

    @GuardedBy("this")
    private @Nullable Runnable whenRoom;

    /** {@code message} is null for the end of the connection, whose text stands in place of the port then. */
    private record Underway(String port, @Nullable Message message, long bytes, long due) {}

    private static final class Waiter {
        final Thread thread = Thread.currentThread();
        final String port;
        final Message message;
        volatile @Nullable Boolean taken; // written under the link's monitor

        Waiter(String port, Message message) {
            this.port = port;
            this.message = message;
        }
    }

    private MemoryLink(TestNetwork network, Kernel here, Route route) {
        this.network = network;
        this.here = here;
        this.route = route;
        this.account = here.unread().open(route.to());
    }

    /** The first end of a new connection, whose other end is its {@link #other}. */
    @ConfinedTo("the network's thread")
    static MemoryLink between(TestNetwork network, Kernel one, Kernel two) {
        MemoryLink first = new MemoryLink(network, one, new Route(one.id(), two.id()));
        MemoryLink second = new MemoryLink(network, two, new Route(two.id(), one.id()));
        first.other = second;
        second.other = first;
        return first;
    }

    @ConfinedTo("the network's thread")
    MemoryLink other() {
        if (other == null) {
            throw new IllegalStateException("a link without another end");
        }
        return other;
    }

    Route route() {
        return route;
    }

    Kernel here() {
        return here;
    }

    boolean isLost() {
        return lost;
    }

    @Override
    public String node() {
        return route.to();
    }

    @Override
    public String toString() {
        return "link from " + route.from() + " to " + route.to();
    }

    // ---- sending, any thread ----

    @Override
    public boolean send(String port, Message message) {
        Message copy = checkedCopy(message);
        Waiter waiter;
        synchronized (this) {
            if (closed) {
                return false;
            }
            if (KernelThread.isCurrent() || (bytes <= network.highWaterBytes() && waiters.isEmpty())) {
                return take(port, copy);
            }
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            waiter = new Waiter(port, copy);
            waiters.add(waiter);
            if (waiters.size() == 1) {
                watchProgress(delivered);
            }
        }
        return await(waiter);
    }

    @Override
    public boolean post(String port, Message message) {
        Message copy = checkedCopy(message);
        synchronized (this) {
            return !closed && take(port, copy);
        }
    }

    @Override
    public synchronized boolean isCrowded() {
        return !closed && bytes > network.highWaterBytes();
    }

    @Override
    public synchronized boolean isCrowded(Runnable whenNot) {
        boolean crowded = isCrowded();
        if (crowded) {
            whenRoom = whenNot;
        }
        return crowded;
    }

    private static Message checkedCopy(Message message) {
        check(message);
        return Travelled.of(message);
    }

    /** @throws IllegalArgumentException if it is longer than a packet may be */
    static void check(Message message) {
        long size = message.estimatedBytes();
        if (size > PACKET_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a packet has at most " + PACKET_BYTES_MAX + " bytes, this message about " + size);
        }
    }

    @GuardedBy("this")
    private boolean take(String port, Message message) {
        long size = message.estimatedBytes();
        if (bytes + size > network.bytesMax()) {
            close(OVERLOADED);
            return false;
        }
        add(port, message, size);
        return true;
    }

    @GuardedBy("this")
    private void add(String port, @Nullable Message message, long size) {
        long now = network.time().nanoTime();
        lastDue = Math.max(lastDue, now + network.firewall().delayNanos(route));
        underway.add(new Underway(port, message, size, lastDue));
        bytes += size;
        network.thread().execute(this::deliverOne);
    }

    private boolean await(Waiter waiter) {
        while (waiter.taken == null && !Thread.currentThread().isInterrupted()) {
            here.parking().park(this);
        }
        synchronized (this) {
            return waiters.remove(waiter) ? false : Boolean.TRUE.equals(waiter.taken);
        }
    }

    /** Takes from those who wait what there is room for. */
    @GuardedBy("this")
    private void admitWaiters() {
        while (!waiters.isEmpty() && bytes <= network.highWaterBytes() / 2) {
            Waiter first = waiters.remove();
            add(first.port, first.message, first.message.estimatedBytes());
            release(first, true);
        }
    }

    private void release(Waiter waiter, boolean taken) {
        waiter.taken = taken;
        here.parking().unpark(waiter.thread);
    }

    /** Whoever waits does so for a limited time: if nothing has left by then, the link is lost. */
    private void watchProgress(long deliveredNow) {
        network.after(PROGRESS_NANOS, () -> {
            boolean stuck;
            long later;
            synchronized (this) {
                later = delivered;
                stuck = !waiters.isEmpty() && later == deliveredNow;
                if (waiters.isEmpty()) {
                    return;
                }
            }
            if (stuck) {
                lose(OVERLOADED);
            } else {
                watchProgress(later);
            }
        });
    }

    @Override
    public void close(String why) {
        stopTaking();
        network.thread().execute(() -> lose(why));
    }

    private synchronized void stopTaking() {
        closed = true;
        waiters.forEach(waiter -> release(waiter, false));
        waiters.clear();
    }

    // ---- the network's thread ----

    /** Hands over all that can be. */
    @ConfinedTo("the network's thread")
    void deliverAll() {
        boolean more = true;
        while (more) {
            more = deliverOne();
        }
    }

    /** Hands over the next, if it can be. */
    @ConfinedTo("the network's thread")
    private boolean deliverOne() {
        Underway next;
        synchronized (this) {
            next = underway.peek();
        }
        if (next == null || network.firewall().isHeld(route) || !isDue(next)) {
            return false;
        }
        MemoryLink there = other();
        if (next.message != null && !there.lost && there.mustPause()) {
            return false;
        }
        synchronized (this) {
            underway.remove();
            bytes -= next.bytes;
            delivered++;
            if (whenRoom != null && bytes <= network.highWaterBytes() / 2) {
                network.thread().execute(whenRoom);
                whenRoom = null;
            }
            admitWaiters();
        }
        if (!there.lost) {
            arrive(next, there);
        }
        return true;
    }

    private boolean isDue(Underway next) {
        long left = next.due - network.time().nanoTime();
        if (left > 0 && armedFor != next.due) {
            armedFor = next.due;
            network.after(left, this::deliverAll);
        }
        return left <= 0;
    }

    private void arrive(Underway next, MemoryLink there) {
        Message message = next.message;
        if (message == null) {
            there.lose(next.port);
            return;
        }
        switch (network.fate(route, next.port, message)) {
            case ARRIVES -> {
                if (!there.lost) { // by a rule that breaks connections
                    there.here.receive(there, next.port, message, there.account, message.estimatedBytes());
                }
            }
            case VANISHES -> {}
            case RESETS -> reset();
        }
    }

    /** Whether this end reads nothing for a while, because what its node has not read is too much, and mostly from there. */
    private boolean mustPause() {
        Unread unread = here.unread();
        if (!unread.isOverLimit() || !holdsMuchOf(unread)) {
            endPause();
            return false;
        }
        if (pauseEnd == null) {
            pauseEnd = network.after(PAUSE_NANOS, () -> {
                pauseEnd = null;
                if (mustPause()) {
                    lose(OVERLOADED);
                }
            });
        }
        return true;
    }

    private boolean holdsMuchOf(Unread unread) {
        return account.total() >= unread.limit() / network.linksOf(route.from()) || unread.total() > 2 * unread.limit();
    }

    private void endPause() {
        if (pauseEnd != null) {
            pauseEnd.cancel();
            pauseEnd = null;
        }
    }

    /** Both nodes lose the connection at once, and what is under way with it. */
    @ConfinedTo("the network's thread")
    void reset() {
        drop();
        other().drop();
        lose(RESET);
        other().lose(RESET);
    }

    /** Takes nothing more; the other node hears of the end behind what is under way. */
    @ConfinedTo("the network's thread")
    void finish(String text) {
        boolean first;
        synchronized (this) {
            first = !closed || underway.stream().noneMatch(each -> each.message == null);
            closed = true;
            if (first) {
                add(text, null, 0);
            }
        }
        stopTaking();
    }

    /** Loses what is under way. */
    @ConfinedTo("the network's thread")
    synchronized void drop() {
        underway.clear();
        bytes = 0;
    }

    /** This node loses the connection now; the other one hears of it when that gets there. */
    @ConfinedTo("the network's thread")
    void lose(String text) {
        if (lost) {
            return;
        }
        lost = true;
        stopTaking();
        endPause();
        if (!other().lost) {
            finish(END_OF_FILE);
        }
        account.close();
        network.forget(this);
        here.linkDown(this, text);
        network.lost(this);
    }

    /** It was never in use. */
    @ConfinedTo("the network's thread")
    void discard() {
        lost = true;
        stopTaking();
        account.close();
    }
}
