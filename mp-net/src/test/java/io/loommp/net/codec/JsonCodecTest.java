package io.loommp.net.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.net.wire.Packet;
import io.loommp.net.wire.ProtocolException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonCodecTest {
    private final PacketEncoder encoder = Framing.JSON.encoder(1 << 20);
    private final PacketDecoder decoder = Framing.JSON.decoder(1 << 20);

    private String encode(@Nullable Object... elements) {
        return new String(encoder.encode("p", Message.of(elements)), StandardCharsets.UTF_8);
    }

    private @Nullable Packet decodeAny(String json) {
        byte[] octets = json.getBytes(StandardCharsets.UTF_8);
        return decoder.decode(octets, 0, octets.length);
    }

    private Packet decode(String json) {
        return Objects.requireNonNull(decodeAny(json));
    }

    @Test
    void aPacketIsThePortAndTheElements_withoutSpaces() {
        assertThat(encode("test", 123)).isEqualTo("[\"p\",\"test\",123]");
        assertThat(new String(encoder.encode("", Message.of("mon1", "x")), StandardCharsets.UTF_8))
                .isEqualTo("[\"\",\"mon1\",\"x\"]");
    }

    @Test
    void everyKindOfValueIsWritten() {
        assertThat(encode(1, -2L, (short) 3, (byte) 4, 1.5, 0.25f, true, false, null))
                .isEqualTo("[\"p\",1,-2,3,4,1.5,0.25,true,false,null]");
        assertThat(encode(new BigInteger("18446744073709551615"), new BigDecimal("0.10")))
                .isEqualTo("[\"p\",18446744073709551615,0.10]");
        assertThat(encode(List.of(1, List.of()), Map.of("k", "v"))).isEqualTo("[\"p\",[1,[]],{\"k\":\"v\"}]");
        assertThat(encode(PortId.of("node#x"), PortId.of("node"))).isEqualTo("[\"p\",\"node#x\",\"node\"]");
        assertThat(encode(KillReason.normal(), new KillReason.Die("oops"))).isEqualTo("[\"p\",[],[\"die\",\"oops\"]]");
    }

    @Test
    void textIsUtf8_notEscaped() {
        byte[] octets = encoder.encode("", Message.of("é☺😀"));

        assertThat(HexFormat.of().formatHex(octets))
                .isEqualTo(
                        "5b" // [
                                + "2222" // ""
                                + "2c" // ,
                                + "22" // "
                                + "c3a9" // é
                                + "e298ba" // ☺
                                + "f09f9880" // 😀
                                + "22" // "
                                + "5d"); // ]
    }

    @Test
    void aCharacterComesBackFromAnyPlaceOfALongText() {
        for (char c = 0; c < 0x180; c++) {
            for (int place = 0; place < 20; place++) {
                String text = "x".repeat(place) + c + "y".repeat(20 - place);

                assertThat(decode(encode(text, text + c)).message())
                        .as("U+%04X at %d", (int) c, place)
                        .isEqualTo(Message.of(text, text + c));
            }
        }
    }

    @Test
    void octetsAreATextOfOneCharacterEach() {
        byte[] octets = encoder.encode("", Message.of(new byte[] {'a', 0, (byte) 0xff}));

        assertThat(new String(octets, StandardCharsets.UTF_8)).isEqualTo("[\"\",\"a\\u0000ÿ\"]");
    }

    @Test
    void whatCannotBeWrittenIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode("ok", "\ud800"))
                .withMessageContaining("element 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(1, 2, Map.of("\udc00", 1)))
                .withMessageContaining("element 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encoder.encode("\udc00\ud800", Message.of()))
                .withMessageContaining("port's name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(BigInteger.TEN.pow(1000)))
                .withMessageContaining("1,000 digits");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(new BigDecimal("1e10001")))
                .withMessageContaining("element 0");
    }

    @Test
    void aPacketOfTheLimitIsWritten_oneOctetMoreIsNot() {
        PacketEncoder small = Framing.JSON.encoder(20_000);
        String longest = "x".repeat(20_000 - "[\"\",\"\"]".length());

        assertThat(small.encode("", Message.of(longest))).hasSize(20_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> small.encode("", Message.of(longest + 'x')))
                .withMessageContaining("20000 octets");
    }

    @Test
    void whatIsNestedTooDeepIsNotWritten() {
        List<Object> deep = List.of();
        for (int i = 1; i < 510; i++) {
            deep = List.of(deep);
        }
        List<Object> levels510 = deep;

        assertThat(encode(List.of(levels510))).hasSize("[\"p\",]".length() + 2 * 511);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(List.of(KillReason.of(levels510))))
                .withMessageContaining("512 levels");
    }

    @Test
    void valuesComeBackAsTheNarrowestThatHoldsThem() {
        Packet packet = decode("[\"p\",1,2147483648,9223372036854775808,1.5,0.1,1e300,-0.25,true,null,[],{}]");

        assertThat(packet.message().toList())
                .containsExactly(
                        1,
                        2147483648L,
                        new BigInteger("9223372036854775808"),
                        1.5,
                        0.1,
                        1e300,
                        -0.25,
                        true,
                        null,
                        List.of(),
                        Map.of());
    }

    @Test
    void whatADoubleWouldChangeStaysExact() {
        Packet packet = decode("[\"p\",0.1000000000000000055511151231257827,1e400,1.00]");

        assertThat(packet.message().toList())
                .containsExactly(new BigDecimal("0.1000000000000000055511151231257827"), new BigDecimal("1e400"), 1.0);
    }

    @Test
    void ofAKeyThatComesTwiceTheLastValueCounts() {
        assertThat(decode("[\"p\",{\"a\":1,\"b\":2,\"a\":3}]"))
                .isEqualTo(new Packet("p", Message.of(Map.of("a", 3, "b", 2))));
    }

    @Test
    void aPortMayBeNamedByANumber() {
        assertThat(decode("[42,\"x\"]")).isEqualTo(new Packet("42", Message.of("x")));
    }

    @Test
    void aWellFormedPacketThatNamesNoPortIsIgnored() {
        for (String json : List.of("[null]", "[[1],2]", "[{},2]", "[true]")) {
            assertThat(decodeAny(json)).as(json).isNull();
        }
    }

    @Test
    void keepAlivesSayNothing() {
        for (String json : List.of("[]", "[\"\"]", "[\"\",\"\"]", "[\"\",\"\",1]")) {
            assertThat(decode(json).isKeepAlive()).as(json).isTrue();
        }
        assertThat(decode("[\"\",\"time\"]").isKeepAlive()).isFalse();
    }

    @Test
    void malformedPacketsAreRefused() {
        String tooLong = "1".repeat(1001);
        for (String json : Arrays.asList(
                "[1,]",
                "[1",
                "[1}",
                "[1 2]",
                "[NaN]",
                "[Infinity]",
                "[-]",
                "[01]",
                "[+1]",
                "[.5]",
                "[1.]",
                "[1e]",
                "[tru]",
                "['a']",
                "[/*c*/1]",
                "[\"\\x\"]",
                "[\"a\u0001\"]",
                "[\"p\",\"\\ud800\"]",
                "[\"p\",{\"\\udc00\":1}]",
                "[\"p\"," + tooLong + "]",
                "[" + tooLong + "]",
                "[\"p\",0." + tooLong + "]",
                "[\"p\",1e10001]",
                "[\"p\",100.5e9999]", // 1.005e10001
                "[\"p\",1e-99999999999]",
                "{\"a\":1}",
                "[\ufeff]")) {
            assertThat(code(json)).as(json).isEqualTo("MALFORMED_PACKET");
        }
    }

    @Test
    void malformedUtf8IsRefused() {
        for (String hex : List.of(
                "80", // a continuation alone
                "c3", // one that is missing
                "c080", // two octets for U+0000
                "e08080", // three
                "f0808080", // four
                "eda080", // a surrogate
                "f4908080", // beyond U+10FFFF
                "ff")) {
            byte[] octets = HexFormat.of().parseHex("5b22" + hex + "225d");
            assertThat(code(octets)).as(hex).isEqualTo("MALFORMED_PACKET");
        }
    }

    private String code(String json) {
        return code(json.getBytes(StandardCharsets.UTF_8));
    }

    private String code(byte[] octets) {
        try {
            decoder.decode(octets, 0, octets.length);
            return "none";
        } catch (ProtocolException e) {
            return e.code().name();
        }
    }

    @Test
    void aDecoderGoesOnAfterAMalformedPacketAndALongOne() {
        byte[] malformed = "[\"é".getBytes(StandardCharsets.UTF_8);
        assertThat(code(malformed)).isEqualTo("MALFORMED_PACKET");

        byte[] longOne = encoder.encode("p", Message.of("é".repeat(100_000)));
        assertThat(decoder.decode(longOne, 0, longOne.length))
                .isEqualTo(new Packet("p", Message.of("é".repeat(100_000))));
        byte[] shortOne = encoder.encode("p", Message.of(1));
        assertThat(decoder.decode(shortOne, 0, shortOne.length)).isEqualTo(new Packet("p", Message.of(1)));
    }

    @Test
    void recordedValuesSurviveTheWayThereAndBack() {
        String recorded =
                "[\"TaaT6OmTob\",\"echo\",\"delta#TcauU3tMHb\",0,1,-1,23,24,255,256,65536,4294967296,-4294967297,"
                        + "9223372036854775807,1.5,-0.25,0.1,\"\",\"ascii\",\"éÿ octets\",\"☺ chars\",null,true,false,[],{},"
                        + "[1,[2,[3]]],{\"a\":{\"b\":null}},\"quote\\\"back\\\\slash/ctl\\u0001\\n\",\"12\",12,\"😀\"]";
        Packet packet = decode(recorded);

        assertThat(new String(encoder.encode(packet.port(), packet.message()), StandardCharsets.UTF_8))
                .isEqualTo(recorded);
    }

    @Test
    void fewOctetsThatAskForMuchMemory_areRefused_beforeTheyGetIt() {
        PacketDecoder small = Framing.JSON.decoder(1024);
        byte[] lists = ("[\"p\"" + ",[]".repeat(330) + "]").getBytes(StandardCharsets.UTF_8);
        byte[] numbers = ("[\"p\"" + ",1".repeat(500) + "]").getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> small.decode(lists, 0, lists.length))
                .withMessageContaining("bytes of memory");
        assertThat(Objects.requireNonNull(small.decode(numbers, 0, numbers.length))
                        .message()
                        .size())
                .isEqualTo(500);
    }

    @Test
    void theBudgetIsForEachPacketAnew() {
        PacketDecoder small = Framing.JSON.decoder(1024);
        byte[] numbers = ("[\"p\"" + ",1".repeat(500) + "]").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 10; i++) {
            assertThat(small.decode(numbers, 0, numbers.length)).isNotNull();
        }
    }
}
