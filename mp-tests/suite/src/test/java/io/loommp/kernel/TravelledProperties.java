package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.net.codec.Framing;
import io.loommp.net.wire.Packet;
import io.loommp.property.AnyElements;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.NullUnmarked;

/** What is said to have travelled is what a connection would have brought, in whatever framing. */
@NullUnmarked // values may be null, and jqwik's types do not say so
class TravelledProperties {
    @Property(tries = 500)
    void asAConnectionBringsIt(@ForAll Framing framing, @ForAll("elements") List<Object> elements) {
        Message message = Message.fromList(elements);
        byte[] octets = framing.encoder(1 << 20).encode("port", message);
        Packet packet = framing.decoder(1 << 20).decode(octets, 0, octets.length);
        Message arrived = Objects.requireNonNull(packet).message();

        Message travelled = Travelled.of(message);

        assertThat(travelled).isEqualTo(arrived);
        assertThat(kinds(travelled.toList())).isEqualTo(kinds(arrived.toList()));
    }

    /** The classes of all that stands in there. */
    private static Object kinds(Object value) {
        return switch (value) {
            case null -> "null";
            case List<?> list -> {
                List<Object> kinds = new ArrayList<>();
                list.forEach(each -> kinds.add(kinds(each)));
                yield kinds;
            }
            case Map<?, ?> map ->
                map.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, each -> kinds(each.getValue())));
            default -> value.getClass();
        };
    }

    @Provide
    Arbitrary<List<Object>> elements() {
        Arbitrary<Object> ours = Arbitraries.oneOf(
                Arbitraries.floats().map(f -> f),
                Arbitraries.shorts().map(s -> s),
                Arbitraries.bytes().map(b -> b),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(8).map(b -> b),
                Arbitraries.strings().alpha().map(name -> new PortId("node", name)),
                Arbitraries.strings().alpha().list().ofMaxSize(3).map(KillReason::fromList));
        return Arbitraries.oneOf(
                        AnyElements.values(3), ours, ours.list().ofMaxSize(3).map(list -> list))
                .list()
                .ofMaxSize(6);
    }
}
