package io.loommp.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.net.codec.Framing;
import io.loommp.net.codec.PacketEncoder;
import io.loommp.net.recorded.PacketCutter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.NullUnmarked;

/** Packets: what one node writes another reads, however the stream is cut. */
@NullUnmarked // values may be null, and jqwik's types do not say so
class PacketSplitProperties {
    @Property(tries = 1000)
    void anyMessages_anySplit_anySpaceBetween(
            @ForAll Framing framing,
            @ForAll("packets") List<Message> packets,
            @ForAll("cuts") List<Integer> cuts,
            @ForAll("spaces") String space) {
        PacketEncoder encoder = framing.encoder(1 << 20);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (Message packet : packets) {
            if (framing == Framing.JSON) {
                stream.writeBytes(space.getBytes(StandardCharsets.US_ASCII));
            }
            stream.writeBytes(encoder.encode(packet.string(0), Message.fromList(packet.from(1))));
        }
        byte[] octets = stream.toByteArray();

        PacketCutter cutter = new PacketCutter(framing);
        int at = 0;
        for (int cut : cuts) {
            int to = Math.min(octets.length, at + cut);
            cutter.accept(octets, at, to);
            at = to;
        }
        cutter.accept(octets, at, octets.length);

        assertThat(cutter.values()).isEqualTo(packets);
    }

    @Provide
    Arbitrary<String> spaces() {
        return Arbitraries.of("", " ", "\n", "\r\n\t ");
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 40).list().ofMaxSize(60);
    }

    @Provide
    Arbitrary<List<Message>> packets() {
        Arbitrary<String> port = Arbitraries.strings().ofMaxLength(12).filter(AnyElements::hasUtf8);
        Arbitrary<List<Object>> elements = AnyElements.values(3).list().ofMaxSize(6);
        return Combinators.combine(port, elements)
                .as((name, rest) -> Message.of(name).with(rest.toArray()))
                .list()
                .ofMaxSize(8);
    }
}
