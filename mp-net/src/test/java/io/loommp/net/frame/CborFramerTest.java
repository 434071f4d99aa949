package io.loommp.net.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.net.wire.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CborFramerTest {
    private final List<String> packets = new ArrayList<>();

    private static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private void accept(Framer framer, byte[] octets) {
        framer.accept(
                octets,
                0,
                octets.length,
                (array, offset, length) -> packets.add(HexFormat.of().formatHex(array, offset, offset + length)));
    }

    @Test
    void packetsFollowEachOtherWithoutSeparator() {
        accept(Framer.cbor(100), octets("80 816161 82 01 a1 6162 f6"));

        assertThat(packets).containsExactly("80", "816161", "8201a16162f6");
    }

    @Test
    void breaksTagsAndLongHeads() {
        accept(
                Framer.cbor(100),
                octets("9fff 81c1fb3fb999999999999a d9d9f780 9f7f6161ffbfff9fffff 811b0000000000000001"));

        assertThat(packets)
                .containsExactly(
                        "9fff", "81c1fb3fb999999999999a", "d9d9f780", "9f7f6161ffbfff9fffff", "811b0000000000000001");
    }

    @Test
    void everySplitGivesTheSamePackets() {
        byte[] stream = octets("83 60 656d6f6e3161 7818" + "78".repeat(24)
                + "9f 40 5f 43ffffff 40 ff bf 6161 fb3fb999999999999a ff c2 42 0100 ff"
                + "80 82 f93e00 a2 01 80 02 a0");
        accept(Framer.cbor(100), stream);
        List<String> whole = List.copyOf(packets);
        assertThat(whole).hasSize(4);
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second++) {
                packets.clear();
                Framer fresh = Framer.cbor(100);
                accept(fresh, Arrays.copyOfRange(stream, 0, first));
                accept(fresh, Arrays.copyOfRange(stream, first, second));
                accept(fresh, Arrays.copyOfRange(stream, second, stream.length));
                assertThat(packets).as("split at %d and %d", first, second).isEqualTo(whole);
            }
        }
    }

    private String code(int packetBytesMax, String hex) {
        try {
            accept(Framer.cbor(packetBytesMax), octets(hex));
            return "none";
        } catch (ProtocolException e) {
            return e.code().name();
        }
    }

    @Test
    void whatIsDeclaredAndCannotFitIsRefusedAtOnce() {
        assertThat(code(100, "9865")).isEqualTo("PACKET_TOO_LONG"); // 101 items
        assertThat(code(100, "9862")).isEqualTo("none"); // 98, and the two octets that say so
        assertThat(code(100, "9863")).isEqualTo("PACKET_TOO_LONG");
        assertThat(code(100, "81 b831")).isEqualTo("PACKET_TOO_LONG"); // 49 pairs
        assertThat(code(100, "81 b830")).isEqualTo("none");
        assertThat(code(100, "81 5862")).isEqualTo("PACKET_TOO_LONG");
        assertThat(code(100, "81 5861")).isEqualTo("none");
        assertThat(code(100, "9832 9832")).isEqualTo("PACKET_TOO_LONG"); // together
        assertThat(code(100, "81 7bffffffffffffffff")).isEqualTo("PACKET_TOO_LONG");
        assertThat(code(100, "81 bb8000000000000001")).isEqualTo("PACKET_TOO_LONG"); // twice that is 2
        assertThat(code(100, "9b7fffffffffffffff")).isEqualTo("PACKET_TOO_LONG");
        assertThat(code(100, "81 5f 5864")).isEqualTo("PACKET_TOO_LONG"); // a chunk
    }

    @Test
    void aPacketOfTheLimitIsTaken_oneOctetMoreIsNot() {
        assertThat(code(100, "9f" + "00".repeat(98) + "ff")).isEqualTo("none");
        assertThat(code(100, "9f" + "00".repeat(99))).isEqualTo("none");
        assertThat(code(100, "9f" + "00".repeat(100))).isEqualTo("PACKET_TOO_LONG");
    }

    @Test
    void arraysMapsAndTagsAreNestedSoDeep_andNoDeeper() {
        assertThat(code(10_000, "81".repeat(512) + "00")).isEqualTo("none");
        assertThat(code(10_000, "81".repeat(513))).isEqualTo("NESTED_TOO_DEEP");
        assertThat(code(10_000, "9f" + "c181a100".repeat(171))).isEqualTo("NESTED_TOO_DEEP");
        assertThat(packets).hasSize(1);
    }

    @Test
    void whatIsNoCborArrayIsRefused() {
        for (String hex : List.of(
                "00",
                "20",
                "40",
                "60",
                "a0",
                "c180",
                "f6",
                "ff",
                "9c",
                "811c",
                "815d",
                "81fe",
                "81ff",
                "811f",
                "813f",
                "81df",
                "81bf00ff",
                "815f6161",
                "815f5f",
                "817f4161",
                "817f01",
                "81f818",
                "9fbf00ff",
                "9fc1ff")) {
            assertThat(code(100, hex)).as(hex).isEqualTo("MALFORMED_PACKET");
        }
    }
}
