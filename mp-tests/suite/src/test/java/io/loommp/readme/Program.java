package io.loommp.readme;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One of the README's programs, run as a process of its own, as a reader would; it is ended when it takes too long. */
final class Program implements AutoCloseable {
    private static final long SECONDS_MAX = 40;

    private final Process process;
    private final BufferedReader out;

    private Program(Process process) {
        this.process = process;
        this.out = process.inputReader();
        // what reads from a process is not interruptible, so a timeout of the test would not end it
        CompletableFuture.delayedExecutor(SECONDS_MAX, TimeUnit.SECONDS).execute(process::destroyForcibly);
    }

    static Program start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new Program(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The next line that it prints. */
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new AssertionError("the program ended, and has not said what it should");
        }
        return line;
    }

    /** All that it prints until it has ended by itself, which has to be in order. */
    String rest() throws IOException, InterruptedException {
        String rest = String.join("\n", out.lines().toList());
        int exitCode = process.waitFor();
        if (exitCode != 0) {
            throw new AssertionError("exit code " + exitCode + ", output: " + rest);
        }
        return rest;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        out.close();
    }
}
