package io.loommp.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.Program;
import io.loommp.cli.testing.CommandRun;
import io.loommp.examples.First;
import io.loommp.examples.FirstThread;
import io.loommp.examples.PortThatDies;
import io.loommp.examples.Timers;
import io.loommp.readme.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tutorial shows the programs of the examples, all of them, and what they print. */
@Timeout(60)
class TutorialPagesTest {
    private static final Pattern PRINTED = Pattern.compile("(?ms)^<!-- printed by (\\w+) -->\\n```text\\n(.*?)^```$");
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\./loommp example (\\w+)");

    private static final Pattern CONFIGURES =
            Pattern.compile("(?m)^\\./loommp ((?:gensecret|nodeid|profile|config)\\b.*)$");

    private static List<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(Sources.home().resolve("docs/tutorial"))) {
            return files.sorted().map(Sources::read).toList();
        }
    }

    @Test
    void theProgramsAreThoseOfTheExamples() throws IOException {
        Map<String, String> shown = new TreeMap<>();
        for (String page : pages()) {
            Map<String, String> here = Sources.shown(page);
            assertThat(Sources.javaBlocks(page)).isEqualTo(here.size());
            shown.putAll(here);
        }
        assertThat(shown)
                .isNotEmpty()
                .containsExactlyInAnyOrderEntriesOf(
                        Sources.marked("tutorial", "examples/src/main/java", First.class.getPackageName()));
    }

    @Test
    void theCommandsNameProgramsThatAreThere_andNoProgramIsLeftOut() throws IOException {
        List<String> named = new ArrayList<>();
        List<String> pages = new ArrayList<>(pages());
        pages.add(Sources.read(Sources.home().resolve("docs/stuck-ports.md")));
        for (String page : pages) {
            COMMAND.matcher(page).results().forEach(command -> named.add(command.group(1)));
        }
        List<String> programs = new ArrayList<>();
        Path sources = Sources.home().resolve("examples/src/main/java/io/loommp/examples");
        try (Stream<Path> files = Files.list(sources)) {
            files.filter(file -> Sources.read(file).contains("static void main("))
                    .forEach(file -> programs.add(file.getFileName().toString().replace(".java", "")));
        }
        assertThat(named).containsAll(programs);
        assertThat(programs).containsAll(named);
    }

    @Test
    void theCommandsThatMakeAConfigurationMakeOne(@TempDir Path home) throws IOException {
        CommandRun.Setup setup = new CommandRun.Setup(home, Map.of(), "");
        int commands = 0;
        for (String page : pages()) {
            for (MatchResult command : CONFIGURES.matcher(page).results().toList()) {
                CommandRun run = setup.run(command.group(1).split(" +", -1));
                assertThat(run.exitCode())
                        .as("%s: %s", command.group(), run.err())
                        .isZero();
                commands++;
            }
        }
        assertThat(commands).isGreaterThan(3);
        assertThat(setup.run("config", "show", "seed").out())
                .contains("127.0.0.1:4040")
                .contains("***");
        assertThat(setup.run("config", "show", "rooms").out()).contains("room");
    }

    @ParameterizedTest
    @ValueSource(classes = {First.class, FirstThread.class, PortThatDies.class, Timers.class})
    void programsOfOneProcessPrintWhatThePageSays(Class<?> main) throws Exception {
        List<String> lines = new ArrayList<>();
        for (String page : pages()) {
            Matcher printed = PRINTED.matcher(page);
            while (printed.find()) {
                if (printed.group(1).equals(main.getSimpleName())) {
                    printed.group(2).lines().forEach(lines::add);
                }
            }
        }
        assertThat(lines).isNotEmpty();
        try (Program program = Program.main(main, Map.of())) {
            assertThat(program.awaitEnd(Duration.ofSeconds(40)))
                    .as(program.output())
                    .isZero();
            assertThat(program.lines().stream().map(TutorialPagesTest::withoutNames))
                    .containsExactlyElementsOf(lines);
        }
    }

    /** The names of ports are new at each start, so the pages show an ellipsis. */
    private static String withoutNames(String line) {
        return line.replaceAll("#[\\w~.]+", "#…");
    }
}
