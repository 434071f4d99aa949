package io.loommp.net.frame;

import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;
import java.util.Arrays;

/**
 * Where CBOR arrays end: it follows the heads of the items and passes over what stands in texts and numbers.
 *
 * <p><b>Limits:</b> arrays, maps and tags together are nested at most 512 deep. It allocates nothing for what is declared:
 * items and octets that cannot all come within the limit of a packet are refused as soon as they are declared.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8949">RFC 8949</a>
 */
@ConfinedTo("the selector thread of the connection")
final class CborScanner implements PacketScanner {
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;
    private static final int SIMPLE = 7;

    private static final int SELF_DESCRIBED = 55799; // "this is CBOR", before the array

    private static final int NO_CHUNKS = 0;

    /** What is left of something of indefinite length. */
    private static final long ANY_NUMBER = -1;

    /** The same, of a map: next comes a key, or a value. */
    private static final long ANY_NUMBER_KEY = -2;

    private static final long ANY_NUMBER_VALUE = -3;

    private final int packetBytesMax;

    /** How many items are yet to begin in each array, map and tag that has begun and not ended. */
    private long[] left = new long[8];

    private int depth;
    private long seen; // octets of the present packet
    private long promised; // octets that will come at least, one for each item that is yet to begin
    private long content; // octets of a text to pass over
    private int chunks = NO_CHUNKS; // or the major type of the chunks that come next

    // the head that is being read
    private int major;
    private int argumentBytes;
    private int argumentLeft;
    private long argument;

    CborScanner(int packetBytesMax) {
        this.packetBytesMax = packetBytesMax;
    }

    @Override
    public boolean isBetweenPackets() {
        return seen == 0;
    }

    @Override
    public int skipSpace(byte[] octets, int from, int end) {
        return from;
    }

    @Override
    public int scan(byte[] octets, int from, int end) {
        int at = from;
        while (at < end) {
            boolean ended;
            if (content > 0) {
                int step = (int) Math.min(content, end - at);
                at += step;
                seen += step;
                content -= step;
                ended = content == 0 && itemEnded();
            } else {
                int octet = octets[at++] & 0xff;
                seen++;
                ended = argumentLeft > 0 ? argument(octet) : initial(octet);
            }
            if (ended) {
                seen = 0;
                return at;
            }
        }
        return at;
    }

    // ---- heads; each step says whether the packet has ended ----

    private boolean initial(int octet) {
        major = octet >> 5;
        if (depth == 0 && major != ARRAY && major != TAG) {
            throw malformed("it is not an array");
        }
        int information = octet & 0x1f;
        if (information < 24) {
            return head(information);
        }
        if (information < 28) {
            argumentBytes = 1 << (information - 24);
            argumentLeft = argumentBytes;
            argument = 0;
            return false;
        }
        if (information < 31) {
            throw malformed("additional information " + information);
        }
        return indefinite();
    }

    private boolean argument(int octet) {
        argument = argument << 8 | octet;
        if (--argumentLeft > 0) {
            return false;
        }
        if (major == SIMPLE && argumentBytes == 1 && argument < 32) {
            throw malformed("a simple value in two octets that has one");
        }
        return head(argument);
    }

    private boolean head(long argument) {
        if (chunks != NO_CHUNKS) {
            if (major != chunks) {
                throw malformed("a chunk of another type");
            }
            return content(argument);
        }
        itemBegins(argument);
        return switch (major) {
            case BYTES, TEXT -> content(argument);
            case ARRAY -> open(argument, argument);
            case MAP -> open(argument, 2 * argument);
            case TAG -> open(1, 1);
            default -> itemEnded();
        };
    }

    private boolean indefinite() {
        if (major == SIMPLE) {
            return broken();
        }
        if (major < BYTES || major == TAG || chunks != NO_CHUNKS) {
            throw malformed("an indefinite length where there may be none");
        }
        itemBegins(0);
        switch (major) {
            case ARRAY -> push(ANY_NUMBER);
            case MAP -> push(ANY_NUMBER_KEY);
            default -> chunks = major;
        }
        return false;
    }

    private boolean broken() {
        if (chunks != NO_CHUNKS) {
            chunks = NO_CHUNKS;
            return itemEnded();
        }
        if (depth == 0 || (left[depth - 1] != ANY_NUMBER && left[depth - 1] != ANY_NUMBER_KEY)) {
            throw malformed("a break that ends nothing");
        }
        left[depth - 1] = 0;
        return itemEnded();
    }

    // ---- items ----

    private void itemBegins(long argument) {
        if (depth == 0) {
            if (major == TAG && argument != SELF_DESCRIBED) {
                throw malformed("a tag before the array");
            }
            return;
        }
        long before = left[depth - 1];
        if (before > 0) {
            left[depth - 1] = before - 1;
            promised--;
        } else if (before != ANY_NUMBER) {
            left[depth - 1] = before == ANY_NUMBER_KEY ? ANY_NUMBER_VALUE : ANY_NUMBER_KEY;
        }
    }

    /** A text begins, or a chunk of one. */
    private boolean content(long octets) {
        checkFits(octets, octets);
        content = octets;
        return octets == 0 && itemEnded();
    }

    /** @param declared as it stands in the head, where the product may have overflowed */
    private boolean open(long declared, long items) {
        checkFits(declared, items);
        promised += items;
        push(items);
        return items == 0 && itemEnded();
    }

    private void checkFits(long declared, long octets) {
        if (declared < 0 || declared > packetBytesMax || octets > packetBytesMax - seen - promised) {
            throw new ProtocolException(
                    Code.PACKET_TOO_LONG, "it declares what does not fit into " + packetBytesMax + " octets");
        }
    }

    private void push(long items) {
        if (depth == Packet.DEPTH_MAX) {
            throw new ProtocolException(Code.NESTED_TOO_DEEP, "more than " + Packet.DEPTH_MAX + " levels");
        }
        if (depth == left.length) {
            left = Arrays.copyOf(left, 2 * depth);
        }
        left[depth++] = items;
    }

    private boolean itemEnded() {
        if (chunks != NO_CHUNKS) {
            return false;
        }
        while (left[depth - 1] == 0) {
            if (--depth == 0) {
                return true;
            }
        }
        return false;
    }

    private static ProtocolException malformed(String detail) {
        return new ProtocolException(Code.MALFORMED_PACKET, detail);
    }
}
