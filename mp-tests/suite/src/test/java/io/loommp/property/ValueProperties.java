package io.loommp.property;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Equality of messages goes by value, and hashes and accessors agree with it. */
class ValueProperties {

    /** A number in one of the forms that can hold it. */
    @Provide
    Arbitrary<List<Number>> sameNumber() {
        return Arbitraries.longs()
                .map(value -> value >> (value & 63)) // of all sizes
                .map(ValueProperties::forms);
    }

    private static List<Number> forms(long value) {
        List<Number> forms = new ArrayList<>(List.of(
                value,
                BigInteger.valueOf(value),
                BigDecimal.valueOf(value),
                BigDecimal.valueOf(value).setScale(3)));
        if (value == (int) value) {
            forms.add((int) value);
        }
        if (value == (short) value) {
            forms.add((short) value);
        }
        if (value == (byte) value) {
            forms.add((byte) value);
        }
        if (value > -(1L << 53) && value < 1L << 53) {
            forms.add((double) value);
        }
        if (value > -(1L << 24) && value < 1L << 24) {
            forms.add((float) value);
        }
        return forms;
    }

    @Property(tries = 500)
    void aNumberIsTheSameInWhateverForm(@ForAll("sameNumber") List<Number> forms) {
        long value = forms.getFirst().longValue();
        for (Number one : forms) {
            Message message = Message.of(one);
            assertThat(message.longInteger(0)).isEqualTo(value);
            assertThat(Message.of(message.string(0)).longInteger(0)).isEqualTo(value);
            for (Number other : forms) {
                assertThat(message).isEqualTo(Message.of(other)).hasSameHashCodeAs(Message.of(other));
            }
        }
    }

    @Property(tries = 500)
    void fractionsToo(@ForAll float value) {
        Message message = Message.of(value);
        Message exact = Message.of(new BigDecimal(Float.toString(value)));
        assertThat(message).isEqualTo(exact).hasSameHashCodeAs(exact);
        Message twice = Message.of(Double.parseDouble(Float.toString(value)));
        assertThat(message).isEqualTo(twice).hasSameHashCodeAs(twice);
    }

    @Property(tries = 300)
    void octetsAreTheTextOfTheirCharacters(@ForAll byte[] octets) {
        String text = Message.of(octets).string(0);
        assertThat(Message.of(text).bytes(0)).isEqualTo(octets);
    }

    @Property(tries = 300)
    void reasonsAreTheirLists(@ForAll List<String> values) {
        KillReason reason = KillReason.fromList(values);
        assertThat(reason.toList()).isEqualTo(values);
        assertThat(KillReason.fromList(reason.toList())).isEqualTo(reason);
    }
}
