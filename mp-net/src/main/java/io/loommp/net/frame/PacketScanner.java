package io.loommp.net.frame;

import io.loommp.net.wire.ProtocolException;
import io.loommp.spi.ConfinedTo;

/** Goes over a stream of octets, in whatever pieces, and says where packets begin and end; it keeps none of them. */
@ConfinedTo("the selector thread of the connection")
interface PacketScanner {
    /** Whether what was scanned so far ends with the end of a packet. */
    boolean isBetweenPackets();

    /** Passes over what may stand between packets: where the next one begins, or the end. */
    int skipSpace(byte[] octets, int from, int end);

    /**
     * Goes on to the end of the present packet, or of the octets, and says where that is.
     *
     * @throws ProtocolException if it can be no packet; the scanner is of no use any more
     */
    int scan(byte[] octets, int from, int end);
}
