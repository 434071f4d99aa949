package io.loommp.net.hostile;

import io.loommp.manage.LogText;
import io.loommp.net.codec.Framing;
import io.loommp.net.codec.PacketDecoder;
import io.loommp.net.frame.Framer;
import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;

/** Octets as a connection would bring them in one framing, with a name, and what is to become of them. */
final class HostileStream {
    /** The limit of a packet in a heap of 64 MiB. */
    static final int PACKET_BYTES_MAX = 2 << 20;

    /** A packet came of it, and is delivered. */
    static final String TAKEN = "TAKEN";

    /** A packet came of it, which is well-formed; it is ignored and counted, and the connection stays. */
    static final String IGNORED = "IGNORED";

    /** It is no whole packet, and may become one. */
    static final String WAITS = "WAITS";

    private final Framing framing;
    private final String name;
    private final byte[] octets;
    private final String expected;

    /** @param expected one of the above, or the name of the code with which the connection is closed */
    HostileStream(Framing framing, String name, byte[] octets, String expected) {
        this.framing = framing;
        this.name = framing.text() + ": " + LogText.escape(name);
        this.octets = octets;
        this.expected = expected;
    }

    String name() {
        return name;
    }

    String expected() {
        return expected;
    }

    /** What becomes of it when it comes in pieces of this length. */
    String result(int pieceBytes) {
        Framer framer = framing.framer(PACKET_BYTES_MAX);
        PacketDecoder decoder = framing.decoder(PACKET_BYTES_MAX);
        String[] result = {WAITS};
        try {
            for (int at = 0; at < octets.length; at += pieceBytes) {
                framer.accept(octets, at, Math.min(pieceBytes, octets.length - at), (array, offset, length) -> {
                    Packet packet = decoder.decode(array, offset, length);
                    result[0] = packet == null ? IGNORED : TAKEN;
                });
            }
            return result[0];
        } catch (ProtocolException e) {
            return e.code().name();
        }
    }
}
