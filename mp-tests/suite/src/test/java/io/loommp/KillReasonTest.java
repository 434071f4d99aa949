package io.loommp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class KillReasonTest {

    static Stream<KillReason> systemReasons() {
        return Stream.of(
                KillReason.normal(),
                new KillReason.Die("text"),
                KillReason.UnhandledMessage.ofTag("tag"),
                KillReason.NoSuchPort.monitoring(new PortId("node", "name")),
                new KillReason.TransportError("node", "connect timeout"),
                new KillReason.NodeClosed("node"),
                KillReason.exit(),
                KillReason.exit("please", 1),
                new KillReason.GaveUp("shop", "too often"));
    }

    @ParameterizedTest
    @MethodSource("systemReasons")
    void systemReasonsAreKnownByTheirForm(KillReason reason) {
        assertThat(KillReason.fromList(reason.toList())).isEqualTo(reason).hasSameClassAs(reason);
    }

    @Test
    void theTextsAreThoseOfAnyEventMp() {
        assertThat(KillReason.NoSuchPort.monitoring(new PortId("alpha", "nosuchport"))
                        .toList())
                .containsExactly("no_such_port", "cannot monitor nonexistent port", "alpha#nosuchport");
        assertThat(new KillReason.TransportError("alpha", "no known address").toList())
                .containsExactly("transport_error", "alpha", "no known address");
        assertThat(KillReason.normal().toList()).isEmpty();
    }

    @Test
    void octetsAreTextsToo() {
        byte[] die = "die".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(KillReason.of(die, "text")).isEqualTo(new KillReason.Die("text"));
    }

    @Test
    void anotherFormIsOfAnApplication() {
        assertThat(KillReason.of("die")).isInstanceOf(KillReason.Other.class);
        assertThat(KillReason.of("die", 5)).isInstanceOf(KillReason.Other.class);
        assertThat(KillReason.of("die", "text", "more")).isInstanceOf(KillReason.Other.class);
        assertThat(KillReason.of("custom", "text", 5).toList()).containsExactly("custom", "text", 5);
        assertThat(KillReason.of("custom", 5)).isEqualTo(KillReason.of("custom", 5L));
    }

    @Test
    void holdsOnlyWhatAMessageMayHold() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KillReason.of("custom", new Object()))
                .withMessageContaining("reason[1]");
        assertThatIllegalArgumentException().isThrownBy(() -> new KillReason.Other(List.of()));
    }

    @Test
    void anExitIsAListLedByItsWord() {
        KillReason.Exit exit = KillReason.exit("please", 1);
        assertThat(exit.toList()).containsExactly("exit", "please", 1);
        assertThat(exit)
                .isEqualTo(KillReason.of("exit", "please", 1L))
                .hasSameHashCodeAs(KillReason.exit("please", 1.0));
        assertThat(exit).hasToString("exit: [\"please\", 1]");
        assertThat(exit.isNormal()).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KillReason.exit("please", new Object()))
                .withMessageContaining("exit[1]");
    }

    @Test
    void unhandledMessagesShowThirtyCharactersAndDots() {
        assertThat(textOf("a b\u00e4\n~\u007f")).isEqualTo("no callback found for message 'a b..~.'");
        assertThat(textOf("x".repeat(31))).isEqualTo("no callback found for message '" + "x".repeat(30) + "'");
        assertThat(textOf("x".repeat(30))).isEqualTo("no callback found for message '" + "x".repeat(30) + "'");
        assertThat(textOf("")).isEqualTo("no callback found for message ''");
    }

    private static String textOf(String tag) {
        return KillReason.UnhandledMessage.ofTag(tag).text();
    }

    @Test
    void exceptionsGiveTheirMessage_orTheSimpleNameOfTheirClass() {
        assertThat(KillReason.of(new IllegalStateException("what\n\n"))).isEqualTo(new KillReason.Die("what"));
        assertThat(KillReason.of(new IllegalStateException())).isEqualTo(new KillReason.Die("IllegalStateException"));
    }

    @Test
    void anExceptionThatCannotTellItsMessageStillGivesAReason() {
        class Mute extends RuntimeException {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("no message for you");
            }
        }
        assertThat(KillReason.of(new Mute())).isEqualTo(new KillReason.Die("Mute"));
    }
}
