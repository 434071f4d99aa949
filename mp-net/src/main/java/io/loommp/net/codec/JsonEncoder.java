package io.loommp.net.codec;

import io.loommp.Message;

/* Packets as JSON: octets become a text of characters U+0000 to U+00FF, one per octet. */
final class JsonEncoder implements PacketEncoder {
    private final int packetBytesMax;

    JsonEncoder(int packetBytesMax) {
        this.packetBytesMax = packetBytesMax;
    }

    @Override
    public byte[] encode(String port, Message message) {
        PacketBuffer octets = new PacketBuffer(packetBytesMax, PacketWriter.guess(port, message));
        new JsonWriter(octets).packet(port, message);
        return octets.toByteArray();
    }
}
