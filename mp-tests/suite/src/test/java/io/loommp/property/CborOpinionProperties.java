package io.loommp.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.net.codec.Framing;
import io.loommp.net.wire.Packet;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.NullUnmarked;
import tools.jackson.dataformat.cbor.CBORMapper;
import tools.jackson.dataformat.cbor.CBORWriteFeature;

/** Our CBOR against that of Jackson, which has not been written by us: each reads what the other writes. */
@NullUnmarked // values may be null, and jqwik's types do not say so
class CborOpinionProperties {
    private static final CBORMapper JACKSON = CBORMapper.builder()
            .enable(CBORWriteFeature.ENCODE_USING_STANDARD_NEGATIVE_BIGINT_ENCODING)
            .build();

    @Property(tries = 500)
    @SuppressWarnings("unchecked") // a list becomes a list
    void jacksonReadsWhatWeWrite(@ForAll("elements") List<Object> any) {
        List<Object> elements = (List<Object>) changed(any, CborOpinionProperties::shortened);
        byte[] octets = Framing.CBOR.encoder(1 << 20).encode("port", Message.fromList(elements));

        List<Object> expected = new ArrayList<>(elements);
        expected.addFirst("port");
        assertThat(Message.fromList((List<?>) widened(JACKSON.readValue(octets, List.class))))
                .isEqualTo(Message.fromList(expected));
    }

    /** Jackson takes the first bit of a long number for its sign; RFC 8949 says that there is none. */
    private static Object shortened(Object value) {
        return switch (value) {
            case BigInteger i -> i.bitLength() < Long.SIZE ? i : i.toString();
            case BigDecimal d -> d.unscaledValue().bitLength() < Long.SIZE ? d : d.toString();
            case null, default -> changed(value, CborOpinionProperties::shortened);
        };
    }

    /** Jackson gives singles as floats, and a float of Java is taken for the shortest decimal number that it could be. */
    private static Object widened(Object value) {
        return switch (value) {
            case Float f -> f.doubleValue();
            case null, default -> changed(value, CborOpinionProperties::widened);
        };
    }

    /** What stands in lists and maps, changed. */
    private static Object changed(Object value, UnaryOperator<Object> change) {
        return switch (value) {
            case List<?> list -> {
                List<Object> changed = new ArrayList<>();
                list.forEach(each -> changed.add(change.apply(each)));
                yield changed;
            }
            case Map<?, ?> map -> {
                Map<Object, Object> changed = new HashMap<>();
                map.forEach((key, each) -> changed.put(key, change.apply(each)));
                yield changed;
            }
            case null, default -> value;
        };
    }

    @Property(tries = 500)
    void weReadWhatJacksonWrites(@ForAll("elements") List<Object> elements) {
        List<Object> packet = new ArrayList<>(elements);
        packet.addFirst("port");
        byte[] octets = JACKSON.writeValueAsBytes(packet);

        assertThat(Framing.CBOR.decoder(1 << 20).decode(octets, 0, octets.length))
                .isEqualTo(new Packet("port", Message.fromList(elements)));
    }

    @Provide
    Arbitrary<List<Object>> elements() {
        return AnyElements.values(3).list().ofMaxSize(6);
    }
}
