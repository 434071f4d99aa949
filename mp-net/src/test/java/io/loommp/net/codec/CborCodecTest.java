package io.loommp.net.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CborCodecTest {
    private final PacketEncoder encoder = Framing.CBOR.encoder(1 << 20);
    private final PacketDecoder decoder = Framing.CBOR.decoder(1 << 20);

    /** What follows the port's name, in hexadecimal digits. */
    private String encode(@Nullable Object... elements) {
        byte[] octets = encoder.encode("p", Message.of(elements));
        assertThat(octets[0]).isEqualTo((byte) (0x80 | (1 + elements.length)));
        assertThat(octets[1]).isEqualTo((byte) 0x61);
        assertThat(octets[2]).isEqualTo((byte) 'p');
        return HexFormat.of().formatHex(octets, 3, octets.length);
    }

    private @Nullable Packet decodeAny(String hex) {
        byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
        return decoder.decode(octets, 0, octets.length);
    }

    /** The one element of a packet for the port {@code p}. */
    private @Nullable Object element(String hex) {
        return Objects.requireNonNull(decodeAny("82 6170" + hex)).message().value(0);
    }

    // ---- writing ----

    @Test
    void aPacketIsThePortAndTheElements() {
        byte[] octets = encoder.encode("", Message.of("mon1", "x"));

        assertThat(HexFormat.of().formatHex(octets))
                .isEqualTo(
                        "83" // array of 3
                                + "60" // ""
                                + "646d6f6e31" // "mon1"
                                + "6178"); // "x"
    }

    @Test
    void integersAreAsShortAsTheyCanBe() {
        assertThat(encode(0, 23, 24, 255, 256)).isEqualTo("00" + "17" + "1818" + "18ff" + "190100");
        assertThat(encode(65535, 65536, 4294967295L, 4294967296L))
                .isEqualTo("19ffff" + "1a00010000" + "1affffffff" + "1b0000000100000000");
        assertThat(encode(-1, -24, -25, -256, -257)).isEqualTo("20" + "37" + "3818" + "38ff" + "390100");
        assertThat(encode(Long.MAX_VALUE, Long.MIN_VALUE)).isEqualTo("1b7fffffffffffffff" + "3b7fffffffffffffff");
        assertThat(encode(new BigInteger("18446744073709551615"), new BigInteger("-18446744073709551616")))
                .isEqualTo("1bffffffffffffffff" + "3bffffffffffffffff");
        assertThat(encode(new BigInteger("18446744073709551616"), new BigInteger("-18446744073709551617")))
                .isEqualTo("c249010000000000000000" + "c349010000000000000000");
        assertThat(encode((short) 3, (byte) 4)).isEqualTo("03" + "04");
    }

    @Test
    void numbersWithAFractionAreSingleIfThatIsExact_asPerlWritesThem() {
        assertThat(encode(1.5, -0.25)).isEqualTo("fa3fc00000" + "fabe800000");
        assertThat(encode(0.1, 1e300)).isEqualTo("fb3fb999999999999a" + "fb7e37e43c8800759c");
        assertThat(encode(0.1f, 0.5f)).isEqualTo("fb3fb999999999999a" + "fa3f000000");
        assertThat(encode(new BigDecimal("0.10"), new BigDecimal("12"))).isEqualTo("fb3fb999999999999a" + "0c");
        assertThat(encode(new BigDecimal("1e400"))).isEqualTo("c4" + "82" + "190190" + "01");
    }

    @Test
    void textsAreTextStrings_octetsAreByteStrings() {
        assertThat(encode("é☺😀")).isEqualTo("69" + "c3a9" + "e298ba" + "f09f9880");
        assertThat(encode((Object) new byte[] {'a', 0, (byte) 0xff})).isEqualTo("43" + "6100ff");
        assertThat(encode("x".repeat(24), "y".repeat(256)))
                .isEqualTo("7818" + "78".repeat(24) + "790100" + "79".repeat(256));
    }

    @Test
    void theOtherKindsOfValues() {
        assertThat(encode(true, false, null)).isEqualTo("f5" + "f4" + "f6");
        assertThat(encode(List.of(1, List.of()), Map.of("k", "v"))).isEqualTo("820180" + "a1616b6176");
        assertThat(encode(PortId.of("node#x"), PortId.of("node"))).isEqualTo("666e6f64652378" + "646e6f6465");
        assertThat(encode(KillReason.normal(), new KillReason.Die("oops"))).isEqualTo("80" + "8263646965646f6f7073");
    }

    @Test
    void whatCannotBeWrittenIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode("ok", "\ud800"))
                .withMessageContaining("element 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(1, 2, Map.of("\udc00\ud800", 1)))
                .withMessageContaining("element 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.encode("\udc00", Message.of()))
                .withMessageContaining("port's name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(BigInteger.TEN.pow(1000)))
                .withMessageContaining("1,000 digits");
    }

    @Test
    void aPacketOfTheLimitIsWritten_oneOctetMoreIsNot() {
        PacketEncoder small = Framing.CBOR.encoder(20_000);
        String longest = "x".repeat(20_000 - 5);

        assertThat(small.encode("", Message.of(longest))).hasSize(20_000);
        for (Object tooLong : List.of(longest + 'x', new byte[20_000 - 4])) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> small.encode("", Message.of(tooLong)))
                    .withMessageContaining("20000 octets");
        }
        Object[] numbers = new Object[20_000];
        Arrays.fill(numbers, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small.encode("", Message.of(numbers)))
                .withMessageContaining("20000 octets");
    }

    @Test
    void whatIsNestedTooDeepIsNotWritten() {
        List<Object> deep = List.of();
        for (int i = 1; i < 510; i++) {
            deep = List.of(deep);
        }
        List<Object> levels510 = deep;

        assertThat(encode(List.of(levels510))).hasSize(2 * 511);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(List.of(KillReason.of(levels510))))
                .withMessageContaining("512 levels");
    }

    // ---- reading ----

    @Test
    void byteStringsAreTexts_sinceNearlyEverythingOfPerlComesAsSuch() {
        // ["p", "mon1"]
        assertThat(decodeAny("82 4170 446d6f6e31")).isEqualTo(new Packet("p", Message.of("mon1")));

        Message message = Objects.requireNonNull(decodeAny("83 4170 44e9ff0041 a1 41e9 41fc"))
                .message();
        assertThat(message.string(0)).isEqualTo("éÿ\0A");
        assertThat(message.bytes(0)).containsExactly(0xe9, 0xff, 0, 'A');
        assertThat(message.map(1)).isEqualTo(Map.of("é", "ü"));
    }

    @Test
    void indefiniteLengths() {
        assertThat(decodeAny("9f 6170 9f01 02ff bf 6161 01 6162 02 ff ff"))
                .isEqualTo(new Packet("p", Message.of(List.of(1, 2), Map.of("a", 1, "b", 2))));
        assertThat(element("7f 6161 60 62c3a9 ff")).isEqualTo("aé");
        assertThat(element("5f 41e9 40 4161 ff")).isEqualTo("éa");
        assertThat(element("5f ff")).isEqualTo("");
        assertThat(decodeAny("9f ff")).isEqualTo(new Packet("", Message.of()));
    }

    @Test
    void integersAreTheNarrowestThatHoldsThem_howeverTheyAreWritten() {
        assertThat(element("1b 0000000000000001")).isEqualTo(1);
        assertThat(element("1a 7fffffff")).isEqualTo(Integer.MAX_VALUE);
        assertThat(element("1a 80000000")).isEqualTo(2147483648L);
        assertThat(element("1b ffffffffffffffff")).isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(element("3a 7fffffff")).isEqualTo(Integer.MIN_VALUE);
        assertThat(element("3b 7fffffffffffffff")).isEqualTo(Long.MIN_VALUE);
        assertThat(element("3b ffffffffffffffff")).isEqualTo(new BigInteger("-18446744073709551616"));
        assertThat(element("c2 42 0100")).isEqualTo(256);
        assertThat(element("c2 40")).isEqualTo(0);
        assertThat(element("c3 4a 00000100000000000000")).isEqualTo(-72057594037927937L);
        assertThat(element("c2 5f 4101 48 0000000000000000 ff")).isEqualTo(new BigInteger("18446744073709551616"));
    }

    @Test
    void halfSingleAndDouble() {
        assertThat(element("f9 3e00")).isEqualTo(1.5);
        assertThat(element("f9 0001")).isEqualTo(5.960464477539063e-8);
        assertThat(element("f9 8000")).isEqualTo(-0.0);
        assertThat(element("fa 3fc00000")).isEqualTo(1.5);
        assertThat(element("fb 3fb999999999999a")).isEqualTo(0.1);
    }

    @Test
    void decimalAndBigFloats() {
        assertThat(element("c4 82 20 0f")).isEqualTo(1.5);
        assertThat(element("c4 82 190190 01")).isEqualTo(new BigDecimal("1e400"));
        assertThat(element("c4 82 01 c2 49 010000000000000000")).isEqualTo(new BigDecimal(BigInteger.TWO.pow(64), -1));
        assertThat(element("c5 82 20 03")).isEqualTo(1.5);
        assertThat(element("c5 82 39 04af 03"))
                .isEqualTo(new BigDecimal(3).divide(new BigDecimal(BigInteger.TWO.pow(1200))));
        assertThat(element("c5 82 3903e7 c2 49 010000000000000001")).isInstanceOf(BigDecimal.class);
        assertThat(element("c4 83 01 02 03")).as("no number").isEqualTo(List.of(1, 2, 3));
        assertThat(element("c5 82 6161 01")).as("no number").isEqualTo(List.of("a", 1));
        assertThat(element("c2 01")).as("no number").isEqualTo(1);
    }

    @Test
    void undefinedIsNull() {
        assertThat(element("f7")).isNull();
        assertThat(element("f6")).isNull();
    }

    @Test
    void keysMayBeIntegers_andTheLastOfTwoCounts() {
        assertThat(element("a2 01 02 20 03")).isEqualTo(Map.of("1", 2, "-1", 3));
        assertThat(element("a3 6161 01 6131 02 4161 03")).isEqualTo(Map.of("a", 3, "1", 2));
    }

    @Test
    void tagsArePassedOver_andMakeNoObjects() {
        assertThat(element("c1 1a 514b67b0")).isEqualTo(1363896240);
        assertThat(element("d8 1a 83 696a6176612e46696c65 6161 01")).isEqualTo(List.of("java.File", "a", 1));
        assertThat(element("d8 1b 82 6161 01")).isEqualTo(List.of("a", 1));
        assertThat(element("d9 0100 82 6161 d81c 6162")).isEqualTo(List.of("a", "b"));
        assertThat(decodeAny("d9d9f7 82 6170 d9d9f7 01")).isEqualTo(new Packet("p", Message.of(1)));
    }

    @Test
    void whatNoMessageHoldsMakesAPacketToIgnore() {
        for (String hex : List.of(
                "f97c00", // infinite
                "fa7f800000",
                "fbfff0000000000000",
                "f97e00", // not a number
                "e0", // simple values without meaning
                "f8ff",
                "a1f401", // keys: false
                "a1f601", // null
                "a18001", // an array
                "a1f93e0001", // 1.5
                "d81900", // a reference to a text
                "d81d00", // to a value
                "82f97c0001")) {
            assertThat(decodeAny("82 6170" + hex)).as(hex).isNull();
            assertThat(element("01")).as("the next packet").isEqualTo(1);
        }
    }

    @Test
    void aWellFormedPacketThatNamesNoPortIsIgnored_oneThatIsNamedByANumberIsNot() {
        for (String hex : List.of("81f6", "81f5", "82810102", "81a0")) {
            assertThat(decodeAny(hex)).as(hex).isNull();
        }
        assertThat(decodeAny("82182a6178")).isEqualTo(new Packet("42", Message.of("x")));
    }

    @Test
    void keepAlivesSayNothing() {
        for (String hex : List.of("80", "8160", "8140", "824040", "83606001")) {
            assertThat(Objects.requireNonNull(decodeAny(hex)).isKeepAlive())
                    .as(hex)
                    .isTrue();
        }
    }

    @Test
    void malformedPacketsAreRefused() {
        for (String hex : List.of(
                "", // nothing
                "82 6170", // an element is missing
                "81 6270", // an octet is missing
                "8160 00", // one more value
                "a0", // a map
                "60", // a text
                "c1 80", // a tag before the array
                "82 6170 1c", // additional information 28 to 30
                "82 6170 5d",
                "82 6170 fe",
                "82 6170 ff", // a break
                "9f 6170 a1 ff ff",
                "82 6170 1f", // an integer of indefinite length
                "82 6170 df", // a tag
                "82 6170 bf 01 ff", // half of a pair
                "82 6170 5f 6161 ff", // chunks of another type
                "82 6170 7f 4161 ff",
                "82 6170 7f 7f 6161 ff ff", // of indefinite length themselves
                "82 6170 f8 1f", // a simple value in two octets that has one
                "82 6170 61 ff", // not UTF-8
                "82 6170 62 c080",
                "82 6170 63 eda080",
                "82 6170 7f 61 c3 61 a9 ff", // split within a character
                "82 6170 9b ffffffffffffffff", // lengths and counts beyond the end
                "82 6170 bb 7fffffffffffffff",
                "82 6170 5b 8000000000000000",
                "82 6170 9a 00ffffff 00",
                "82 6170 c4 82 1a 00010000 01", // exponents
                "82 6170 c4 82 c2 49 010000000000000000 01",
                "82 6170 c5 82 19 2710 01")) {
            assertThat(code(hex)).as(hex).isEqualTo("MALFORMED_PACKET");
        }
        assertThat(code("82 6170 c2 5901a1" + "ff".repeat(417))).isEqualTo("MALFORMED_PACKET");
    }

    @Test
    void nestedTooDeepIsRefused_tagsCount() {
        assertThat(code("81".repeat(513) + "00")).isEqualTo("NESTED_TOO_DEEP");
        assertThat(code("81" + "c1".repeat(512) + "00")).isEqualTo("NESTED_TOO_DEEP");
        assertThat(code("81" + "c1".repeat(511) + "00")).isEqualTo("none");
        assertThat(code("81" + "a16161".repeat(512) + "00")).isEqualTo("NESTED_TOO_DEEP");
    }

    private String code(String hex) {
        try {
            decodeAny(hex);
            return "none";
        } catch (ProtocolException e) {
            return e.code().name();
        }
    }

    @Test
    void fewOctetsThatAskForMuchMemory_areRefused() {
        PacketDecoder small = Framing.CBOR.decoder(1024);
        byte[] lists = HexFormat.of().parseHex("9903e8" + "6170" + "80".repeat(999));
        byte[] numbers = HexFormat.of().parseHex("9903e8" + "6170" + "01".repeat(999));

        String refusal = "none";
        try {
            small.decode(lists, 0, lists.length);
        } catch (ProtocolException e) {
            refusal = e.code().name();
        }
        assertThat(refusal).isEqualTo("PACKET_TOO_LONG");
        assertThat(Objects.requireNonNull(small.decode(numbers, 0, numbers.length))
                        .message()
                        .size())
                .isEqualTo(999);
    }

    @Test
    void aPartOfAnArrayIsRead_andNoMore() {
        byte[] octets = HexFormat.of().parseHex("ffff" + "826170" + "6178" + "ff");

        assertThat(decoder.decode(octets, 2, 5)).isEqualTo(new Packet("p", Message.of("x")));
    }
}
