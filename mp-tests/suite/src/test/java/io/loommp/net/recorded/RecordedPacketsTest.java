package io.loommp.net.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.net.codec.Framing;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real nodes wrote is cut into the packets that were recorded, however the stream is split. */
@Timeout(60)
class RecordedPacketsTest {

    @ParameterizedTest
    @CsvSource({
        "pair_json, c2s",
        "pair_json, s2c",
        "pair_cbor, c2s",
        "pair_cbor, s2c",
        "pair_mixed, c2s",
        "pair_mixed, s2c",
        "types_json, c2s",
        "types_json, s2c",
        "types_cbor, c2s",
        "types_cbor, s2c"
    })
    void everySplitInTwo_givesTheRecordedValues(String recording, String direction) {
        for (Recording.Connection connection : Recording.read(recording).connections()) {
            byte[] octets = connection.packetOctets(direction);
            List<Message> expected = expected(connection, direction);
            for (int split = 0; split <= octets.length; split++) {
                PacketCutter cutter = new PacketCutter(connection.framing(direction))
                        .accept(octets, 0, split)
                        .accept(octets, split, octets.length);

                assertThat(cutter.values()).as("split at %d", split).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pair_json",
                "pair_cbor",
                "pair_mixed",
                "triple_json",
                "triple_cbor",
                "types_json",
                "types_cbor",
                "globals_json"
            })
    void octetByOctet_givesTheRecordedValues(String recording) {
        int packets = 0;
        for (Recording.Connection connection : Recording.read(recording).connections()) {
            for (String direction : List.of("c2s", "s2c")) {
                byte[] octets = connection.packetOctets(direction);
                if (octets.length == 0) {
                    continue; // closed in the handshake
                }
                PacketCutter cutter = new PacketCutter(connection.framing(direction));
                for (int at = 0; at < octets.length; at++) {
                    cutter.accept(octets, at, at + 1);
                }

                assertThat(cutter.values()).isEqualTo(expected(connection, direction));
                packets += cutter.values().size();
            }
        }
        assertThat(packets).isGreaterThanOrEqualTo(15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pair_json", "pair_cbor", "triple_cbor", "types_json", "types_cbor"})
    void whatWeWriteOfTheRecordedValues_readsAsTheSame_inEachFraming(String recording) {
        for (Recording.Connection connection : Recording.read(recording).connections()) {
            for (String direction : List.of("c2s", "s2c")) {
                for (Message value : expected(connection, direction)) {
                    for (Framing framing : Framing.values()) {
                        byte[] octets =
                                framing.encoder(1 << 20).encode(value.string(0), Message.fromList(value.from(1)));

                        assertThat(new PacketCutter(framing)
                                        .accept(octets, 0, octets.length)
                                        .values())
                                .containsExactly(value);
                    }
                }
            }
        }
    }

    private static List<Message> expected(Recording.Connection connection, String direction) {
        return connection.packets(direction).map(Recording.Item::value).toList();
    }

    // ---- element by element ----

    @ParameterizedTest
    @ValueSource(strings = {"types_json", "types_cbor"})
    void valuesOfManyKinds_areTheSameInBothFramings(String recording) {
        Message reply = tagged(recording, "s2c", "echo_reply");
        List<@Nullable Object> expected = kinds();
        expected.addAll(List.of("quote\"back\\slash/ctl\u0001\n", "12", 12, "\ud83d\ude00"));

        assertSame(reply.from(2), expected);
        assertSame(tagged(recording, "s2c", "types").list(2), kinds());
        assertThat(tagged(recording, "s2c", "echo_reply").bytes(2 + 17))
                .as("octets, read as such")
                .startsWith(0xe9, 0xff, ' ');
    }

    private static void assertSame(List<@Nullable Object> values, List<@Nullable Object> expected) {
        assertThat(values).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(values.get(i)).as("element %d", i).isEqualTo(expected.get(i)); // of the same class, too
        }
    }

    /** What the recorded program sent, in this order. */
    private static List<@Nullable Object> kinds() {
        List<@Nullable Object> kinds = new ArrayList<>(List.of(
                0,
                1,
                -1,
                23,
                24,
                255,
                256,
                65536,
                4294967296L,
                -4294967297L,
                9223372036854775807L,
                1.5,
                -0.25,
                0.1,
                1e300,
                "",
                "ascii",
                "\u00e9\u00ff octets",
                "\u263a chars"));
        kinds.add(null);
        kinds.addAll(List.of(true, false, List.of(), Map.of(), List.of(1, List.of(2, List.of(3)))));
        Map<String, @Nullable Object> inner = new LinkedHashMap<>();
        inner.put("b", null);
        kinds.add(Map.of("a", inner));
        return kinds;
    }

    private static Message tagged(String recording, String direction, String tag) {
        Recording.Connection connection =
                Recording.read(recording).connections().get(0);
        byte[] octets = connection.packetOctets(direction);
        return new PacketCutter(connection.framing(direction))
                .accept(octets, 0, octets.length).values().stream()
                        .filter(value -> value.size() > 1 && value.string(1).equals(tag))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void theSmallest64BitInteger_whichPerlRelaysAsAText_isANumberWhereOneIsWanted() {
        byte[] text = "[\"p\",\"-9223372036854775808\"]".getBytes(StandardCharsets.US_ASCII);
        Message relayed = new PacketCutter(Framing.JSON)
                .accept(text, 0, text.length)
                .values()
                .get(0);
        assertThat(relayed.longInteger(1)).isEqualTo(Long.MIN_VALUE);

        for (Framing framing : Framing.values()) {
            byte[] octets = framing.encoder(100).encode("p", Message.of(Long.MIN_VALUE, BigInteger.TWO.pow(64)));
            Message read = new PacketCutter(framing)
                    .accept(octets, 0, octets.length)
                    .values()
                    .get(0);
            assertThat(read.toList()).containsExactly("p", Long.MIN_VALUE, BigInteger.TWO.pow(64));
        }
    }
}
