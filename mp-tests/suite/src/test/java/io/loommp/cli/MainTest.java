package io.loommp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.cli.testing.CommandRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all commands have in common: help, words as JSON, how much is said. */
@Timeout(60)
class MainTest {
    private static final String LOGGER = "org.slf4j.simpleLogger.log.";

    @TempDir
    private Path home;

    @Test
    void helpHasTheCommandsInGroups() {
        CommandRun help = CommandRun.in(home).run("--help").ended(ExitCode.OK);
        assertThat(CommandRun.in(home).run("help").ended(ExitCode.OK).out()).isEqualTo(help.out());
        for (String command : List.of("db get", "gensecret", "config")) {
            assertThat(run("help " + command).out())
                    .isEqualTo(run(command + " --help").out());
        }
        assertThat(help.out())
                .containsSubsequence("\nNodes:\n  run ", "\n  demo ", "Exit codes:")
                .contains("-v, --verbose", "-q, --quiet")
                .doesNotContain("demo-server");
    }

    private CommandRun run(String line) {
        return CommandRun.in(home).run(line.split(" ", -1)).ended(ExitCode.OK);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    runn               | there is no command loommp runn       | Is it run? More: loommp --help
                    setseds a:1        | there is no command loommp setseds    | Is it setseeds? More: loommp --help
                    frobnicate         | there is no command loommp frobnicate | More: loommp --help
                    demo-serve         | there is no command loommp demo-serve | More: loommp --help
                    db wach f          | there is no command loommp db wach    | Is it watch? More: loommp db --help
                    run --secrt-file=x | Unknown option: '--secrt-file=x'      | Is it --secret-file? More: loommp run --help
                    mon a#b c          | Unmatched argument at index 2: 'c'    | More: loommp mon --help
                    """)
    void whatIsMistypedIsGuessed(String line, String problem, String hint) {
        CommandRun run = CommandRun.in(home).run(line.split(" ", -1)).failed(ExitCode.UNUSABLE, problem, hint);
        assertThat(run.err().lines()).containsExactly("loommp: " + problem, hint);
    }

    @Test
    void aSingleArgumentThatIsAnArrayStandsForAll() {
        assertThat(CommandRun.in(home).run("[\"--version\"]").ended(ExitCode.OK).out())
                .startsWith("loommp ");
        assertThat(JsonArguments.expand("[\"snd\", \"a#b\", 1, {\"k\": null}]"))
                .containsExactly("snd", "a#b", "1", "{\"k\":null}");
        assertThat(JsonArguments.expand("[1", "2")).containsExactly("[1", "2");
        CommandRun.in(home).run("[1").failed(ExitCode.UNUSABLE, "looks like a JSON array", "--help");
    }

    @Test
    void wordsThatBeginAsJsonAreJson() {
        assertThat(JsonArguments.decode("text")).isEqualTo("text");
        assertThat(JsonArguments.decode("5")).isEqualTo("5");
        assertThat(JsonArguments.decode("\"5\"")).isEqualTo("5");
        assertThat(JsonArguments.decode("")).isEqualTo("");
        assertThat(JsonArguments.decode("[1,true]")).hasToString("[1, true]");
        assertThatThrownBy(() -> JsonArguments.decode("{1")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"-v, info", "-vv, debug", "-vvv, trace", "-vvvv, trace", "-q, error", "--verbose, info"})
    void optionsSayHowMuchIsSaid(String option, String level) {
        CommandRun run = CommandRun.in(home).with("LOOMMP_LOG", "off").run("demo", option, "--size=999999999GiB");
        assertThat(run.ended(ExitCode.UNUSABLE).properties()).containsEntry(LOGGER + "io.loommp", level);
    }

    @Test
    void soDoesTheEnvironment() {
        CommandRun run = CommandRun.in(home)
                .with("LOOMMP_LOG", "INFO, io.loommp.net=trace")
                .run("demo", "--size=999999999GiB");
        assertThat(run.properties())
                .containsEntry(LOGGER + "io.loommp", "info")
                .containsEntry(LOGGER + "io.loommp.net", "trace");
        CommandRun.in(home)
                .with("LOOMMP_LOG", "loud")
                .run("demo")
                .failed(ExitCode.UNUSABLE, "LOOMMP_LOG: \"loud\" is no level", "Levels are trace, debug");
        CommandRun.in(home).run("demo", "-v", "-q").failed(ExitCode.UNUSABLE, "-v and -q", "Leave one");
    }
}
