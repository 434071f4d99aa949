package io.loommp.net.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.net.wire.ProtocolException;
import io.loommp.net.wire.ProtocolException.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonFramerTest {
    private final Framer framer = Framer.json(1 << 20);
    private final List<String> packets = new ArrayList<>();

    private void accept(String text) {
        accept(framer, text.getBytes(StandardCharsets.UTF_8));
    }

    private void accept(Framer to, byte[] octets) {
        to.accept(
                octets,
                0,
                octets.length,
                (array, offset, length) -> packets.add(new String(array, offset, length, StandardCharsets.UTF_8)));
    }

    @Test
    void packetsFollowEachOtherWithoutSeparator() {
        accept("[\"a\"][\"b\",[1,{\"c\":[]}]][]");

        assertThat(packets).containsExactly("[\"a\"]", "[\"b\",[1,{\"c\":[]}]]", "[]");
    }

    @Test
    void whiteSpaceBetweenPacketsIsNoPartOfThem() {
        accept(" \n[1]\r\n\t [ 2 ] \n");

        assertThat(packets).containsExactly("[1]", "[ 2 ]");
    }

    @Test
    void bracketsAndQuotesInTextsMeanNothing() {
        accept("[\"]}\\\"]\\\\\"][\"\\\\\",\"[\"]");

        assertThat(packets).containsExactly("[\"]}\\\"]\\\\\"]", "[\"\\\\\",\"[\"]");
    }

    @Test
    void everySplitGivesTheSamePackets() {
        byte[] stream = "[\"é☺😀\",\"\\\"]\"] [[],{\"k\":\"\\\\\"}]\n[]".getBytes(StandardCharsets.UTF_8);
        accept(framer, stream);
        List<String> whole = List.copyOf(packets);
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second++) {
                packets.clear();
                Framer fresh = Framer.json(100);
                for (byte[] part : split(stream, first, second)) {
                    accept(fresh, part);
                }
                assertThat(packets).as("split at %d and %d", first, second).isEqualTo(whole);
            }
        }
    }

    private static List<byte[]> split(byte[] stream, int first, int second) {
        return List.of(
                Arrays.copyOfRange(stream, 0, first),
                Arrays.copyOfRange(stream, first, second),
                Arrays.copyOfRange(stream, second, stream.length));
    }

    @Test
    void whatIsNoArrayIsRefused() {
        for (String text : List.of("{}", "\"a\"", "1", "null", "]", "\u00a0[]")) {
            assertThatThrownBy(() -> Framer.json(100)
                            .accept(text.getBytes(StandardCharsets.UTF_8), 0, 1, (array, offset, length) -> {}))
                    .isInstanceOfSatisfying(
                            ProtocolException.class, e -> assertThat(e.code()).isEqualTo(Code.MALFORMED_PACKET));
        }
    }

    @Test
    void aPacketOfTheLimitPasses_oneOctetMoreDoesNot() {
        Framer small = Framer.json(6);
        accept(small, "[\"ab\"]".getBytes(StandardCharsets.UTF_8));
        assertThat(packets).containsExactly("[\"ab\"]");

        assertThatThrownBy(() -> accept(small, "[\"abc\"]".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("packet too long");
    }

    @Test
    void theLimitCountsWhileThePacketArrives() {
        Framer small = Framer.json(6);
        accept(small, "[\"ab".getBytes(StandardCharsets.UTF_8));
        accept(small, "cd".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> accept(small, "e".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(Code.PACKET_TOO_LONG));
    }

    @Test
    void nestedTo512LevelsPasses_oneMoreDoesNot() {
        accept("[".repeat(512) + "]".repeat(512));
        assertThat(packets).hasSize(1);

        assertThatThrownBy(() -> accept("[".repeat(512) + "{"))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.code()).isEqualTo(Code.NESTED_TOO_DEEP));
    }
}
