package io.loommp.manage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LogTextTest {

    @Test
    void ordinaryTextStaysAsItIs() {
        String text = "na\u00efve \u20ac \ud83d\ude00 #~|\"'";
        assertThat(LogText.escape(text)).isSameAs(text);
        assertThat(LogText.escape("")).isEmpty();
    }

    @Test
    void nothingBreaksTheLineOrTheTerminal() {
        assertThat(LogText.escape("a\nb\rc\td\u001b[31m\u0000\u007f\u0085\u009b"))
                .isEqualTo("a\\u000Ab\\u000Dc\\u0009d\\u001B[31m\\u0000\\u007F\\u0085\\u009B");
        assertThat(LogText.escape("\u2028\u2029")).isEqualTo("\\u2028\\u2029");
    }

    @Test
    void nothingChangesTheDirectionOfWriting() {
        assertThat(LogText.escape("\u200e\u200f\u202a\u202e\u2066\u2069\u061c"))
                .isEqualTo("\\u200E\\u200F\\u202A\\u202E\\u2066\\u2069\\u061C");
    }

    @Test
    void halvesOfPairsAreShown() {
        assertThat(LogText.escape("\ud83d")).isEqualTo("\\uD83D");
        assertThat(LogText.escape("\ude00x\ud83dx")).isEqualTo("\\uDE00x\\uD83Dx");
    }

    @Test
    void longTextIsCut_notInTheMiddleOfACharacter() {
        assertThat(LogText.escape("x".repeat(200))).hasSize(200);
        assertThat(LogText.escape("x".repeat(201))).isEqualTo("x".repeat(200) + "\u2026 (201 characters)");
        assertThat(LogText.escape("\n" + "x".repeat(1000)))
                .startsWith("\\u000Axx")
                .endsWith("(1001 characters)");
        assertThat(LogText.escape("x".repeat(199) + "\ud83d\ude00"))
                .isEqualTo("x".repeat(199) + "\\uD83D\u2026 (201 characters)");
    }
}
