package io.loommp.net.frame;

import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;
import java.util.Arrays;

/**
 * Finds the ends of packets in a stream of JSON arrays that follow each other, with or without white space between them,
 * however the stream was split.
 *
 * <p>It looks only at brackets and texts. Whether a packet is JSON, and valid UTF-8, is for the decoder to say, which gets
 * it whole.
 *
 * <p><b>Limits:</b> counts the octets of a packet while they arrive, and keeps no more than have arrived.
 */
@ConfinedTo("the selector thread of the connection")
public final class JsonFramer {
    /** Takes one whole packet. */
    @FunctionalInterface
    public interface Sink {
        /** The packet is these octets of the array, which must not be kept. */
        void packet(byte[] octets, int offset, int length);
    }

    private enum Place {
        BETWEEN_PACKETS,
        IN_ARRAY,
        IN_TEXT,
        BEHIND_BACKSLASH
    }

    private static final byte[] NOTHING = {};

    private final int packetBytesMax;
    private Place place = Place.BETWEEN_PACKETS;
    private int depth;
    private byte[] begun = NOTHING; // what has arrived of a packet that is not complete
    private int begunLength;

    /** @param packetBytesMax a packet has at most this many octets */
    public JsonFramer(int packetBytesMax) {
        this.packetBytesMax = packetBytesMax;
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
            if (place == Place.BETWEEN_PACKETS) {
                at = skipSpace(octets, at, end);
                start = at;
            }
            at = scan(octets, at, end);
            checkLength(at - start);
            if (place == Place.BETWEEN_PACKETS && at > start) {
                complete(octets, start, at - start, sink);
                start = at;
            }
        }
        if (place != Place.BETWEEN_PACKETS) {
            keep(octets, start, end - start);
        }
    }

    private static int skipSpace(byte[] octets, int from, int end) {
        int at = from;
        while (at < end && isSpace(octets[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
    }

    /** Goes on to the end of the present packet, or of the octets. */
    private int scan(byte[] octets, int from, int end) {
        int at = from;
        while (at < end) {
            switch (place) {
                case IN_TEXT -> at = scanText(octets, at, end);
                case BEHIND_BACKSLASH -> {
                    place = Place.IN_TEXT;
                    at++;
                }
                case IN_ARRAY -> {
                    if (structure(octets[at++])) {
                        return at;
                    }
                }
                case BETWEEN_PACKETS -> begin(octets[at++]);
            }
        }
        return at;
    }

    private int scanText(byte[] octets, int from, int end) {
        int at = from;
        while (at < end) {
            byte octet = octets[at++];
            if (octet == '"') {
                place = Place.IN_ARRAY;
                return at;
            }
            if (octet == '\\') {
                place = Place.BEHIND_BACKSLASH;
                return at;
            }
        }
        return at;
    }

    private void begin(byte octet) {
        if (octet != '[') {
            throw new ProtocolException(Code.MALFORMED_PACKET, "it is not an array");
        }
        place = Place.IN_ARRAY;
        depth = 1;
    }

    /** Takes an octet that stands outside of texts; whether it was the last of its packet. */
    private boolean structure(byte octet) {
        switch (octet) {
            case '"' -> place = Place.IN_TEXT;
            case '[', '{' -> {
                if (++depth > Packet.DEPTH_MAX) {
                    throw new ProtocolException(Code.NESTED_TOO_DEEP, "more than " + Packet.DEPTH_MAX + " levels");
                }
            }
            case ']', '}' -> {
                if (--depth == 0) {
                    place = Place.BETWEEN_PACKETS;
                    return true;
                }
            }
            default -> {}
        }
        return false;
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
