package io.loommp.net.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.loommp.Message;
import io.loommp.net.codec.Framing;
import io.loommp.net.codec.PacketDecoder;
import io.loommp.net.codec.PacketEncoder;
import io.loommp.net.frame.Framer;
import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Streams of any octets, behind the one that says where they are split: nothing but a {@link ProtocolException} comes out,
 * the split makes no difference, and a packet that came out travels on in each framing as it is.
 */
class PacketsFuzz {
    private static final int PACKET_BYTES_MAX = 1 << 12;
    private static final int WRITTEN_BYTES_MAX = 1 << 20;

    /* as in a node, they are used again and again; to make them takes longer than what they do here */
    private final Map<Framing, PacketDecoder> decoders = Framing.decoders(PACKET_BYTES_MAX);
    private final Map<Framing, PacketDecoder> decodersOfWritten = Framing.decoders(WRITTEN_BYTES_MAX);
    private final Map<Framing, PacketEncoder> encoders = Framing.encoders(WRITTEN_BYTES_MAX);

    @FuzzTest(maxDuration = "10m")
    void json(byte[] octets) {
        stream(Framing.JSON, octets);
    }

    @FuzzTest(maxDuration = "10m")
    void cbor(byte[] octets) {
        stream(Framing.CBOR, octets);
    }

    private void stream(Framing framing, byte[] octets) {
        if (octets.length == 0) {
            return;
        }
        int split = 1 + Math.min(octets[0] & 0xff, octets.length - 1);
        List<Object> whole = results(framing, octets, octets.length);
        List<Object> parts = results(framing, octets, split);
        if (!parts.equals(whole)) {
            throw new AssertionError("whole " + whole + ", split at " + split + ' ' + parts);
        }
        for (Object result : whole) {
            if (result instanceof Packet packet) {
                travelOn(packet);
            }
        }
    }

    /** What comes of the octets behind the first: packets, "ignored", and the code of the refusal. */
    private List<Object> results(Framing framing, byte[] octets, int split) {
        Framer framer = framing.framer(PACKET_BYTES_MAX);
        PacketDecoder decoder = Objects.requireNonNull(decoders.get(framing));
        List<Object> results = new ArrayList<>();
        Framer.Sink sink = (array, at, length) ->
                results.add(Objects.requireNonNullElse(decoder.decode(array, at, length), "ignored"));
        try {
            framer.accept(octets, 1, split - 1, sink);
            framer.accept(octets, split, octets.length - split, sink);
        } catch (ProtocolException e) {
            results.add(e.code());
        }
        return results;
    }

    private void travelOn(Packet packet) {
        for (Framing framing : Framing.values()) {
            byte[] written = Objects.requireNonNull(encoders.get(framing)).encode(packet.port(), packet.message());
            PacketDecoder decoder = Objects.requireNonNull(decodersOfWritten.get(framing));
            Packet read = Objects.requireNonNull(decoder.decode(written, 0, written.length));
            assertThat(read.port()).isEqualTo(packet.port());
            assertThat(read.message()).isEqualTo(packet.message());
            assertThat(Message.fromList(read.message().toList())).isEqualTo(packet.message());
        }
    }
}
