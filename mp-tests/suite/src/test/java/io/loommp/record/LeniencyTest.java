package io.loommp.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.record.Samples.Chat;
import io.loommp.record.Samples.Colour;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Elements are read as Perl would: what says the same is the same. What does not fit is no match, never an exception. */
@Timeout(30)
class LeniencyTest {

    record OfText(String v) {}

    record OfInt(int v) {}

    record OfByte(byte v) {}

    record OfLong(Long v) {}

    record OfFloat(float v) {}

    record OfDouble(double v) {}

    record OfTruth(boolean v) {}

    record OfCharacter(char v) {}

    record OfInteger(BigInteger v) {}

    record OfDecimal(BigDecimal v) {}

    record OfPort(PortId v) {}

    record OfRef(Ref<Chat> v) {}

    record OfReason(KillReason v) {}

    record OfDeath(KillReason.Die v) {}

    record OfColour(Colour v) {}

    record OfDuration(Duration v) {}

    record OfInstant(Instant v) {}

    record OfList(List<Integer> v) {}

    record OfMap(Map<String, Integer> v) {}

    record OfPoint(Samples.Point v) {}

    record Positive(int v) {
        Positive {
            if (v <= 0) {
                throw new IllegalArgumentException("not positive: " + v);
            }
        }
    }

    private static <T extends Record> @Nullable T read(Class<T> type, @Nullable Object element) {
        return Protocol.of(type).read(Message.of(SnakeCase.of(type.getSimpleName()), element));
    }

