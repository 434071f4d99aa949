package io.loommp.net.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.net.codec.Framing;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A packet of 2 KiB with every kind of value, cut at every octet, is the same packet (security T7). */
@Timeout(60)
class EverySplitTest {
    private static final int BYTES = 2048;

    private static final Message VALUES = Message.of(
            "tag",
            1,
            -70_000,
            1L << 40,
            BigInteger.TEN.pow(30),
            new BigDecimal("1e500"),
            0.5,
            0.1,
            true,
            null,
            "quote\" back\\slash \u0001 \u00e9 \u263a \ud83d\ude00",
            new byte[] {0, '[', '"', (byte) 0xff},
            List.of(List.of(), Map.of("k", List.of(1, "]")), "{"),
            Map.of("\u00fc", Map.of()));

    @ParameterizedTest
    @EnumSource
    void aLongPacket_atEveryOctet(Framing framing) {
        byte[] shorter = framing.encoder(BYTES).encode("port", VALUES.with("x".repeat(1000)));
        byte[] octets = framing.encoder(BYTES).encode("port", VALUES.with("x".repeat(1000 + BYTES - shorter.length)));
        assertThat(octets).hasSize(BYTES);
        List<Message> whole = new PacketCutter(framing).accept(octets, 0, BYTES).values();
        assertThat(whole).hasSize(1);

        for (int split = 0; split <= BYTES; split++) {
            assertThat(new PacketCutter(framing)
                            .accept(octets, 0, split)
                            .accept(octets, split, BYTES)
                            .values())
                    .as("split at %d", split)
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCutOffAtAnyOctet_isNoPacket(Framing framing) {
        byte[] octets = framing.encoder(BYTES).encode("port", VALUES);
        for (int end = 0; end < octets.length; end++) {
            assertThat(new PacketCutter(framing)
                            .accept(Arrays.copyOf(octets, end), 0, end)
                            .values())
                    .as("cut off at %d", end)
                    .isEmpty();
        }
    }
}
