package io.loommp.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Java process that a test started, with the lines it has written so far. Closing it ends it and what it started. */
public final class Program implements AutoCloseable {
    private static final Duration LINE_LIMIT = Duration.ofSeconds(30);
    private static final int END_SECONDS = 5;
    /** A test that runs in the background of a script ignores Ctrl-C, and hands that on to what it starts. */
    private static final List<String> HEARS_SIGNALS = hearsSignals();

    private final Process process;
    private final Thread reader;
    private final List<String> lines = new CopyOnWriteArrayList<>();

    private Program(Process process) {
        this.process = process;
        this.reader = Thread.ofPlatform().daemon().start(this::read);
    }

    /** Starts the command, as the launcher does. */
    public static Program loommp(Path temporaryFiles, String... args) throws IOException {
        return loommp(temporaryFiles, Map.of(), args);
    }

    /** Starts the command with these variables in its environment. */
    public static Program loommp(Path temporaryFiles, Map<String, String> environment, String... args)
            throws IOException {
        Path home = Path.of(System.getProperty("loommp.home")).toRealPath();
        List<String> command = new ArrayList<>(List.of("-Dloommp.home=" + home, "-Djava.io.tmpdir=" + temporaryFiles));
        command.addAll(List.of("-jar", home.resolve("mp-cli/target/loommp.jar").toString()));
        command.addAll(List.of(args));
        return start(List.of(), environment, command);
    }

    /** Starts any command. */
    public static Program command(List<String> command) throws IOException {
        List<String> all = new ArrayList<>(HEARS_SIGNALS);
        all.addAll(command);
        return new Program(new ProcessBuilder(all).redirectErrorStream(true).start());
    }

    /** Starts a class of the tests in a heap of this size; it ends at once if that is too small. */
    public static Program main(Class<?> main, String heap, String... args) throws IOException {
        return behind(List.of(), main, List.of("-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError"), args);
    }

    /** Starts a class of the class path, with these variables in its environment. */
    public static Program main(Class<?> main, Map<String, String> environment, String... args) throws IOException {
        return start(List.of(), environment, ofClassPath(main, args));
    }

    /** Starts a class of the class path, whose lines are its results alone: what else it says is said by the test. */
    public static Program results(Class<?> main, String... args) throws IOException {
        return new Program(java(List.of(), Map.of(), ofClassPath(main, args))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private static List<String> ofClassPath(Class<?> main, String... args) {
        List<String> javaArgs =
                new ArrayList<>(List.of("-Xmx128m", "-cp", System.getProperty("java.class.path"), main.getName()));
        javaArgs.addAll(List.of(args));
        return javaArgs;
    }

    /** Starts a class of the tests behind a command that runs what follows it, with options for its virtual machine. */
    public static Program behind(List<String> command, Class<?> main, List<String> options, String... args)
            throws IOException {
        List<String> javaArgs = new ArrayList<>(options);
        javaArgs.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        javaArgs.addAll(List.of(args));
        return start(command, Map.of(), javaArgs);
    }

    /** Starts a file of Java as a script: it sees nothing but itself and the JDK. */
    public static Program script(Path source, String... args) throws IOException {
        List<String> javaArgs = new ArrayList<>(List.of("-Xmx1g", source.toString()));
        javaArgs.addAll(List.of(args));
        return start(List.of(), Map.of(), javaArgs);
    }

    private static Program start(List<String> before, Map<String, String> environment, List<String> javaArgs)
            throws IOException {
        return new Program(
                java(before, environment, javaArgs).redirectErrorStream(true).start());
    }

    private static ProcessBuilder java(List<String> before, Map<String, String> environment, List<String> javaArgs) {
        List<String> command = new ArrayList<>(HEARS_SIGNALS);
        command.addAll(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaArgs);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }

    private static List<String> hearsSignals() {
        List<String> command = List.of("env", "--default-signal=INT,HUP");
        List<String> trial = Stream.concat(command.stream(), Stream.of("true")).toList();
        try {
            Process process = new ProcessBuilder(trial)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0 ? command : List.of();
        } catch (IOException e) {
            return List.of(); // a system without that option
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            lines.add("(its output was cut off: " + e.getMessage() + ")");
        }
    }

    /** What it has written so far, on both of its outputs. */
    public List<String> lines() {
        return lines;
    }

    /** What it has written, as one text. */
    public String output() {
        return String.join("\n", lines);
    }

    /** The first line with this text in it, waited for. */
    public String awaitLine(String text) {
        await().atMost(LINE_LIMIT)
                .failFast(
                        "it has ended",
                        () -> !reader.isAlive() && lineWith(text).isEmpty())
                .until(() -> lineWith(text).isPresent());
        return lineWith(text).orElseThrow();
    }

    private Optional<String> lineWith(String text) {
        return lines.stream().filter(line -> line.contains(text)).findFirst();
    }

    /** What the line with this text says behind it, waited for. */
    public String awaitWhatFollows(String text) {
        String line = awaitLine(text);
        return line.substring(line.indexOf(text) + text.length());
    }

    /** The exit code, waited for, when all it wrote has been read. */
    public int awaitEnd(Duration limit) throws InterruptedException {
        assertThat(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
                .as(() -> "ended within " + limit + "; it wrote:\n" + output())
                .isTrue();
        reader.join();
        return process.exitValue();
    }

    /** The processes it has started. */
    public List<ProcessHandle> children() {
        return process.children().toList();
    }

    /** Its number. */
    public long pid() {
        return process.pid();
    }

    /** Asks it to stop, as a service manager does. */
    public void terminate() {
        process.toHandle().destroy(); // the process itself would stop listening to what it says, too
    }

    /** Ends it at once, whatever it does: it has no last words. */
    public void kill() {
        process.toHandle().destroyForcibly();
        process.toHandle().onExit().join();
    }

    /** Sends it a signal of this name. */
    public void signal(String name) throws IOException, InterruptedException {
        signal(name, process.pid());
    }

    /** Sends a signal to a process that a test has started, or one of its own. */
    public static void signal(String name, long pid) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(code).as("kill -" + name).isZero();
    }

    /** Writes a line to its standard input; what is thrown when it does not take that has what it has said. */
    public void tell(String line) throws IOException {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new IOException("it does not take \"" + line + "\"; it wrote:\n" + output(), e);
        }
    }

    /** Ends its standard input. */
    public void endInput() throws IOException {
        process.getOutputStream().close();
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        terminate();
        process.onExit()
                .completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS)
                .join();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
    }
}
