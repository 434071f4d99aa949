package io.loommp.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.loommp.cli.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real pseudo-terminal, of tmux, in which a program runs; a test types into it and looks at its screen. */
public final class PseudoTerminal implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String STATUS = "status";

    private final Path directory;

    private PseudoTerminal(Path directory) {
        this.directory = directory;
    }

    /** Skips a test where tmux is missing. */
    public static void assumeThere() {
        boolean there;
        try {
            there = new ProcessBuilder("tmux", "-V").start().waitFor() == 0;
        } catch (IOException e) {
            there = false;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        assumeTrue(there, "tmux is not installed: there is no pseudo-terminal to test in");
    }

    /** Starts a command of a POSIX shell, with these variables; its socket and script are put into a directory in that one. */
    public static PseudoTerminal run(Path parent, Map<String, String> variables, String command) throws IOException {
        Path directory = Files.createTempDirectory(parent, "tmux"); // one before may still be ending
        Files.writeString(directory.resolve("tmux.conf"), "set -g remain-on-exit on\nset -g escape-time 0\n");
        String set = variables.entrySet().stream()
                .map(variable -> "export " + variable.getKey() + '=' + quoted(variable.getValue()) + '\n')
                .collect(Collectors.joining());
        Path script = directory.resolve("run.sh");
        Files.writeString(script, set + command + '\n');
        // tmux does not always know how a program has ended that closed its terminal before
        Path outer = directory.resolve("outer.sh");
        Files.writeString(
                outer,
                "trap : INT\nsh " + quoted(script.toString()) + "\ncode=$?\necho $code >"
                        + quoted(directory.resolve(STATUS).toString()) + "\nexit $code\n");
        PseudoTerminal terminal = new PseudoTerminal(directory);
        terminal.tmux("new-session", "-d", "-x", "110", "-y", "40", "sh " + quoted(outer.toString()));
        return terminal;
    }

    /** The words of a line by which a shell runs the command in a virtual machine with an option. */
    public static String loommp(String option, String... line) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Stream<String> start =
                Stream.of(java, option, "-cp", System.getProperty("java.class.path"), Main.class.getName());
        return Stream.concat(start, Stream.of(line)).map(PseudoTerminal::quoted).collect(Collectors.joining(" "));
    }

    /** A word of a POSIX shell. */
    public static String quoted(String word) {
        return '\'' + word.replace("'", "'\\''") + '\'';
    }

    private String tmux(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "tmux",
                "-S",
                directory.resolve("s").toString(),
                "-f",
                directory.resolve("tmux.conf").toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
            return output;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Types a text. */
    public PseudoTerminal type(String text) throws IOException {
        tmux("send-keys", "-l", text);
        return this;
    }

    /** Presses a key, as tmux names it: {@code Enter}, {@code Tab}, {@code C-c}, {@code Up}. */
    public PseudoTerminal press(String key) throws IOException {
        tmux("send-keys", key);
        return this;
    }

    /** What stands on the screen, without white space at the ends of lines. */
    public String screen() throws IOException {
        return tmux("capture-pane", "-p").stripTrailing();
    }

    /** The last line on the screen. */
    public String lastLine() throws IOException {
        return screen().lines().reduce("", (before, line) -> line);
    }

    /** Waits until a text stands on the screen, and returns that. */
    public String awaitText(String text) {
        return await().atMost(LIMIT).alias(text).until(this::screen, screen -> screen.contains(text));
    }

    /** Waits until the last line is this one. */
    public void awaitLastLine(String line) {
        await().atMost(LIMIT).alias(line).until(this::lastLine, line::equals);
    }

    /** The exit code of the program, waited for. */
    public int awaitEnd() throws IOException {
        Path status = directory.resolve(STATUS);
        String end = await().atMost(LIMIT)
                .until(
                        () -> tmux("display-message", "-p", "#{pane_dead} #{pane_dead_status}")
                                .strip(),
                        s -> s.startsWith("1 ") || (s.equals("1") && Files.exists(status)));
        return Integer.parseInt(end.equals("1") ? Files.readString(status).strip() : end.substring(2));
    }

    /** How much of what was on the screen can be seen again, with what went out at the top. */
    public String everything() throws IOException {
        return tmux("capture-pane", "-p", "-S", "-");
    }

    /** What stands on the screen, with the sequences that make the colours, and lines that were wrapped in one. */
    public String coloured() throws IOException {
        return tmux("capture-pane", "-p", "-e", "-J");
    }

    @Override
    public void close() throws IOException {
        tmux("kill-server");
    }
}
