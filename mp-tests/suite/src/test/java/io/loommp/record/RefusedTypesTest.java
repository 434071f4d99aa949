package io.loommp.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Ref;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What cannot be a message is refused when its type is first used, with type, component, and what may stand there. */
class RefusedTypesTest {

    private static void assertRefused(Class<?> type, String... parts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Protocol.of(type))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
        assertThatIllegalArgumentException().as("and again at the next use").isThrownBy(() -> Protocol.of(type));
    }

    record WithDate(String name, Date when) {}

    record WithPort(Port port) {}

    record WithSet(Set<String> names) {}

    record WithCollection(Collection<String> names) {}

    @SuppressWarnings("ArrayRecordComponent") // that is the point
    record WithArray(int[] numbers) {}

    record WithKeys(Map<Integer, String> byNumber) {}

    record WithNumber(Number any) {}

    record Deep(List<Map<String, Date>> dates) {}

    record Within(WithDate inner) {}

    record Generic<T>(T value) {}

    record OfGeneric(Generic<String> value) {}

    @Test
    void componentsWithoutAForm() {
        assertRefused(WithDate.class, "RefusedTypesTest$WithDate.when", "java.util.Date", "String", "record");
        assertRefused(WithPort.class, "WithPort.port", "io.loommp.Port", "PortId");
        assertRefused(WithSet.class, "WithSet.names", "java.util.Set<java.lang.String>", "a List");
        assertRefused(WithCollection.class, "WithCollection.names", "a List");
        assertRefused(WithArray.class, "WithArray.numbers", "int[]");
        assertRefused(WithKeys.class, "WithKeys.byNumber", "a Map with String keys");
        assertRefused(WithNumber.class, "WithNumber.any", "java.lang.Number");
        assertRefused(Generic.class, "Generic.value", "T");
    }

    @Test
    void alsoFurtherIn() {
        assertRefused(Deep.class, "Deep.dates[]{}", "java.util.Date");
        assertRefused(Within.class, "WithDate.when", "java.util.Date");
        assertRefused(OfGeneric.class, "Generic.value", "T");
    }

    record Twice(Optional<Optional<String>> value) {}

    @SuppressWarnings("NullableOptional") // that is the point
    record NullableOptional(@Nullable Optional<String> value) {}

    @Test
    void absenceInTwoWays() {
        assertRefused(Twice.class, "Twice.value", "Optional");
        assertRefused(NullableOptional.class, "NullableOptional.value", "@Nullable Optional");
    }

    record RestFirst(@Rest List<String> names, int number) {}

    record RestOfText(@Rest String name) {}

    @Test
    void aRestThatIsNotTheLastList() {
        assertRefused(RestFirst.class, "RestFirst.names", "@Rest", "List");
        assertRefused(RestOfText.class, "RestOfText.name", "@Rest", "List");
    }

    @Tag("")
    record Untagged() {}

    @Test
    void anEmptyTag() {
        assertRefused(Untagged.class, "Untagged", "empty tag");
    }

    interface Open {}

    sealed interface HalfOpen permits Good, Leak {}

    record Good() implements HalfOpen {}

    non-sealed interface Leak extends HalfOpen {}

    sealed interface WithEnum permits Constant {}

    enum Constant implements WithEnum {
        ONE
    }

    record ToOpen(Ref<Open> port) {}

    @Test
    void whatIsNoRecordAndNoSealedInterfaceOfRecords() {
        assertRefused(String.class, "java.lang.String", "records");
        assertRefused(Open.class, "Open", "sealed");
        assertRefused(HalfOpen.class, "HalfOpen", "Leak");
        assertRefused(WithEnum.class, "WithEnum", "Constant");
        assertRefused(ToOpen.class, "ToOpen.port", "Ref", "Open");
    }

    @Test
    void elementsAreNoMessages() {
        assertRefused(PortId.class, "PortId", "element");
        assertRefused(Ref.class, "Ref", "element");
        assertRefused(KillReason.class, "KillReason", "element");
        assertRefused(KillReason.Die.class, "KillReason$Die", "element");
    }

    @Test
    void whatIsNeitherRecordNorMessageIsNotSent() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Protocol.messageOf("text"))
                .withMessageContaining("java.lang.String text");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Message.of("tag", new Samples.Say("a", "b")))
                .withMessageContaining("element 1 is a record")
                .withMessageContaining("send it alone");
    }
}
