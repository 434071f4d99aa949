package io.loommp.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.record.Samples.Holders;
import io.loommp.record.Samples.Join;
import io.loommp.record.Samples.Raw;
import io.loommp.record.Samples.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Values that no message can carry are refused at the send, though nobody makes elements of them yet. */
@NullUnmarked // puts null where none may be
class RefusedValuesTest {

    private static void assertRefused(Record value, String... parts) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Protocol.messageOf(value))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    record Real(double value, Float boxed) {}

    record More(@Rest List<String> all) {}

    @Test
    @SuppressWarnings("NullOptional") // that is the point
    void nullWhereNoneMayBe() {
        assertRefused(new Join(PortId.of("n#p"), null), "Join.nick is null", "@Nullable");
        assertRefused(new Raw(null, null), "Raw.any is null");
        assertRefused(holders(Arrays.asList(1, null), Optional.empty()), "Holders.numbers[1] is null");
        assertRefused(holders(List.of(), null), "Holders.maybe is null");
        assertRefused(new More(Arrays.asList("a", null)), "More.all[1] is null");
        assertRefused(new More(null), "More.all is null");
        Map<String, List<Optional<Integer>>> deep = new HashMap<>();
        deep.put("key", null);
        assertRefused(
                new Holders(List.of(), List.of(), Map.of(), Optional.empty(), null, List.of(), deep),
                "Holders.deep.key is null");
    }

    private static Holders holders(List<Integer> numbers, Optional<Samples.Point> maybe) {
        return new Holders(numbers, List.of(), Map.of(), maybe, null, List.of(), Map.of());
    }

    @Test
    void numbersThatAreNone() {
        assertRefused(new Real(Double.NaN, 1f), "Real.value", "NaN");
        assertRefused(new Real(1, Float.POSITIVE_INFINITY), "Real.boxed", "Infinity");
    }

    @Test
    void objectsThatAreNoElements() {
        assertRefused(new Raw(new Object(), null), "Raw.any", "java.lang.Object");
        assertRefused(new Raw(List.of(Map.of("k", Thread.State.NEW)), null), "Raw.any[0].k", "NEW");
        assertRefused(new Raw(Map.of(1, 2), null), "Raw.any", "key");
        assertRefused(new Raw(new Join(PortId.of("n#p"), "a"), null), "Raw.any is a record");
    }

    @Test
    void whatIsNestedTooDeep() {
        Tree tree = new Tree("leaf", List.of());
        for (int i = 0; i < 255; i++) {
            tree = new Tree("node", List.of(tree)); // two levels each
        }
        assertThat(Protocol.messageOf(tree).size()).isEqualTo(3);
        assertThat(Message.fromList(Protocol.messageOf(tree).toList()).size()).isEqualTo(3);
        assertRefused(
                new Tree("root", List.of(new Tree("one", List.of(tree)))),
                "Tree.children[0].children[0]",
                "…",
                "nested");

        List<Tree> itself = new ArrayList<>();
        Tree endless = new Tree("again", itself);
        itself.add(endless);
        assertRefused(endless, "Tree.children[0]", "contains itself");
    }
}
