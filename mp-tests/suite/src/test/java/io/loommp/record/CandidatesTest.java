package io.loommp.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.Message;
import io.loommp.record.Samples.Colour;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Several records with one tag: the most components first, then the first that fits; and none that could be both. */
class CandidatesTest {

    sealed interface Find permits Find.ByKey, Find.InRange, Find.ByKeys {
        @Tag("find")
        record ByKey(String key) implements Find {}

        @Tag("find")
        record InRange(String from, String to) implements Find {}

        @Tag("find")
        record ByKeys(List<String> keys) implements Find {}
    }

    @Test
    void theOneWithTheMostComponentsThatFits() {
        Protocol<Find> find = Protocol.of(Find.class);
        assertThat(find.read(Message.of("find", "a", "b"))).isEqualTo(new Find.InRange("a", "b"));
        assertThat(find.read(Message.of("find", "a"))).isEqualTo(new Find.ByKey("a"));
        assertThat(find.read(Message.of("find", List.of("a")))).isEqualTo(new Find.ByKeys(List.of("a")));
        assertThat(find.read(Message.of("find", "a", List.of()))).isEqualTo(new Find.ByKey("a"));
        assertThat(find.read(Message.of("find"))).isNull();
    }

    sealed interface Nested permits Inner, Say {}

    sealed interface Inner extends Nested permits One, Both {}

    record One() implements Inner {}

    record Both(Nested other) implements Inner {}

    record Say(String text) implements Nested {}

    @Test
    void nestedInterfacesAreOneSet() {
        Protocol<Nested> nested = Protocol.of(Nested.class);
        assertThat(nested.tags()).containsExactly("both", "one", "say");
        assertThat(nested.read(Message.of("both", List.of("both", List.of("say", "hi")))))
                .isEqualTo(new Both(new Both(new Say("hi"))));
    }

    // ---- told apart or not ----

    @Tag("x")
    record OfText(String v) {}

    @Tag("x")
    record OfNumber(int v) {}

    @Tag("x")
    record OfTime(Duration v) {}

    @Tag("x")
    record OfColour(Colour v) {}

    @Tag("x")
    record OfShape(Samples.Shape v) {}

    @Tag("x")
    record OfPoint(Samples.Point v) {}

    @Tag("x")
    record OfList(List<Integer> v) {}

    @Tag("x")
    record OfMap(Map<String, Integer> v) {}

    @Tag("x")
    record OfMaybe(Optional<List<Integer>> v) {}

    @Tag("x")
    record OfMaybeText(Optional<String> v) {}

    @Tag("x")
    record OfTwo(String v, Optional<String> w) {}

    @Tag("x")
    record OfTwoTexts(String v, String w) {}

    @Tag("x")
    record OfAll(@Rest List<String> all) {}

    @Tag("x")
    record OfObject(Object v) {}

    enum Other {
        BLUE
    }

    @Tag("x")
    record OfOther(Other v) {}

    private static boolean mayTake(Class<?> first, Class<?> second) {
        return Likeness.mayTake(onlyForm(first), onlyForm(second));
    }

    private static RecordForm onlyForm(Class<?> type) {
        return Survey.of(type).records().iterator().next();
    }

    @Test
    void kindsThatMayBeTakenForEachOther() {
        assertThat(mayTake(OfText.class, OfNumber.class)).isTrue();
        assertThat(mayTake(OfNumber.class, OfText.class)).isTrue();
        assertThat(mayTake(OfText.class, OfTime.class)).isTrue();
        assertThat(mayTake(OfList.class, OfPoint.class)).isTrue();
        assertThat(mayTake(OfObject.class, OfMap.class)).isTrue();
        assertThat(mayTake(OfMaybe.class, OfMaybeText.class)).as("both null").isTrue();
        assertThat(mayTake(OfTwo.class, OfText.class))
                .as("the second may be missing")
                .isTrue();
        assertThat(mayTake(OfTwoTexts.class, OfAll.class))
                .as("there may be two")
                .isTrue();
        assertThat(mayTake(OfAll.class, OfTwoTexts.class)).isTrue();
    }

    @Test
    void kindsThatAreToldApart() {
        assertThat(mayTake(OfText.class, OfList.class)).isFalse();
        assertThat(mayTake(OfMap.class, OfList.class)).isFalse();
        assertThat(mayTake(OfPoint.class, OfShape.class)).as("other tags").isFalse();
        assertThat(mayTake(OfNumber.class, OfTime.class)).isFalse();
        assertThat(mayTake(OfColour.class, OfNumber.class)).isFalse();
        assertThat(mayTake(OfColour.class, OfOther.class)).as("other names").isFalse();
        assertThat(mayTake(OfText.class, OfMaybe.class)).as("null is no text").isFalse();
        assertThat(mayTake(OfTwoTexts.class, OfText.class)).as("too short").isFalse();
        assertThat(mayTake(OfAll.class, OfList.class)).isFalse();
    }

    sealed interface Alike permits Alike.Say, Alike.Tell {
        record Say(String text) implements Alike {}

        @Tag("say")
        record Tell(String text) implements Alike {}
    }

    record Holder(Alike alike) {}

    @Test
    void twoThatCannotBeToldApartAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Protocol.of(Alike.class))
                .withMessageContaining("Alike$Say")
                .withMessageContaining("Alike$Tell")
                .withMessageContaining("cannot be told apart")
                .withMessageContaining("@Tag");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Protocol.of(Holder.class))
                .withMessageContaining("cannot be told apart");
    }
}
