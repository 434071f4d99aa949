package io.loommp.net.transport;

import io.loommp.net.connect.KeepAlive;
import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import io.loommp.spi.ConfinedTo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Writes what an {@link Outbox} holds: many small packets in one write, a large one in slices.
 *
 * <p><b>Limits:</b> 256 KiB a turn, so that other connections have theirs.
 */
@ConfinedTo("who has the right to write: the selector thread of the link, or for one packet a sender")
final class PackedWriter {
    private static final int TURN_BYTES = 256 * 1024;
    private static final int SMALL_BYTES = 8 * 1024;
    private static final long LULL_NANOS = 15_000; // a sender in full flow comes again much sooner, a reply much later

    /** How a turn has ended. */
    enum Outcome {
        /** There was nothing more to write. */
        DONE,
        /** There is more to write. */
        MORE,
        /** There is more to write, but the socket takes nothing at the moment. */
        BLOCKED
    }

    private final Loop loop;
    private final Connection connection;
    private final Outbox outbox;
    private final ArrayDeque<byte[]> unwritten = new ArrayDeque<>();
    private int headWritten; // octets of the first of them
    private long progressNanos; // when the socket last took something, or first did not
    private boolean blocked;
    private final KeepAlive alive;
    private byte @Nullable [] probe; // whose going is of interest

    PackedWriter(Loop loop, Connection connection, Outbox outbox, KeepAlive alive) {
        this.loop = loop;
        this.connection = connection;
        this.outbox = outbox;
        this.alive = alive;
    }

    /** This packet, which is in the outbox or soon will be, is a probe. */
    void watch(byte[] packet) {
        probe = packet;
    }

    /** Writes for one turn. */
    Outcome write() throws IOException {
        for (int left = TURN_BYTES; left > 0; ) {
            ByteBuffer packed = pack();
            if (!packed.hasRemaining()) {
                blocked = false;
                return Outcome.DONE;
            }
            int count = connection.write(packed);
            left -= count;
            written(count);
            if (packed.hasRemaining()) {
                return blocked();
            }
        }
        return Outcome.MORE;
    }

    /**
     * Writes this packet, if it is the next, is small, and nothing was written for a while: then no others are likely to come
     * that could go with it.
     *
     * <p>What only the selector thread may touch, such as whether the socket blocks and the link is alive, it leaves alone.
     *
     * @return whether that was all there was
     */
    @SuppressWarnings("ReferenceEquality") // that very packet
    boolean writeAtOnce(byte[] own) throws IOException {
        long now = loop.nanoTime();
        byte[] packet = own.length > SMALL_BYTES || now - progressNanos < LULL_NANOS ? null : outbox.poll();
        if (packet == null) {
            return false;
        }
        unwritten.add(packet);
        if (packet != own) {
            return false;
        }
        int count = connection.write(ByteBuffer.wrap(own));
        if (count < own.length) {
            headWritten = count;
            outbox.written(count, 0);
            return false;
        }
        unwritten.remove();
        progressNanos = now;
        outbox.written(count, 1);
        return outbox.isEmpty();
    }

    private Outcome blocked() {
        if (!blocked) {
            blocked = true;
            progressNanos = loop.nanoTime();
        }
        return Outcome.BLOCKED;
    }

    private ByteBuffer pack() {
        ByteBuffer out = loop.writeBuffer().clear();
        int from = headWritten;
        for (byte[] packet : unwritten) {
            put(out, packet, from);
            from = 0;
            if (!out.hasRemaining()) {
                return out.flip();
            }
        }
        while (out.hasRemaining()) {
            byte[] packet = outbox.poll();
            if (packet == null) {
                break;
            }
            unwritten.add(packet);
            put(out, packet, 0);
        }
        return out.flip();
    }

    private static void put(ByteBuffer out, byte[] packet, int from) {
        out.put(packet, from, Math.min(packet.length - from, out.remaining()));
    }

    @SuppressWarnings("ReferenceEquality") // that very packet
    private void written(int count) {
        if (count == 0) {
            return;
        }
        progressNanos = loop.nanoTime();
        alive.wrote(progressNanos);
        headWritten += count;
        int whole = 0;
        for (byte[] head = unwritten.peek(); head != null && headWritten >= head.length; head = unwritten.peek()) {
            headWritten -= head.length;
            if (unwritten.remove() == probe) {
                probe = null;
                alive.probeWent(progressNanos);
            }
            whole++;
        }
        outbox.written(count, whole);
    }

    /** Whether there is something to write that the socket does not take. */
    boolean isBlocked() {
        return blocked;
    }

    /** If so, how long it has taken nothing. */
    long blockedNanos() {
        return loop.nanoTime() - progressNanos;
    }
}
