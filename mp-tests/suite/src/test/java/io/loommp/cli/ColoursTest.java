package io.loommp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.testing.CommandRun;
import io.loommp.cli.testing.PseudoTerminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Colours, and lines that are cut to the width of the terminal, are for a terminal only. */
@Timeout(60)
class ColoursTest {
    private static final String GREEN_OK = "\u001b[32mok";
    private static final String MANY_SEEDS =
            IntStream.range(0, 20).mapToObj(i -> "host" + i + ":4040").collect(Collectors.joining(","));

    @TempDir
    private Path home;

    @BeforeEach
    void configure() {
        CommandRun.in(home).run("seeds", MANY_SEEDS).ended(ExitCode.OK);
    }

    private String shown(String behind) throws IOException {
        String show = PseudoTerminal.loommp("-ea", "config", "show");
        String doctor = PseudoTerminal.loommp("-ea", "doctor", "--no-config");
        Map<String, String> variables = Map.of("HOME", home.toString(), "TERM", "screen-256color");
        try (PseudoTerminal terminal =
                PseudoTerminal.run(home, variables, show + behind + "; " + doctor + behind + "; echo done")) {
            terminal.awaitText("done");
            return terminal.coloured();
        }
    }

    @Test
    void atATerminalTheyAreThere() throws Exception {
        PseudoTerminal.assumeThere();
        String shown = shown("");
        assertThat(shown).contains(GREEN_OK);
        assertThat(shown.lines()).anyMatch(line -> line.startsWith("seeds") && line.endsWith("…"));
    }

    @Test
    void inAPipeTheyAreNot() throws Exception {
        PseudoTerminal.assumeThere();
        String shown = shown(" | cat");
        assertThat(shown).contains("ok    java").doesNotContain("\u001b", "…");
    }

    @Test
    void aResultIsWholeWhereThereIsNoTerminal() {
        assertThat(CommandRun.in(home).run("config", "show").lines())
                .anyMatch(line -> line.startsWith("seeds ") && line.endsWith(MANY_SEEDS.replace(",", ", ")));
    }
}
