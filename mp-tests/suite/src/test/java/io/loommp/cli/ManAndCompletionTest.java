package io.loommp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.loommp.cli.testing.CommandRun;
import io.loommp.cli.testing.KnownCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the command writes for other programs to read: manual pages for man, a script for bash and zsh. */
@Timeout(60)
class ManAndCompletionTest {
    @TempDir
    private Path home;

    private CommandRun run(String... words) {
        return CommandRun.in(home).run(words);
    }

    /** What a program writes when it reads this text from a file that stands behind its words. */
    private String written(String text, String... words) throws IOException, InterruptedException {
        Path file = Files.writeString(home.resolve("input"), text);
        List<String> command = new ArrayList<>(List.of(words));
        command.add(file.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("MANWIDTH", "100");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s", output).isZero();
        return output.replaceAll(".\b", "");
    }

    private static void assumeThere(String program) throws InterruptedException {
        boolean there;
        try {
            there = new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            there = false;
        }
        assumeTrue(there, program + " is not installed");
    }

    @Test
    void help() {
        assertThat(run("man", "--help").ended(ExitCode.OK).out()).contains("Usage: loommp man", "man -l -");
        assertThat(run("completion", "--help").ended(ExitCode.OK).out()).contains("Usage: loommp completion", "source");
    }

    @Test
    void manWritesThePageOfACommand_inTheLanguageOfMan() {
        assertThat(run("man", "snd").ended(ExitCode.OK).lines())
                .contains(
                        ".TH \"LOOMMP\\-SND\" 1 \"\" LoomMP \"LoomMP\"",
                        ".SH SYNOPSIS",
                        "\\fB\\-\\-seed HOST:PORT\\fR",
                        ".SH EXIT STATUS",
                        "loommp(1)");
        assertThat(run("man").ended(ExitCode.OK).lines()).contains(".SH COMMANDS", "\\fBshell\\fR");
    }

    @Test
    void manHasNoPageOfWhatThereIsNot() {
        run("man", "frob").failed(ExitCode.UNUSABLE, "loommp has no command frob", "loommp --help");
        run("man", "snd", "frob").failed(ExitCode.UNUSABLE, "loommp snd has no command frob", "loommp --help");
        run("completion", "fish").failed(ExitCode.UNUSABLE, "'fish'", "completion --help");
    }

    @Test
    void everyPageIsReadableByMan() throws Exception {
        assumeThere("man");
        for (KnownCommand command : KnownCommand.all()) {
            String[] words =
                    Stream.concat(Stream.of("man"), Stream.of(command.line())).toArray(String[]::new);
            String page = written(run(words).ended(ExitCode.OK).out(), "man", "--warnings", "-l");
            page = page.replaceAll(" +", " "); // lines are stretched to the margin
            String name = command.name().replace(' ', '-');
            assertThat(page)
                    .startsWith(name.toUpperCase(Locale.ROOT))
                    .contains("NAME", name + " - ", "SYNOPSIS", "OPTIONS", "EXIT STATUS")
                    .doesNotContain("warning:", "%%", "@|");
            assertThat(page.contains("--seed HOST:PORT")).isEqualTo(command.has("--seed"));
        }
        assertThat(written(run("man").out(), "man", "--warnings", "-l")).contains("COMMANDS", "trace");
        assertThat(run("man", "config").lines())
                .contains(".SH WORDS", "\\fBgensecret\\fR", "\\fBsetparent NAME, parent NAME\\fR");
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        assumeThere("bash");
        String script = run("completion").ended(ExitCode.OK).out();
        assertThat(completed(script, "loommp", "sn")).containsExactly("snd");
        assertThat(completed(script, "loommp", "s")).contains("snd", "shell");
        assertThat(completed(script, "loommp", "snd", "--se")).containsExactlyInAnyOrder("--seed", "--secret-file");
    }

    private List<String> completed(String script, String... words) throws IOException, InterruptedException {
        String ask =
                "\ncompopt() { :; }\nCOMP_WORDS=(" + String.join(" ", words) + ")\nCOMP_CWORD=" + (words.length - 1)
                        + "\nCOMP_LINE='" + String.join(" ", words) + "'\nCOMP_POINT=${#COMP_LINE}"
                        + "\n_complete_loommp\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
        return written(script + ask, "bash").lines().map(String::strip).toList();
    }
}