    private static void assertNone(Class<? extends Record> type, @Nullable Object... elements) {
        for (Object element : elements) {
            assertThat(read(type, element)).as("%s of %s", type, element).isNull();
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void texts() {
        for (Object element : List.of("42", 42, 42L, octets("42"))) {
            assertThat(read(OfText.class, element)).isEqualTo(new OfText("42"));
        }
        assertThat(read(OfText.class, true)).isEqualTo(new OfText("true"));
        assertThat(read(OfText.class, new PortId("n", "p"))).isEqualTo(new OfText("n#p"));
        assertNone(OfText.class, null, List.of("42"), Map.of());
        assertThat(read(OfCharacter.class, 7)).isEqualTo(new OfCharacter('7'));
        assertNone(OfCharacter.class, "", "ab", null);
    }

    @Test
    void integers() {
        for (Object element : List.of(42, 42L, "42", 42.0, "4.2e1", new BigDecimal("42.00"), octets("42"))) {
            assertThat(read(OfInt.class, element)).as("%s", element).isEqualTo(new OfInt(42));
            assertThat(read(OfLong.class, element)).isEqualTo(new OfLong(42L));
            assertThat(read(OfByte.class, element)).isEqualTo(new OfByte((byte) 42));
            assertThat(read(OfInteger.class, element)).isEqualTo(new OfInteger(BigInteger.valueOf(42)));
        }
        assertNone(OfInt.class, 1L << 40, 0.5, "", "x", " 1", "1e999999999", "1e-999999999", true, List.of(1), null);
        assertNone(OfByte.class, 128, -129, "300");
        assertNone(OfInteger.class, "1e999999999", "1e-999999999", 0.5, "half");
        assertThat(read(OfInteger.class, "0e999999999")).isEqualTo(new OfInteger(BigInteger.ZERO));
        assertThat(read(OfInteger.class, BigInteger.TEN.pow(5000))).isEqualTo(new OfInteger(BigInteger.TEN.pow(5000)));
    }

    @Test
    void fractions() {
        for (Object element : List.of(0.5, 0.5f, "0.5", "5e-1", new BigDecimal("0.50"))) {
            assertThat(read(OfDouble.class, element)).isEqualTo(new OfDouble(0.5));
            assertThat(read(OfFloat.class, element)).isEqualTo(new OfFloat(0.5f));
        }
        assertThat(read(OfDouble.class, 3)).isEqualTo(new OfDouble(3));
        assertThat(read(OfFloat.class, 0.1)).isEqualTo(new OfFloat(0.1f));
        assertThat(read(OfDecimal.class, "1.10")).isEqualTo(new OfDecimal(new BigDecimal("1.10")));
        assertNone(OfDouble.class, "1e400", "NaN", "", null, true);
        assertNone(OfFloat.class, 1e300);
        assertNone(OfDecimal.class, "1e999999999", "x".repeat(2000), List.of());
    }

    @Test
    void truth() {
        for (Object element : List.of(true, 1, "1", "true", -0.5)) {
            assertThat(read(OfTruth.class, element)).isEqualTo(new OfTruth(true));
        }
        for (Object element : List.of(false, 0, "0", "false", "", 0.0)) {
            assertThat(read(OfTruth.class, element)).isEqualTo(new OfTruth(false));
        }
        assertNone(OfTruth.class, "maybe", null, List.of());
    }

    @Test
    void portsAndReasons() {
        PortId port = new PortId("n", "p");
        for (Object element : List.of(port, "n#p", octets("n#p"))) {
            assertThat(read(OfPort.class, element)).isEqualTo(new OfPort(port));
            assertThat(read(OfRef.class, element)).isEqualTo(new OfRef(new Ref<>(port)));
        }
        assertNone(OfPort.class, "", "#p", 7, null);
        assertThat(read(OfReason.class, List.of("die", "why"))).isEqualTo(new OfReason(new KillReason.Die("why")));
        assertThat(read(OfReason.class, List.of())).isEqualTo(new OfReason(KillReason.normal()));
        assertThat(read(OfDeath.class, List.of("die", "why"))).isEqualTo(new OfDeath(new KillReason.Die("why")));
        assertNone(OfReason.class, "die", null);
        assertNone(OfDeath.class, List.of(), List.of("other"));
    }

    @Test
    void namesAndTimes() {
        assertThat(read(OfColour.class, octets("RED"))).isEqualTo(new OfColour(Colour.RED));
        assertNone(OfColour.class, "red", "BLUE", 0, null);
        assertThat(read(OfDuration.class, "PT1M")).isEqualTo(new OfDuration(Duration.ofMinutes(1)));
        assertThat(read(OfInstant.class, "2020-01-01T00:00:00Z"))
                .isEqualTo(new OfInstant(Instant.parse("2020-01-01T00:00:00Z")));
        assertNone(OfDuration.class, "1 minute", "PT" + "9".repeat(50) + "S", "", 60, null);
        assertNone(OfInstant.class, "today", 0, null);
    }

    @Test
    void holders() {
        assertThat(read(OfList.class, List.of("1", 2.0))).isEqualTo(new OfList(List.of(1, 2)));
        assertThat(read(OfMap.class, Map.of("a", "1"))).isEqualTo(new OfMap(Map.of("a", 1)));
        assertThat(read(OfPoint.class, List.of(octets("point"), "1", 2, "and more")))
                .isEqualTo(new OfPoint(new Samples.Point(1, 2)));
        assertNone(OfList.class, Arrays.asList(1, null), List.of("x"), "1", Map.of());
        assertNone(OfMap.class, Map.of("a", "x"), List.of());
        assertNone(
                OfPoint.class,
                List.of(),
                List.of("point"),
                List.of("point", 1),
                List.of("pint", 1, 2),
                List.of(List.of("point"), 1, 2),
                Arrays.asList(null, 1, 2),
                "point");
    }

    @Test
    void whatTheConstructorRefusesIsNoMatch() {
        assertThat(read(Positive.class, 1)).isEqualTo(new Positive(1));
        assertNone(Positive.class, 0, -1);
    }

    @Test
    void tagsAreReadLenientlyToo() {
        record Ping() {}
        assertThat(Protocol.of(Ping.class).read(Message.of(octets("ping")))).isEqualTo(new Ping());
        assertThat(Protocol.of(Numbered.class).read(Message.of(42, "x"))).isEqualTo(new Numbered("x"));
        assertThat(Protocol.of(Numbered.class).read(Message.of("42", "x"))).isEqualTo(new Numbered("x"));
        assertThat(Protocol.of(Ping.class).read(Message.of(List.of("ping")))).isNull();
        assertThat(Protocol.of(Ping.class).read(Message.of((Object) null))).isNull();
    }

    @Tag("42")
    record Numbered(String v) {}
}
