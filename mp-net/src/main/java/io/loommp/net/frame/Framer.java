package io.loommp.net.frame;

import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;
import java.util.Arrays;

/**
 * Cuts a stream of octets into packets, however the stream was split.
 *
 * <p>It looks only at what shows where a packet ends. Whether a packet is well-formed inside is for the decoder to say, which
 * gets it whole.
 *
 * <p><b>Limits:</b> counts the octets of a packet while they arrive, and keeps no more than have arrived.
 */
@ConfinedTo("the selector thread of the connection")
public final class Framer {
    /** Takes one whole packet. */
    @FunctionalInterface
    public interface Sink {
        /** The packet is these octets of the array, which must not be kept. */
        void packet(byte[] octets, int offset, int length);
    }

    private static final byte[] NOTHING = {};

    private final PacketScanner scanner;
    private final int packetBytesMax;
    private byte[] begun = NOTHING; // what has arrived of a packet that is not complete
    private int begunLength;

    private Framer(PacketScanner scanner, int packetBytesMax) {
        this.scanner = scanner;
        this.packetBytesMax = packetBytesMax;
    }

    /**
     * For JSON arrays that follow each other, with or without white space between them.
     *
     * @param packetBytesMax a packet has at most this many octets
     */
    public static Framer json(int packetBytesMax) {
        return new Framer(new JsonScanner(), packetBytesMax);
    }

    /**
     * For CBOR arrays that follow each other.
     *
     * @param packetBytesMax a packet has at most this many octets
     */
    public static Framer cbor(int packetBytesMax) {
        return new Framer(new CborScanner(packetBytesMax), packetBytesMax);
    }

    /**
     * Takes the next octets of the stream, and hands over each packet that they complete.
     *
     * @throws ProtocolException if a packet is no array, too long or nested too deep; the stream is of no use any more
     */
    public void accept(byte[] octets, int offset, int length, Sink sink) {
        int end = offset + length;
        int start = offset; // of what belongs to the present packet
        int at = offset;
        while (at < end) {
            if (scanner.isBetweenPackets()) {
                at = scanner.skipSpace(octets, at, end);
                start = at;
            }
            at = scanner.scan(octets, at, end);
            checkLength(at - start);
            if (scanner.isBetweenPackets() && at > start) {
                complete(octets, start, at - start, sink);
                start = at;
            }
        }
        if (!scanner.isBetweenPackets()) {
            keep(octets, start, end - start);
        }
    }

    /** How much memory the beginning of a packet takes that is not complete. */
    public int keptBytes() {
        return begun.length;
    }

    private void checkLength(int more) {
        if (begunLength + more > packetBytesMax) {
            throw new ProtocolException(Code.PACKET_TOO_LONG, "more than " + packetBytesMax + " octets");
        }
    }

    private void complete(byte[] octets, int start, int length, Sink sink) {
        if (begunLength == 0) {
            sink.packet(octets, start, length);
            return;
        }
        keep(octets, start, length);
        byte[] packet = begun;
        int packetLength = begunLength;
        begun = NOTHING;
        begunLength = 0;
        sink.packet(packet, 0, packetLength);
    }

    private void keep(byte[] octets, int start, int length) {
        int needed = begunLength + length;
        if (begun.length < needed) {
            int doubled = (int) Math.min(2L * begun.length, packetBytesMax);
            begun = Arrays.copyOf(begun, Math.max(needed, doubled));
        }
        System.arraycopy(octets, start, begun, begunLength, length);
        begunLength = needed;
    }
}
