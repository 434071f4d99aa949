package io.loommp.net.frame;

import io.loommp.net.wire.Octets;
import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;

/** Where JSON arrays end: it looks at brackets and texts, and at nothing else. A level costs a bit. */
@ConfinedTo("the selector thread of the connection")
final class JsonScanner implements PacketScanner {
    private enum Place {
        BETWEEN_PACKETS,
        IN_ARRAY,
        IN_TEXT,
        BEHIND_BACKSLASH
    }

    private Place place = Place.BETWEEN_PACKETS;
    private final long[] maps = new long[Packet.DEPTH_MAX / Long.SIZE]; // a bit for each level: whether it is a map
    private int depth;

    @Override
    public boolean isBetweenPackets() {
        return place == Place.BETWEEN_PACKETS;
    }

    @Override
    public int skipSpace(byte[] octets, int from, int end) {
        int at = from;
        while (at < end && isSpace(octets[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
    }

    @Override
    public int scan(byte[] octets, int from, int end) {
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
        int at = Octets.endOfUnescaped(octets, from, end);
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
        enter(false);
    }

    private void enter(boolean map) {
        if (depth == Packet.DEPTH_MAX) {
            throw new ProtocolException(Code.NESTED_TOO_DEEP, "more than " + Packet.DEPTH_MAX + " levels");
        }
        long bit = 1L << depth; // of the low bits of the depth, as shifts go
        maps[depth / Long.SIZE] = map ? maps[depth / Long.SIZE] | bit : maps[depth / Long.SIZE] & ~bit;
        depth++;
    }

    /** Whether the packet has ended with that. */
    private boolean leave(boolean map) {
        depth--;
        boolean wasMap = (maps[depth / Long.SIZE] & 1L << depth) != 0;
        if (map != wasMap) {
            throw new ProtocolException(Code.MALFORMED_PACKET, "a bracket that closes another");
        }
        if (depth == 0) {
            place = Place.BETWEEN_PACKETS;
        }
        return depth == 0;
    }

    /** Takes an octet that stands outside of texts; whether it was the last of its packet. */
    private boolean structure(byte octet) {
        switch (octet) {
            case '"' -> place = Place.IN_TEXT;
            case '[' -> enter(false);
            case '{' -> enter(true);
            case ']' -> {
                return leave(false);
            }
            case '}' -> {
                return leave(true);
            }
            default -> {}
        }
        return false;
    }
}
