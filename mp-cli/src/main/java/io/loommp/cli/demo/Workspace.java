package io.loommp.cli.demo;

import io.loommp.cli.CommandFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What must not be left behind, however the demo ends: its temporary files and its processes.
 *
 * <p><b>Threads:</b> any.
 */
final class Workspace implements AutoCloseable {
    private static final long END_SECONDS = 3;

    private final Path directory;
    private final List<Process> processes = new ArrayList<>(); // guarded by this
    private final Thread hook = new Thread(this::stop, "loommp-demo-clean-up");
    private boolean cleared; // guarded by this
    private volatile boolean stopped; // set by the hook

    private Workspace(Path directory) {
        this.directory = directory;
    }

    /** Makes a directory that only this user can enter. */
    static Workspace create() throws CommandFailed {
        try {
            Workspace workspace = new Workspace(Files.createTempDirectory("loommp-demo-"));
            Runtime.getRuntime().addShutdownHook(workspace.hook);
            return workspace;
        } catch (IOException e) {
            throw CommandFailed.unusable(
                    "no temporary directory can be made: " + e.getMessage(),
                    "Set another place: JDK_JAVA_OPTIONS=-Djava.io.tmpdir=/some/where ./loommp demo");
        }
    }

    Path directory() {
        return directory;
    }

    /** Starts a process that ends at the latest when the workspace is closed. */
    synchronized Process start(ProcessBuilder builder) throws IOException {
        if (cleared) {
            throw new IOException("the demo is ending");
        }
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** Whether this process is being stopped from outside. */
    boolean isStopped() {
        return stopped;
    }

    private void stop() {
        stopped = true;
        clear();
    }

    @Override
    public void close() {
        clear();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs already
        }
    }

    private synchronized void clear() {
        if (!cleared) {
            cleared = true;
            processes.forEach(Process::destroy);
            processes.forEach(Workspace::awaitEnd);
            delete();
        }
    }

    private static void awaitEnd(Process process) {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void delete() {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("loommp: not everything could be deleted in " + directory + ": " + e.getMessage());
        }
    }
}
