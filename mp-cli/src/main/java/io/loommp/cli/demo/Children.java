package io.loommp.cli.demo;

import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.Main;
import io.loommp.cli.Screen;
import io.loommp.cli.service.FileServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The processes of the demo: this program, started again with other commands. What they say is shown, with their names.
 *
 * <p><b>Threads:</b> the one that runs the demo; a reader for each process puts what it hears into a queue for it.
 */
final class Children {
    private static final String HEAP = "-Xmx256m";
    private static final long REFRESH_MILLIS = 100;
    private static final Duration STILL = Duration.ofSeconds(45);

    private final Workspace workspace;
    private final Screen screen;
    private final BlockingQueue<Runnable> news = new LinkedBlockingQueue<>();
    private boolean interrupted;

    Children(Workspace workspace, Screen screen) {
        this.workspace = workspace;
        this.screen = screen;
    }

    /** Starts a process that is called so, with a command of this program. */
    Child start(String name, List<String> command) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Dorg.slf4j.simpleLogger.log." + Children.class.getPackageName() + "=info",
                "-Dorg.slf4j.simpleLogger.log." + FileServer.class.getPackageName() + "=info",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        all.addAll(command);
        Process process = workspace.start(new ProcessBuilder(all).redirectErrorStream(true));
        Child child = new Child(name, process);
        Thread.ofPlatform().daemon().name("loommp-demo-reads-" + name).start(() -> read(child));
        return child;
    }

    private void read(Child child) {
        try (BufferedReader output = child.process().inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                String heard = line;
                news.add(() -> hear(child, heard));
            }
            int code = child.process().waitFor();
            news.add(() -> ended(child, code));
        } catch (IOException | InterruptedException e) {
            news.add(() -> child.ended(-1)); // its output was closed from here, as the demo is ending
        }
    }

    private void ended(Child child, int code) {
        child.ended(code);
        interrupted |= code == ExitCode.INTERRUPTED; // by the Ctrl-C that is on its way to this process, too
    }

    private void hear(Child child, String line) {
        if (!child.hears(line)) {
            screen.line("%-8s | %s".formatted(child.name(), line));
        }
    }

    /** Lets a process end in order, and waits for that. */
    void end(Child child) throws CommandFailed, InterruptedException {
        try {
            child.process().getOutputStream().close();
        } catch (IOException e) {
            child.process().destroy(); // it does not listen any more
        }
        await(child::hasEnded, () -> 0);
    }

    /**
     * Hears what the processes say until the condition holds.
     *
     * @param progress is asked again and again, and anything that grows while the processes work
     * @throws CommandFailed if nothing has been heard and nothing has grown for a while
     * @throws InterruptedException if the demo is being stopped
     */
    void await(BooleanSupplier condition, LongSupplier progress) throws CommandFailed, InterruptedException {
        long grown = progress.getAsLong();
        long stillSince = System.nanoTime();
        while (!(isBeingStopped() || condition.getAsBoolean())) {
            Runnable item = news.poll(REFRESH_MILLIS, TimeUnit.MILLISECONDS);
            if (item != null) {
                item.run();
            }
            long now = progress.getAsLong();
            if (item != null || now != grown) {
                grown = now;
                stillSince = System.nanoTime();
            } else if (System.nanoTime() - stillSince > STILL.toNanos()) {
                throw CommandFailed.failed(
                        "nothing has moved for " + STILL.toSeconds() + " s.",
                        "What the processes said is above. A machine that is very busy can be the cause.");
            }
        }
        if (isBeingStopped()) {
            throw new InterruptedException("the demo is being stopped");
        }
    }

    private boolean isBeingStopped() {
        return interrupted || workspace.isStopped();
    }
}
