package io.loommp.net.codec;

import io.loommp.Message;

/** Turns packets into octets, in one framing. <b>Threads:</b> any. */
@FunctionalInterface
public interface PacketEncoder {
    /**
     * The octets of a packet.
     *
     * @throws IllegalArgumentException if an element cannot be written, naming it, or the packet is longer than allowed
     */
    byte[] encode(String port, Message message);
}
