package io.loommp.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.net.codec.Framing;
import io.loommp.net.codec.PacketDecoder;
import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.NullUnmarked;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Our JSON against that of Jackson, which has not been written by us: what it writes, what it reads, and what it refuses. */
@NullUnmarked // values may be null, and jqwik's types do not say so
class JsonOpinionProperties {
    private static final JsonMapper JACKSON = mapper(false);
    private static final JsonMapper ESCAPING = mapper(true);

    /** What ours says of numbers that are well-formed but cannot travel on, of which Jackson knows nothing. */
    private static final String UNFAIR_NUMBER = "a number is too long";

    private static final String REFUSED = "refused";
    private static final String IGNORED = "ignored";

    private static JsonMapper mapper(boolean escapes) {
        JsonFactory factory = JsonFactory.builder()
                .configure(JsonWriteFeature.ESCAPE_NON_ASCII, escapes)
                .configure(JsonWriteFeature.ESCAPE_FORWARD_SLASHES, escapes)
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    private static List<Object> packet(List<Object> elements) {
        List<Object> packet = new ArrayList<>(elements);
        packet.addFirst("port");
        return packet;
    }

    @Property(tries = 2000)
    void weWriteWhatJacksonWrites(@ForAll("elements") List<Object> elements) {
        byte[] octets = Framing.JSON.encoder(1 << 20).encode("port", Message.fromList(elements));

        assertThat(new String(octets, StandardCharsets.UTF_8)).isEqualTo(JACKSON.writeValueAsString(packet(elements)));
    }

    @Property(tries = 1000)
    void weReadWhatJacksonWrites_escapedOrNot(@ForAll("elements") List<Object> elements) {
        for (JsonMapper mapper : List.of(JACKSON, ESCAPING)) {
            byte[] octets = mapper.writeValueAsBytes(packet(elements));

            assertThat(ours(octets)).isEqualTo(Message.fromList(elements));
        }
    }

    /** A packet with some octets put in the place of others. */
    @Property(tries = 20_000)
    void weRefuseWhatJacksonRefuses_andReadWhatItReads(
            @ForAll("elements") List<Object> elements,
            @ForAll("pieces") String piece,
            @ForAll int where,
            @ForAll byte cut) {
        byte[] octets = JACKSON.writeValueAsBytes(packet(elements));
        int at = Math.floorMod(where, octets.length);
        int behind = Math.min(octets.length, at + (cut & 3));
        String before = new String(octets, 0, at, StandardCharsets.ISO_8859_1);
        String after = new String(octets, behind, octets.length - behind, StandardCharsets.ISO_8859_1);
        byte[] changed = (before + piece + after).getBytes(StandardCharsets.ISO_8859_1);

        Object ours = ours(changed);
        if (!UNFAIR_NUMBER.equals(ours)) {
            assertThat(ours).as(() -> before + piece + after).isEqualTo(jacksons(changed));
        }
    }

    /** The message, or what is said instead. */
    private static Object ours(byte[] octets) {
        PacketDecoder decoder = Framing.JSON.decoder(1 << 20);
        try {
            Packet packet = decoder.decode(octets, 0, octets.length);
            return packet == null ? IGNORED : packet.message();
        } catch (ProtocolException e) {
            return e.getMessage().contains(UNFAIR_NUMBER) ? UNFAIR_NUMBER : REFUSED;
        }
    }

    /**
     * The same by Jackson, after a strict look at the UTF-8. Both of its parsers have to agree: that of characters takes some
     * letters for hexadecimal digits, by the last eight bits of them; that of octets passes over a byte order mark.
     */
    private static Object jacksons(byte[] octets) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            if (!(JACKSON.readValue(text.toString(), Object.class) instanceof List<?> list)) {
                return REFUSED;
            }
            Object unused = JACKSON.readValue(octets, Object.class);
            Message all = Message.fromList(list);
            byte[] ignored = Framing.CBOR.encoder(1 << 20).encode("p", all); // refuses halves of surrogate pairs
            boolean port = list.isEmpty() || list.getFirst() instanceof String || list.getFirst() instanceof Number;
            return port ? Message.fromList(all.from(1)) : IGNORED;
        } catch (JacksonException | CharacterCodingException | IllegalArgumentException e) {
            return REFUSED;
        }
    }

    @Provide
    Arbitrary<List<Object>> elements() {
        return AnyElements.values(3).list().ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                "",
                "[",
                "]",
                "{",
                "}",
                ",",
                ":",
                "\"",
                "\\",
                "\\u00e9",
                "\\ud83d",
                "\\ude00",
                "\\/",
                "\\x",
                "\\u12",
                "0",
                "-",
                "-0",
                "1",
                ".5",
                "e5",
                "E+2",
                "e",
                "+",
                "true",
                "tru",
                "null",
                "false",
                " ",
                "\n",
                "\t",
                "\f",
                "\u0000",
                "\u001f",
                "\u007f",
                "\u00c3\u00a9",
                "\u00c3",
                "\u00e2\u0082\u00ac",
                "\u00ef\u00bb\u00bf",
                "/",
                "'",
                "12345678901234567890",
                "999999999999999999",
                "9223372036854775807",
                "-9223372036854775809",
                "0.1",
                "1.00",
                "\"\"",
                "[]",
                "{}",
                "{\"a\":1,\"a\":2}",
                "\"k\":");
    }
}
