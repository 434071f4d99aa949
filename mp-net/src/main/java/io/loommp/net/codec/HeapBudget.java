package io.loommp.net.codec;

import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import io.loommp.spi.ConfinedTo;

/**
 * About how much heap the values of one packet may take. A few octets can ask for much, as lists of empty lists do; what a
 * packet may take is bounded as a whole.
 */
@ConfinedTo("one selector thread")
final class HeapBudget {
    private static final int PER_OCTET = 8;

    /** What a value costs, about, in bytes of heap: a place in a list, a number, a text, a list, a map and a place in it. */
    private static final int PLACE_COST = 8;

    private static final int NUMBER_COST = 24;
    private static final int TEXT_COST = 48;
    private static final int LIST_COST = 80;
    private static final int MAP_COST = 128;
    private static final int ENTRY_COST = 48;

    private final long bytesMax;
    private long bytesLeft;

    HeapBudget(int packetBytesMax) {
        this.bytesMax = PER_OCTET * (long) packetBytesMax;
    }

    /** A packet begins. */
    void renew() {
        bytesLeft = bytesMax;
    }

    /** @throws ProtocolException if that is more than is left */
    void spend(long bytes) {
        bytesLeft -= bytes;
        if (bytesLeft < 0) {
            throw new ProtocolException(
                    Code.PACKET_TOO_LONG, "its values take more than about " + bytesMax + " bytes of memory");
        }
    }

    void list() {
        spend(LIST_COST);
    }

    void places(long count) {
        spend(PLACE_COST * count);
    }

    void map() {
        spend(MAP_COST);
    }

    void entry() {
        spend(ENTRY_COST);
    }

    void text(long length) {
        spend(TEXT_COST + length);
    }

    Number number(Number number) {
        boolean shared = number instanceof Integer i && i >= -128 && i <= 127;
        spend(shared ? 0 : NUMBER_COST);
        return number;
    }
}
