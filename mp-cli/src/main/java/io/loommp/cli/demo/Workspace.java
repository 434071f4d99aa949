package io.loommp.cli.demo;

import io.loommp.cli.CommandFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What must not be left behind, however the demo ends: its temporary files and its processes.
 *
 * <p><b>Threads:</b> any.
 */
final class Workspace implements AutoCloseable {
    private static final long END_SECONDS = 3;
    private static final long FORCED_END_SECONDS = 2;

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

    /** The file for what nobody else may know; it is the first that goes. */
    Path secret() {
        return directory.resolve("secret");
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
            delete(secret());
            processes.forEach(Process::destroy);
            boolean interrupted = awaitEnd(END_SECONDS);
            processes.forEach(Process::destroyForcibly);
            interrupted |= awaitEnd(FORCED_END_SECONDS); // who still writes puts files where others were deleted
            deleteAll();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for all processes together, up to that time or an interrupt; whether there was one. */
    private synchronized boolean awaitEnd(long seconds) {
        CompletableFuture<?>[] ends = processes.stream().map(Process::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false; // what is done next does not depend on it
        }
        return false;
    }

    private void deleteAll() {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(this::delete);
        } catch (IOException | UncheckedIOException e) {
            complain(e);
        }
    }

    private void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            complain(e);
        }
    }

    private void complain(Exception failure) {
        System.err.println("loommp: not everything could be deleted in " + directory + ": " + failure.getMessage());
    }
}
