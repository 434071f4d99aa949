package io.loommp.net.transport;

import io.loommp.spi.ConfinedTo;
import io.loommp.spi.Parking;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way to one other node: filled by many threads, emptied by one.
 *
 * <p>Past a high-water mark senders wait until half of it is reached, and then go on in the order in which they came. Past
 * a hard bound the outbox closes itself.
 *
 * <p><b>Threads:</b> {@link #offer}, {@link #put} and {@link #close} any; the rest the selector thread of the link.
 *
 * <p><b>Blocking:</b> only {@link #put}.
 */
class Outbox {
    /*
     * `load` counts what has been taken and is not written, octets in the low 40 bits and packets in the others, so that
     * both bounds are decided at once.
     *
     * A sender that must wait leaves a Waiter and then looks at the load once more; the selector thread lowers the load and
     * then looks for waiters: one sees the other. The selector thread takes their packets one by one, and then wakes who
     * brought them: however many wait, no more is taken than there is room for, none overtakes another, and nothing depends
     * on when their threads come to run.
     */
    private static final int PACKET_SHIFT = 40;
    private static final long BYTES_MASK = (1L << PACKET_SHIFT) - 1;

    /** What became of a packet. */
    enum Result {
        /** It is on its way. */
        TAKEN,
        /** The outbox was closed, or is closed while the sender waited. */
        CLOSED,
        /** It was one too much, and now the outbox is closed. */
        OVERFLOW,
        /** The sender would have had to wait, or did, and was interrupted: it was not taken. */
        INTERRUPTED
    }

    private final LongSupplier highWaterBytes;
    private final long bytesMax;
    private final int packetsMax;
    private final Parking parking;
    private final MpscUnboundedVarHandleArrayQueue<byte[]> packets = new MpscUnboundedVarHandleArrayQueue<>(64);
    private final AtomicLong load = new AtomicLong();
    private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Runnable> whenRoom = new AtomicReference<>();
    private volatile boolean closed; // whoever closes

    private static final class Waiter {
        static final int WAITING = 0;
        static final int TAKEN = 1;
        static final int LEFT = 2;
        static final int LOST = 3;

        final Thread thread = Thread.currentThread();
        final byte[] packet;
        final AtomicInteger state = new AtomicInteger(WAITING);

        Waiter(byte[] packet) {
            this.packet = packet;
        }

        boolean end(int how) {
            return state.compareAndSet(WAITING, how);
        }
    }

    /** @param highWaterBytes with more than this senders wait; at least one, and it may change at any time */
    Outbox(Limits limits, LongSupplier highWaterBytes, Parking parking) {
        this.highWaterBytes = highWaterBytes;
        this.bytesMax = limits.outboundBytesMax();
        this.packetsMax = limits.outboundPacketsMax();
        this.parking = parking;
    }

    // ---- senders ----

    /** Takes a packet without waiting. */
    Result offer(byte[] packet) {
        if (closed) {
            return Result.CLOSED;
        }
        long now = count(packet);
        if ((now & BYTES_MASK) > bytesMax || now >>> PACKET_SHIFT > packetsMax) {
            return overflow(packet);
        }
        packets.offer(packet);
        return Result.TAKEN;
    }

    /** Takes the notice of a port's end without waiting. */
    Result offerNotice(byte[] packet) {
        return offer(packet);
    }

    /** What becomes of a packet that is one too much. */
    Result overflow(byte[] packet) {
        close();
        return Result.OVERFLOW;
    }

    /** Counts a packet as taken; the load with it. */
    final long count(byte[] packet) {
        return load.addAndGet(loadOf(packet.length));
    }

    private static long loadOf(int bytes) {
        return (1L << PACKET_SHIFT) + bytes;
    }

    /** Takes a packet, after waiting for its turn if much is on its way. */
    Result put(byte[] packet) {
        if (bytes() <= highWaterBytes.getAsLong() && waiters.isEmpty()) {
            return offer(packet);
        }
        if (Thread.currentThread().isInterrupted()) {
            return Result.INTERRUPTED;
        }
        Waiter self = new Waiter(packet);
        waiters.add(self);
        // between these two the selector thread may have written all there was, and seen no waiter
        if (bytes() > lowWaterBytes() && !closed) {
            while (self.state.get() == Waiter.WAITING && !Thread.currentThread().isInterrupted()) {
                parking.park(this);
            }
        }
        if (self.end(Waiter.LEFT)) {
            waiters.remove(self);
            return Thread.currentThread().isInterrupted() ? Result.INTERRUPTED : offer(packet);
        }
        return self.state.get() == Waiter.TAKEN ? Result.TAKEN : Result.CLOSED;
    }

    /** Takes nothing more; all who wait have waited in vain. What has been taken can still be polled. */
    void close() {
        closed = true;
        for (Waiter waiter = waiters.poll(); waiter != null; waiter = waiters.poll()) {
            if (waiter.end(Waiter.LOST)) {
                parking.unpark(waiter.thread);
            }
        }
    }

    /** Whether it takes nothing more; any thread. */
    boolean isClosed() {
        return closed;
    }

    /** Whether there is more than the high-water mark. */
    boolean isCrowded() {
        return bytes() > highWaterBytes.getAsLong();
    }

    /** Whether there is more than the high-water mark; if so, the action is run when half of that is reached. */
    boolean isCrowded(Runnable whenNot) {
        if (!isCrowded()) {
            return false;
        }
        whenRoom.set(whenNot);
        // between these two the selector thread may have written all there was, and seen nobody
        return bytes() > lowWaterBytes() || !whenRoom.compareAndSet(whenNot, null);
    }

    /** Whatever the mark was before: once all is written, nobody waits any more. */
    private long lowWaterBytes() {
        return highWaterBytes.getAsLong() / 2;
    }

    // ---- the selector thread ----

    /** The next packet, or null if there is none at this moment. */
    @ConfinedTo("the selector thread")
    byte @Nullable [] poll() {
        return packets.relaxedPoll();
    }

    /** Whether there is no packet and nobody is just adding one. */
    @ConfinedTo("the selector thread")
    boolean isEmpty() {
        return packets.isEmpty();
    }

    /** Whether all that was taken has been written. */
    boolean isWritten() {
        return load.get() == 0;
    }

    /** Notes what has been written, and takes from those who wait what there is room for now. */
    @ConfinedTo("the selector thread")
    void written(int bytes, int wholePackets) {
        long now = load.addAndGet(-(((long) wholePackets << PACKET_SHIFT) + bytes));
        if ((now & BYTES_MASK) <= lowWaterBytes()) {
            Runnable told = whenRoom.get() == null ? null : whenRoom.getAndSet(null);
            if (told != null) {
                told.run();
            }
            takeFromWaiters();
        }
    }

    private void takeFromWaiters() {
        while (bytes() < highWaterBytes.getAsLong()) {
            Waiter waiter = waiters.poll();
            if (waiter == null) {
                return;
            }
            if (waiter.end(Waiter.TAKEN)) {
                count(waiter.packet);
                packets.offer(waiter.packet);
                parking.unpark(waiter.thread);
            }
        }
    }

    /** How many octets are on their way; any thread. */
    final long bytes() {
        return load.get() & BYTES_MASK;
    }
}
