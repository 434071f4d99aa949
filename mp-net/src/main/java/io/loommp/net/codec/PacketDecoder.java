package io.loommp.net.codec;

import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;
import io.loommp.spi.ConfinedTo;
import org.jspecify.annotations.Nullable;

/** Reads packets of one framing, one after the other. Of a key that comes twice in a map the last value counts. */
@ConfinedTo("one selector thread")
@FunctionalInterface
public interface PacketDecoder {
    /**
     * Reads one packet.
     *
     * @return null if it is well-formed but names no port, or holds what no message can, and so is to be ignored
     * @throws ProtocolException if it is malformed
     */
    @Nullable
    Packet decode(byte[] octets, int offset, int length);
}
