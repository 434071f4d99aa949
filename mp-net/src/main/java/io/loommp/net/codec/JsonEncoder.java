package io.loommp.net.codec;

import io.loommp.Message;
import tools.jackson.core.JsonGenerator;

/* Packets as JSON: octets become a text of characters U+0000 to U+00FF, one per octet. */
final class JsonEncoder implements PacketEncoder {
    private final JsonFormat format = new JsonFormat();
    private final int packetBytesMax;

    JsonEncoder(int packetBytesMax) {
        this.packetBytesMax = packetBytesMax;
    }

    @Override
    public byte[] encode(String port, Message message) {
        PacketBuffer octets = new PacketBuffer(packetBytesMax);
        try (JsonGenerator generator = format.generator(octets)) {
            new JsonWriter(generator).packet(port, message);
        }
        return octets.toByteArray();
    }
}
