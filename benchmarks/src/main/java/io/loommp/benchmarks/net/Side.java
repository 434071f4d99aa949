package io.loommp.benchmarks.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process on one side of a benchmark; it tells its figures in lines of {@code name=value}. Closing it ends it. */
public final class Side implements AutoCloseable {
    /** Arguments with which newer virtual machines do not complain of JMH, Pekko, Aeron and the like. */
    public static final List<String> QUIET =
            Runtime.version().feature() < 23 ? List.of() : List.of("--sun-misc-unsafe-memory-access=allow");

    private static final int END_SECONDS = 10;

    private final Process process;
    private final BufferedReader output;
    private final List<String> said = new ArrayList<>();

    /** Starts a command, which has to be done within this time. */
    public Side(List<String> command, Duration limit) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = process.inputReader(StandardCharsets.UTF_8);
        CompletableFuture.delayedExecutor(limit.toSeconds(), TimeUnit.SECONDS).execute(process::destroyForcibly);
    }

    /** The command that runs a class of the benchmarks, in a heap of this size. */
    public static List<String> java(String heap, Class<?> main, List<String> args) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heap));
        command.addAll(QUIET);
        command.addAll(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", // Pekko's queues and Aeron's buffers want it
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(args);
        return command;
    }

    long pid() {
        return process.pid();
    }

    /** Writes a line to its standard input. */
    void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** What the next line says that begins so, waited for. */
    public String await(String name) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.add(line);
            if (line.startsWith(name + "=")) {
                return line.substring(name.length() + 1);
            }
        }
        throw new IOException("it ended without saying " + name + "; it said:\n" + String.join("\n", said));
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
