package io.loommp.cli.run;

import io.loommp.Node;
import io.loommp.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watched side of {@code --watch}. A port of the node touches a file again and again: that needs its timers, threads and
 * kernel. The process ends when its watcher is gone, which the end of the standard input tells.
 *
 * @param file what to touch
 * @param interval how often
 */
record Heartbeat(Path file, Duration interval) {
    /** What the watcher tells of itself: its process id, the interval in milliseconds, the file. */
    static final String VARIABLE = "LOOMMP_WATCHED";

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    /** What the parent process says, if that watches this one; a process that was started by a watched node is not watched. */
    static Optional<Heartbeat> ofParent() {
        String text = System.getenv(VARIABLE);
        if (text == null) {
            return Optional.empty();
        }
        List<String> parts = List.of(text.split(":", 3));
        long parent = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(-1L);
        if (parts.size() < 3 || !parts.get(0).equals(Long.toString(parent))) {
            return Optional.empty();
        }
        return Optional.of(new Heartbeat(Path.of(parts.get(2)), Duration.ofMillis(Long.parseLong(parts.get(1)))));
    }

    /** What to tell the child. */
    String text() {
        return ProcessHandle.current().pid() + ":" + interval.toMillis() + ":" + file;
    }

    /** Begins to beat. */
    void start(Node node) {
        node.send(
                node.port(p -> p.on("beat", beat -> {
                    touch();
                    var ignored = p.after(interval, p, "beat");
                })),
                "beat");
    }

    private void touch() {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (NoSuchFileException e) {
            LOG.debug("nobody looks for a sign of life any more");
        } catch (IOException e) {
            LOG.warn("cannot tell the watching process that this one lives: {}", e.toString());
        }
    }

    /** Deletes the file. */
    static void delete(Path file) {
        try {
            boolean ignored = Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("a temporary file stays: {}", e.toString());
        }
    }

    /** Requests a stop when the watcher is gone, and deletes what that cannot delete any more. */
    void endWithWatcher(Stop stop) {
        Thread reader = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {}
                    } catch (IOException e) {
                        LOG.debug("the standard input has failed", e);
                    }
                    delete(file);
                    boolean ignored = stop.request(ExitCode.TERMINATED);
                },
                "loommp-watcher");
        reader.setDaemon(true);
        reader.start();
    }
}
