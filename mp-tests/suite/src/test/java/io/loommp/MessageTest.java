package io.loommp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.local.LocalNodes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MessageTest {
    private static final byte[] OCTETS = {1, (byte) 0xff, 0};

    @Test
    void holdsTextsNumbersTruthNullOctetsIdsReasonsListsAndMaps() {
        PortId id = new PortId("node", "port");
        Message message = Message.of(
                "tag",
                1,
                2L,
                3.5,
                true,
                null,
                OCTETS,
                id,
                KillReason.normal(),
                List.of("a", List.of()),
                Map.of("key", Arrays.asList(1, null)),
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("1.10"),
                (short) 4,
                (byte) 5,
                1.5f);

        assertThat(message.size()).isEqualTo(16);
        assertThat(message.tag()).isEqualTo("tag");
        assertThat(message.has(5)).isFalse();
        assertThat(message.has(16)).isFalse();
        assertThat(message.value(5)).isNull();
        assertThat(message.port(7)).isEqualTo(id);
        assertThat(message.list(9)).isEqualTo(List.of("a", List.of()));
        assertThat(message.map(10)).containsKey("key");
    }

    @Test
    void refusesWhatIsNoContent_namingPlaceAndValue() {
        assertRefused(() -> Message.of("tag", new Object()), "element 1", "java.lang.Object");
        assertRefused(() -> Message.of("tag", List.of(1, Map.of("key", 'c'))), "element 1[1].key", "Character c");
        assertRefused(() -> Message.of("tag", Map.of(1, 2)), "element 1 has a key that is not a text", "Integer 1");
        assertRefused(() -> Message.of(Double.NaN), "element 0", "NaN");
        assertRefused(() -> Message.of("tag", Float.POSITIVE_INFINITY), "element 1", "Infinity");
        assertRefused(() -> Message.of("tag", new AtomicInteger(7)), "element 1", "AtomicInteger 7");
        assertRefused(() -> Message.of("tag", new int[] {1}), "element 1", "[I");
        assertRefused(() -> Message.of("tag").with(Thread.State.NEW), "element 1", "NEW");
    }

    private static void assertRefused(ThrowingCallable making, String place, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(making)
                .withMessageContaining(place)
                .withMessageContaining(value);
    }

    @Test
    void aPortStandsForItsId_butNotInsideAList() {
        try (Node node = LocalNodes.start("here")) {
            Port port = node.port(p -> {});

            assertThat(Message.of("tag", port).value(1)).isEqualTo(port.id());
            assertRefused(() -> Message.of("tag", List.of(port)), "element 1[0]", "give its id()");
        }
    }

    @Test
    void nestsToALimit() {
        assertThat(Message.of(nested(511)).size()).isEqualTo(1);
        assertRefused(() -> Message.of("tag", nested(512)), "nested deeper than 511", "element 1[0]");

        List<@Nullable Object> itself = new ArrayList<>();
        itself.add(itself);
        assertRefused(() -> Message.of(itself), "nested deeper", "containing itself");
    }

    private static List<Object> nested(int levels) {
        List<Object> list = List.of();
        for (int i = 1; i < levels; i++) {
            list = List.of(list);
        }
        return list;
    }

    @Test
    void readsNumbersAsPerlDoes() {
        Message message = Message.of("42", 42, "1e2", 3.0, "4.5", new BigDecimal("7.00"), true, "\u00ff");

        assertThat(message.integer(0)).isEqualTo(42);
        assertThat(message.string(1)).isEqualTo("42");
        assertThat(message.longInteger(2)).isEqualTo(100);
        assertThat(message.integer(3)).isEqualTo(3);
        assertThat(message.real(4)).isEqualTo(4.5);
        assertThat(message.decimal(0)).isEqualByComparingTo("42");
        assertThat(message.integer(5)).isEqualTo(7);
        assertThat(message.string(6)).isEqualTo("true");
        assertThat(message.bytes(7)).isEqualTo(new byte[] {(byte) 0xff});
        assertThat(Message.of("42".getBytes(StandardCharsets.ISO_8859_1)).integer(0))
                .isEqualTo(42);
        assertThat(Message.of(OCTETS).string(0)).isEqualTo("\u0001\u00ff\u0000");
    }

    @Test
    void readsTruthAsPerlSaysIt() {
        Message truths = Message.of(true, 1, "1", "true", 2.5, false, 0, "0", "", "false", null);
        for (int i = 0; i < truths.size(); i++) {
            assertThat(truths.bool(i)).as("element %d", i).isEqualTo(i < 5);
        }
        assertNotThatShape(() -> Message.of("tag", "maybe").bool(1), "element 1", "truth value", "maybe");
    }

    @Test
    void readsIdsAndReasonsFromTheirForms() {
        Message message =
                Message.of("node#name", "node", KillReason.of("die", "text"), List.of("die", "text"), List.of());

        assertThat(message.port(0)).isEqualTo(new PortId("node", "name"));
        assertThat(message.port(1).isNodePort()).isTrue();
        assertThat(message.reason(2)).isEqualTo(new KillReason.Die("text"));
        assertThat(message.reason(3)).isEqualTo(new KillReason.Die("text"));
        assertThat(message.reason(4).isNormal()).isTrue();
        assertThat(message.list(2)).containsExactly("die", "text");
    }

    @Test
    void otherShapesAreErrorsThatNamePlaceAndValue() {
        Message message = Message.of("tag", "text", null, 1.5, "12345678901", List.of(1), "\u20ac", "#x");

        assertNotThatShape(() -> message.value(8), "there is no element 8", "\"tag\"");
        assertNotThatShape(() -> message.string(-1), "there is no element -1");
        assertNotThatShape(() -> message.integer(1), "element 1", "number", "\"text\"");
        assertNotThatShape(() -> message.string(2), "element 2", "text", "null");
        assertNotThatShape(() -> message.longInteger(3), "element 3", "64-bit integer", "1.5");
        assertNotThatShape(() -> message.integer(4), "element 4", "32-bit integer", "12345678901");
        assertNotThatShape(() -> message.map(5), "element 5", "map", "[1]");
        assertNotThatShape(() -> message.bytes(6), "element 6", "octets");
        assertNotThatShape(() -> message.port(7), "element 7", "port id", "#x");
        assertNotThatShape(() -> message.list(1), "element 1", "list");
        assertNotThatShape(() -> message.reason(1), "element 1", "kill reason");
        assertNotThatShape(() -> Message.of("1e999999999").longInteger(0), "element 0", "64-bit integer");
        assertNotThatShape(() -> Message.of("1e-999999999").longInteger(0), "element 0", "64-bit integer");
    }

    private static void assertNotThatShape(ThrowingCallable reading, String... parts) {
        assertThatExceptionOfType(MessageShapeException.class)
                .isThrownBy(reading)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void anyFirstElementGivesATag() {
        assertThat(Message.of().tag()).isEmpty();
        assertThat(Message.of().hasTag("")).isFalse();
        assertThat(Message.of("").hasTag("")).isTrue();
        assertThat(Message.of(42).hasTag("42")).isTrue();
        assertThat(Message.of(true).hasTag("true")).isTrue();
        assertThat(Message.of(new byte[] {'o', 'k'}).hasTag("ok")).isTrue();
        assertThat(Message.of(new PortId("n", "p")).hasTag("n#p")).isTrue();
        assertThat(Message.of((Object) null).hasTag("")).isFalse();
        assertThat(Message.of(List.of()).hasTag("")).isFalse();
        assertThat(Message.of(Map.of()).hasTag("")).isFalse();
    }

    @Test
    void equalsByValueOfNumbersAndContentOfOctets() {
        Message one = Message.of("tag", 1, new byte[] {1}, List.of(2L), Map.of("k", 0.5f));
        Message same = Message.of("tag", 1L, new byte[] {1}, List.of(2.0), Map.of("k", 0.5));

        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(Message.of(0.0)).isEqualTo(Message.of(-0.0)).hasSameHashCodeAs(Message.of(-0.0));
        assertThat(one).isNotEqualTo(Message.of("tag", 1, new byte[] {2}, List.of(2L), Map.of("k", 0.5)));
        assertThat(Message.of("1")).isNotEqualTo(Message.of(1));
        assertThat(Message.of("a")).isNotEqualTo(Message.of("a", null));
    }

    @Test
    void equalNumbersHaveEqualHashes() {
        assertThat(Message.of(0.1f)).isEqualTo(Message.of(0.1)).hasSameHashCodeAs(Message.of(0.1));
        assertThat(Message.of(new BigDecimal("0.1"))).isEqualTo(Message.of(0.1)).hasSameHashCodeAs(Message.of(0.1));
        assertThat(Message.of(BigInteger.TEN.pow(30)))
                .isEqualTo(Message.of(new BigDecimal("1e30")))
                .hasSameHashCodeAs(Message.of(new BigDecimal("1e30")));
    }

    @Test
    void listsOfItAreForReading() {
        Message message = Message.of("tag", new ArrayList<>(List.of(1)), "last");

        assertThat(message.from(1)).hasSize(2);
        assertThat(message.from(3)).isEmpty();
        assertThat(message.from(99)).isEmpty();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> message.toList().set(0, "other"));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> message.list(1).add(2));
    }

    @Test
    void theTextForPeopleIsShort() {
        assertThat(Message.of("tag", null, 1, new byte[3], List.of("a"), Map.of("k", true)))
                .hasToString("[\"tag\", null, 1, bytes(3), [\"a\"], {\"k\": true}]");
        assertThat(Message.of("x".repeat(1000)).toString()).hasSizeLessThan(200).contains("1000 characters");
        assertThat(Message.fromList(Collections.nCopies(100, 1)).toString()).contains("60 more");
    }
}
