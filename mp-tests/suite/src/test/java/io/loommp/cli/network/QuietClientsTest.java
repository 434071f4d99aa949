package io.loommp.cli.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.ExitCode;
import io.loommp.cli.Main;
import io.loommp.cli.Program;
import io.loommp.cli.testing.CommandRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that cannot reach whom they ask: they say so themselves, and the log of their node does not say it again. */
@Timeout(120)
class QuietClientsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String LEVEL = "org.slf4j.simpleLogger.log.io.loommp.node.deadletters";

    @TempDir
    private Path home;

    private static List<String> lines(String line, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
        words.add("--no-config");
        words.addAll(List.of(more));
        try (Program program = Program.main(Main.class, Map.of(), words.toArray(String[]::new))) {
            assertThat(program.awaitEnd(LIMIT)).as(program::output).isEqualTo(ExitCode.FAILED);
            return program.lines();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    snd other#p x | loommp: transport_error: other: no known address
                    cal other#p x | loommp: transport_error: other: no known address
                    ports other   | loommp: node other cannot be asked: transport_error: other: no known address
                    restart other | loommp: node other cannot be asked: transport_error: other: no known address
                    """)
    void aFailureIsOneLineAndAHint(String line, String problem) throws Exception {
        assertThat(lines(line)).hasSize(2).startsWith(problem);
    }

    @Test
    void whoWantsToKnowMoreIsTold() throws Exception {
        assertThat(lines("snd other#p x", "-v"))
                .anyMatch(line -> line.endsWith("dead letter to other#p: x (NO_ROUTE)"));
    }

    @Test
    void whatSomebodyHasSaidCounts() {
        String[] line = {"snd", "--no-config", "other#p", "x"};
        assertThat(CommandRun.in(home).run(line).properties()).containsEntry(LEVEL, "error");
        assertThat(CommandRun.in(home).with("LOOMMP_LOG", "warn").run(line).properties())
                .doesNotContainKey(LEVEL);
    }
}
