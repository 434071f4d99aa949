package io.loommp.cli.run;

import io.loommp.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The watching side of {@code --watch}: starts this same command as a child process, and again when that has ended without
 * being told to, or has given no sign of life for too long. Between two starts it waits, longer each time, until a child has
 * lived for a minute.
 *
 * @see <a href="https://metacpan.org/pod/aemp">aemp, whose run has such a watchdog, with 300 s</a>
 */
final class Watcher {
    /** What a child says that wants to be started again at once. */
    static final int RESTART = 75;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration HEALTHY = Duration.ofMinutes(1);
    private static final long BEATS_PER_LIMIT = 10;
    private static final long LOOK_MILLIS = 1000;
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final List<String> command;
    private final Duration silence;
    private final Duration grace;
    private final PrintWriter err;
    private final Stop stop = Stop.bySignals(this::clear);
    private volatile @Nullable Process child; // by the thread that runs; read by signals
    private volatile @Nullable Path beat; // likewise

    /**
     * @param command starts the child
     * @param silence so long it may give no sign of life
     * @param grace so long it may take to end when it is told to
     */
    Watcher(List<String> command, Duration silence, Duration grace, PrintWriter err) {
        this.command = command;
        this.silence = silence;
        this.grace = grace.plus(LAST_WORDS);
        this.err = err;
    }

    /** The command that runs what this process runs. */
    static List<String> ownCommand(Class<?> main, List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String[] all = ProcessHandle.current().info().arguments().orElse(new String[0]);
        int options = all.length - args.size();
        if (options > 0 && List.of(all).subList(options, all.length).equals(args)) {
            command.addAll(List.of(all).subList(0, options));
        } else { // not every system tells
            String home = System.getProperty("loommp.home");
            if (home != null) {
                command.add("-Dloommp.home=" + home);
            }
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        }
        command.addAll(args);
        return command;
    }

    /** Watches until it is told to stop, or the child ends in order; the exit code. */
    int run() throws IOException, InterruptedException {
        stop.whenRequested(this::endChild);
        Duration pause = FIRST_PAUSE;
        for (boolean first = true; !stop.isRequested(); first = false) {
            long begun = System.nanoTime();
            int code = watchOne();
            if (stop.isRequested()) {
                break;
            }
            if (code == ExitCode.OK || (first && code == ExitCode.UNUSABLE)) {
                return code;
            }
            if (code == RESTART) {
                say("the node starts again, as it was asked to");
                continue;
            }
            if (Duration.ofNanos(System.nanoTime() - begun).compareTo(HEALTHY) > 0) {
                pause = FIRST_PAUSE;
            }
            say("the node has ended with exit code " + code + ", and starts again in " + pause.toSeconds() + " s");
            if (stop.await(pause)) {
                break;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
        return stop.await();
    }

    private int watchOne() throws IOException, InterruptedException {
        Path file = Files.createTempFile("loommp-watch", ".beat");
        beat = file;
        try {
            Heartbeat heartbeat = new Heartbeat(file, silence.dividedBy(BEATS_PER_LIMIT));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put(Heartbeat.VARIABLE, heartbeat.text());
            Process started = builder.start();
            child = started;
            if (stop.isRequested()) {
                endChild(); // it was asked for when there was none
            }
            return await(started, heartbeat);
        } finally {
            clear(); // should this thread be on its way out
        }
    }

    private int await(Process started, Heartbeat heartbeat) throws IOException, InterruptedException {
        FileTime last = Files.getLastModifiedTime(heartbeat.file());
        long heard = System.nanoTime();
        long turn = Math.min(LOOK_MILLIS, heartbeat.interval().toMillis());
        while (!started.waitFor(turn, TimeUnit.MILLISECONDS)) {
            if (stop.isRequested()) {
                return awaitEnd(started);
            }
            FileTime now = beatAfter(last, heartbeat.file());
            if (!now.equals(last)) {
                last = now;
                heard = System.nanoTime();
            } else if (System.nanoTime() - heard > silence.toNanos()) {
                say("the node has given no sign of life for " + silence.toSeconds() + " s, and is killed");
                started.destroyForcibly();
                return started.waitFor();
            }
        }
        return started.exitValue();
    }

    private static FileTime beatAfter(FileTime last, Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file);
        } catch (NoSuchFileException e) { // the child is about to end, or somebody tidies up among temporary files
            return last;
        }
    }

    private int awaitEnd(Process ending) throws InterruptedException {
        if (!ending.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
            say("the node has not ended within " + grace.toSeconds() + " s, and is killed");
            ending.destroyForcibly();
        }
        return ending.waitFor();
    }

    /** Asks the child to end, as this process was asked. */
    private void endChild() {
        Process running = child;
        if (running != null) {
            running.toHandle().destroy();
        }
    }

    /** Leaves nothing behind. */
    private void clear() {
        Process running = child;
        if (running != null) {
            running.destroyForcibly();
        }
        Path file = beat;
        if (file != null) {
            Heartbeat.delete(file);
        }
    }

    private void say(String text) {
        err.println("loommp: " + text);
        err.flush();
    }
}
