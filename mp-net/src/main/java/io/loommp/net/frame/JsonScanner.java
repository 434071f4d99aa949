package io.loommp.net.frame;

import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;

/** Where JSON arrays end: it looks at brackets and texts, and at nothing else. */
@ConfinedTo("the selector thread of the connection")
final class JsonScanner implements PacketScanner {
    private enum Place {
        BETWEEN_PACKETS,
        IN_ARRAY,
        IN_TEXT,
        BEHIND_BACKSLASH
    }

    private Place place = Place.BETWEEN_PACKETS;
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
}
