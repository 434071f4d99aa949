package io.loommp.net.recorded;

import io.loommp.Message;
import io.loommp.net.codec.Framing;
import io.loommp.net.codec.PacketDecoder;
import io.loommp.net.frame.Framer;
import io.loommp.net.wire.Packet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Our way from octets to packets, fed in pieces. */
public final class PacketCutter {
    private static final int PACKET_MAX = 1 << 20;

    private final Framer framer;
    private final PacketDecoder decoder;
    private final List<@Nullable Packet> packets = new ArrayList<>();

    /** For a stream in this framing. */
    public PacketCutter(Framing framing) {
        framer = framing.framer(PACKET_MAX);
        decoder = framing.decoder(PACKET_MAX);
    }

    /** Takes the next piece. */
    public PacketCutter accept(byte[] octets, int from, int to) {
        framer.accept(octets, from, to - from, (array, at, length) -> packets.add(decoder.decode(array, at, length)));
        return this;
    }

    /** What has come so far, with the port's name in front again. */
    public List<Message> values() {
        List<Message> values = new ArrayList<>();
        for (Packet packet : packets) {
            if (packet != null) {
                values.add(value(packet));
            }
        }
        return values;
    }

    /** A packet as the list that it is on the wire. */
    public static Message value(Packet packet) {
        return Message.of(packet.port()).with(packet.message().toList().toArray());
    }
}
