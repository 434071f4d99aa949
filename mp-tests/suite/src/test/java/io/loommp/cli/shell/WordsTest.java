package io.loommp.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.cli.CommandFailed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a line of the shell is taken apart. */
class WordsTest {

    @Test
    void wordsStandBetweenWhiteSpace() throws Exception {
        assertThat(Words.of("  send a#b\thello  12 ")).isEqualTo(List.of("send", "a#b", "hello", "12"));
        assertThat(Words.of("   ")).isEmpty();
    }

    @Test
    void aJsonValueIsOneWord_whateverIsInIt() throws Exception {
        assertThat(Words.of("x {\"a b\": [1, \"}\\\"\", {}]} \"c \\\" d\" [ ] y"))
                .isEqualTo(List.of("x", "{\"a b\": [1, \"}\\\"\", {}]}", "\"c \\\" d\"", "[ ]", "y"));
    }

    @Test
    void singleQuotesHoldATextTogether_andVanish() throws Exception {
        assertThat(Words.of("x 'a  b' '' y'z")).isEqualTo(List.of("x", "a  b", "", "y'z"));
    }

    @Test
    void whatDoesNotEndIsRefused() {
        for (String line : List.of("x 'a", "x \"a", "x \"a\\\"", "x [1", "x {\"a\": \"}", "x \"a\\")) {
            assertThatThrownBy(() -> Words.of(line))
                    .as(line)
                    .isInstanceOf(CommandFailed.class)
                    .hasMessageStartingWith("what begins at column ")
                    .hasMessageEndingWith("does not end");
        }
    }
}
