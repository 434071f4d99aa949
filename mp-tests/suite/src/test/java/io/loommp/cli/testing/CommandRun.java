package io.loommp.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.cli.CommandContext;
import io.loommp.cli.Main;
import io.loommp.net.config.Environment;
import io.loommp.net.json.Json;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * A command that a test runs in its own process: with a home directory, variables and a standard input that are the test's,
 * and without a terminal. It has ended when it is here.
 *
 * @param exitCode what the process would have ended with
 * @param out what it wrote as results
 * @param err what it wrote beside, without the log
 * @param properties the system properties it would have set
 */
public record CommandRun(int exitCode, String out, String err, Map<String, String> properties) {
    /** The name of the machine, as the command sees it. */
    public static final String HOST = "testhost";

    /** What a command finds around it. */
    public record Setup(Path home, Map<String, String> variables, String in) {

        /** Also with that variable. */
        public Setup with(String variable, String value) {
            Map<String, String> more = new LinkedHashMap<>(variables);
            more.put(variable, value);
            return new Setup(home, more, in);
        }

        /** With that on the standard input. */
        public Setup withInput(String text) {
            return new Setup(home, variables, text);
        }

        /** As a command sees it. */
        public Environment environment() {
            return new Environment(variables, home, home, HOST);
        }

        /** The command, which nobody has run yet. */
        public CommandLine command() {
            return command(new ConcurrentHashMap<>());
        }

        private CommandLine command(Map<String, String> properties) {
            return Main.commandLine(new CommandContext(
                    environment(),
                    new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                    Ansi.OFF,
                    0,
                    properties::put));
        }

        /** Runs it. */
        public CommandRun run(String... args) {
            Map<String, String> properties = new ConcurrentHashMap<>();
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            CommandLine command =
                    command(properties).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
            int exitCode = Main.run(command, args);
            return new CommandRun(exitCode, out.toString(), err.toString(), Map.copyOf(properties));
        }
    }

    /** With that home directory, in which it runs, no variables and nothing on its standard input. */
    public static Setup in(Path home) {
        return new Setup(home, Map.of(), "");
    }

    /** Checks the exit code, and shows what was written if it is another. */
    public CommandRun ended(int code) {
        assertThat(exitCode).as("exit code, with\n%s%s", out, err).isEqualTo(code);
        return this;
    }

    /** Checks that it failed with this code, one line that has this text, and a hint that has that. */
    public CommandRun failed(int code, String problem, String hint) {
        ended(code);
        List<String> lines = err.lines().toList();
        assertThat(lines).as("%s", err).hasSize(2);
        assertThat(lines.getFirst()).startsWith("loommp: ").contains(problem);
        assertThat(lines.getLast()).contains(hint);
        return this;
    }

    /** What it wrote, as lines. */
    public List<String> lines() {
        return out.lines().toList();
    }

    /** What it wrote with {@code --json}, an object a line. */
    public List<Map<String, Object>> objects() {
        return out.lines().map(CommandRun::object).toList();
    }

    private static Map<String, Object> object(String line) {
        Map<String, Object> object = new LinkedHashMap<>();
        if (!(Json.parse(line) instanceof Map<?, ?> map)) {
            throw new AssertionError("no object: " + line);
        }
        map.forEach((key, value) -> object.put((String) key, value));
        return object;
    }
}
