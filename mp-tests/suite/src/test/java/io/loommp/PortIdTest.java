package io.loommp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PortIdTest {

    @Test
    void theTextFormIsSplitAtTheFirstHash() {
        assertThat(PortId.of("node#name")).isEqualTo(new PortId("node", "name"));
        assertThat(PortId.of("node#na#me")).isEqualTo(new PortId("node", "na#me"));
        assertThat(PortId.of("a/b.c:1#x")).hasToString("a/b.c:1#x");
    }

    @Test
    void withoutANameItIsTheNodePort() {
        assertThat(PortId.of("node").isNodePort()).isTrue();
        assertThat(PortId.of("node#")).isEqualTo(PortId.of("node")).hasToString("node");
        assertThat(PortId.of("node#x").isNodePort()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#", "#name"})
    void withoutANodeItIsNone(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> PortId.of(text)).withMessageContaining('"' + text + '"');
    }

    @Test
    void aNodeInARecordHasNoHash() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PortId("a#b", "c"))
                .withMessageContaining("a#b");
    }

    @Test
    void oneWithoutANameGetsItWhenAskedAndIsEqualToAnyOfThatName() {
        boolean[] made = {false};
        PortId unnamed = PortId.unnamed("node", () -> {
            made[0] = true;
            return "late1";
        });
        assertThat(unnamed.node()).isEqualTo("node");
        assertThat(unnamed.isNodePort()).isFalse();
        assertThat(unnamed.equals(unnamed)).isTrue();
        assertThat(made[0]).as("somebody has asked").isFalse();

        assertThat(unnamed).hasToString("node#late1").hasSameHashCodeAs(PortId.of("node#late1"));
        assertThat(unnamed).isEqualTo(PortId.of("node#late1")).isNotEqualTo(PortId.of("node#late2"));
        assertThat(PortId.of("node#late1")).isEqualTo(unnamed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a,b", "a;b", "a#b", "a\tb", "a\u0000b", "a\u00a0b", "a\u2028b", "a\ud800b"})
    void nodesAreNotCalledEverything(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortId.checkNodeId(id))
                .withMessageContaining("must not contain");
    }

    @Test
    void nodeIdsHaveALength() {
        assertThat(PortId.checkNodeId("\u00e4".repeat(127))).hasSize(127);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortId.checkNodeId("\u00e4".repeat(128)))
                .withMessageContaining("255 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> PortId.checkNodeId(""));
    }
}
