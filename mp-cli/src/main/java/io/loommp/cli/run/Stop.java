package io.loommp.cli.run;

import io.loommp.cli.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * When a process is to end, and with which exit code: the first who says so counts. A second signal ends it at once, unless
 * it is SIGHUP, which both the shell and the system send when a terminal is gone.
 *
 * <p><b>Threads:</b> any.
 */
final class Stop {
    private final CompletableFuture<Integer> code = new CompletableFuture<>();

    /** One that SIGTERM, Ctrl-C and SIGHUP request. */
    static Stop bySignals() {
        return bySignals(() -> {});
    }

    /**
     * One that SIGTERM, Ctrl-C and SIGHUP request.
     *
     * @param atOnce runs at a second signal, before the process is gone
     */
    static Stop bySignals(Runnable atOnce) {
        Stop stop = new Stop();
        stop.on("TERM", ExitCode.TERMINATED, atOnce);
        stop.on("INT", ExitCode.INTERRUPTED, atOnce);
        boolean ignored = Signals.handle("HUP", name -> stop.hungUp());
        return stop;
    }

    private void hungUp() {
        boolean ignored = request(ExitCode.HUNG_UP);
    }

    /** One that SIGTERM requests; Ctrl-C and SIGHUP are for another process, that will pass them on. */
    static Stop byTermination() {
        Stop stop = new Stop();
        stop.on("TERM", ExitCode.TERMINATED, () -> {});
        for (String forAnother : List.of("INT", "HUP")) {
            boolean ignored = Signals.handle(forAnother, name -> {});
        }
        return stop;
    }

    private void on(String signal, int exitCode, Runnable atOnce) {
        boolean ignored = Signals.handle(signal, name -> {
            if (!request(exitCode)) {
                atOnce.run();
                Runtime.getRuntime().halt(exitCode);
            }
        });
    }

    /** The process is to end with this code; false if that was said before. */
    boolean request(int exitCode) {
        return code.complete(exitCode);
    }

    /** Whether the process is to end. */
    boolean isRequested() {
        return code.isDone();
    }

    /** Runs something when the process is to end; at once if it is. */
    void whenRequested(Runnable action) {
        var ignored = code.thenRun(action);
    }

    /** Waits until the process is to end: with this exit code. */
    int await() throws InterruptedException {
        try {
            return code.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits so long; true if the process is to end. */
    boolean await(Duration limit) throws InterruptedException {
        try {
            int ignored = code.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
