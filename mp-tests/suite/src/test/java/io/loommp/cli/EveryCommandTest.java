package io.loommp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.loommp.cli.testing.CommandRun;
import io.loommp.cli.testing.KnownCommand;
import io.loommp.cli.testing.ShellWords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What holds for every command that there is: its help, and what it says when it is called wrongly. */
@Timeout(60)
class EveryCommandTest {
    private static final int WIDTH = 80;

    @TempDir
    private Path home;

    static List<KnownCommand> all() {
        return KnownCommand.all();
    }

    static Stream<KnownCommand> shown() {
        return all().stream().filter(command -> !command.spec().usageMessage().hidden());
    }

    static Stream<KnownCommand> needy() {
        return all().stream().filter(command -> !command.required().isEmpty());
    }

    static Stream<KnownCommand> limited() {
        return all().stream().filter(command -> !command.isGroup() && command.wordsMax() < Integer.MAX_VALUE);
    }

    static Stream<KnownCommand> withANode() {
        return all().stream().filter(command -> command.has("--seed") && command.has("--secret-file"));
    }

    private CommandRun run(KnownCommand command, String... args) {
        return CommandRun.in(home).run(command.line(args));
    }

    private static String help(KnownCommand command) {
        return command.name() + " --help";
    }

    // ---- help ----

    @ParameterizedTest
    @MethodSource("all")
    void helpSaysWhatItDoes_andFitsATerminal(KnownCommand command) {
        CommandRun help = run(command, "--help").ended(ExitCode.OK);
        assertThat(help.err()).isEmpty();
        assertThat(help.lines().getFirst()).startsWith("Usage: " + command.name());
        assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(WIDTH));
        assertThat(help.out()).contains("Exit codes:").doesNotContain("%%", "@|", "${");
        assertThat(run(command, "-h").ended(ExitCode.OK).out()).isEqualTo(help.out());

        assertThat(command.spec().usageMessage().description()).isNotEmpty().allSatisfy(EveryCommandTest::isASentence);
        assertThat(command.options()).allSatisfy(option -> {
            assertThat(option.description()).as(option.longestName()).isNotEmpty();
            assertThat(help.out()).contains(option.longestName());
        });
        assertThat(command.spec().positionalParameters())
                .allSatisfy(
                        word -> assertThat(word.description()).isNotEmpty().allSatisfy(EveryCommandTest::isASentence));
    }

    private static void isASentence(String text) {
        assertThat(text).matches("(?s)\\p{Upper}.*[.)]");
    }

    @ParameterizedTest
    @MethodSource("shown")
    void whatIsGivenArgumentsHasExamples_whichItUnderstands(KnownCommand command) {
        List<String> examples = examples(command);
        if (!command.spec().positionalParameters().isEmpty()) {
            assertThat(examples).isNotEmpty();
        }
        for (String example : examples) {
            List<String> words = words(example);
            assertThatCode(() -> assertThat(
                                    ShellWords.parsed(CommandRun.in(home).command(), words))
                            .isEqualTo(command.name()))
                    .as("%s", example)
                    .doesNotThrowAnyException();
        }
    }

    private static List<String> examples(KnownCommand command) {
        if (!Objects.equals(command.spec().usageMessage().footerHeading(), HelpText.EXAMPLES)) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (String line : command.spec().usageMessage().footer()) {
            assertThat(line).startsWith("  loommp ");
            lines.add(line.strip());
        }
        return lines;
    }

    private static List<String> words(String example) {
        List<String> words = ShellWords.of(example);
        return words.subList(1, words.size());
    }

    @Test
    void theExamplesOfTheConfigurationWorkInTheirOrder() {
        KnownCommand config = all().stream()
                .filter(command -> command.name().equals("loommp config"))
                .findFirst()
                .orElseThrow();
        for (String example : examples(config)) {
            CommandRun.in(home).run(words(example).toArray(String[]::new)).ended(ExitCode.OK);
        }
        assertThat(CommandRun.in(home).run("config", "show", "worker").out()).contains("*:4040", "echo", "***");
    }

    // ---- wrong usage ----

    @ParameterizedTest
    @MethodSource("all")
    void anUnknownOptionIsNotTried(KnownCommand command) {
        List<String> words = new ArrayList<>(command.required());
        words.addFirst("--frobnicate");
        run(command, words.toArray(String[]::new))
                .failed(ExitCode.UNUSABLE, "Unknown option: '--frobnicate'", help(command));
    }

    @ParameterizedTest
    @MethodSource("needy")
    void aMissingArgumentIsNamed(KnownCommand command) {
        CommandRun run = run(command).ended(ExitCode.UNUSABLE);
        run.failed(ExitCode.UNUSABLE, "Missing required", help(command));
        assertThat(run.out()).isEmpty();
        command.spec().positionalParameters().stream()
                .filter(word -> word.arity().min() > 0)
                .map(PositionalParamSpec::paramLabel)
                .forEach(label -> assertThat(run.err()).contains(label));
    }

    @ParameterizedTest
    @MethodSource("limited")
    void aWordTooManyIsNotTried(KnownCommand command) {
        List<String> words = new ArrayList<>();
        command.required().stream().filter(word -> word.startsWith("--")).forEach(words::add);
        words.addAll(Collections.nCopies(command.wordsMax(), "x"));
        words.add("surplus");
        run(command, words.toArray(String[]::new)).failed(ExitCode.UNUSABLE, "'surplus'", help(command));
    }

    @ParameterizedTest
    @MethodSource("withANode")
    void aNodeThatCannotProveItselfIsNotStarted(KnownCommand command) {
        List<String> words = new ArrayList<>(List.of("--no-config", "--seed=127.0.0.1:1"));
        if (command.has("--json")) {
            words.add("--json"); // an error is no result, and never on stdout
        }
        words.addAll(command.required());
        String[] args = words.toArray(String[]::new);
        if (command.name().equals("loommp doctor")) {
            assertThat(run(command, args).ended(ExitCode.FAILED).objects())
                    .anyMatch(finding -> "fail".equals(finding.get("verdict")));
        } else {
            CommandRun run = run(command, args);
            run.failed(ExitCode.UNUSABLE, "needs what proves it to others", "--secret-file");
            assertThat(run.out()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("withANode")
    void aSecretThatIsNotThereIsNamed(KnownCommand command) {
        List<String> words =
                new ArrayList<>(List.of("--no-config", "--seed=127.0.0.1:1", "--secret-file=no-such-file"));
        words.addAll(command.required());
        String[] args = words.toArray(String[]::new);
        if (command.name().equals("loommp doctor")) {
            assertThat(run(command, args).ended(ExitCode.FAILED).out()).contains("no-such-file");
        } else {
            run(command, args).failed(ExitCode.UNUSABLE, "no-such-file", help(command));
        }
    }

    @Test
    void aGroupAloneSaysWhatThereIs() {
        assertThat(all().stream().filter(KnownCommand::isGroup)).hasSize(2).allSatisfy(group -> {
            CommandRun run = run(group).ended(ExitCode.UNUSABLE);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("Usage: " + group.name());
        });
    }
}
