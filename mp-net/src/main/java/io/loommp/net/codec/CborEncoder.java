package io.loommp.net.codec;

import io.loommp.Message;

/* Packets as CBOR: octets as byte strings, everything in its shortest form, lengths definite. */
final class CborEncoder implements PacketEncoder {
    private final int packetBytesMax;

    CborEncoder(int packetBytesMax) {
        this.packetBytesMax = packetBytesMax;
    }

    @Override
    public byte[] encode(String port, Message message) {
        PacketBuffer octets = new PacketBuffer(packetBytesMax, PacketWriter.guess(port, message));
        new CborWriter(octets).packet(port, message);
        return octets.toByteArray();
    }
}
