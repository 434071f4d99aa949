package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ports on their way from the kill to the moment when their code has returned: within which time that is expected, and who
 * waits for it.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> {@link #await} alone.
 */
final class Ends {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");

    private final Kernel kernel;
    private final long graceNanos;

    /** Killed ports whose code runs on, with the timer that will report them. */
    private final ConcurrentHashMap<LocalPort, Timer> ending = new ConcurrentHashMap<>();

    /** Ports, without the hidden ones, whose code may still run. */
    private final LongAdder notEnded = new LongAdder();

    private volatile @Nullable Thread closer; // set by the thread that closes

    Ends(Kernel kernel) {
        this.kernel = kernel;
        this.graceNanos = Durations.nanos(kernel.config().grace(), "grace");
    }

    /** A port has come into being that a close will wait for. */
    void began() {
        notEnded.increment();
    }

    /** Ends a callback port at its turn, or out of turn when the grace time has passed. */
    void killInTurn(LocalPort port, KillReason reason) {
        port.push(new KillEntry(reason));
        if (port.isLive()) {
            Timer timer = afterGrace(() -> port.end(reason, null));
            if (!port.own(timer::cancel)) {
                timer.cancel();
            }
        }
    }

    /** A port has ended whose code may run on for a while. */
    void expect(LocalPort port) {
        ending.put(port, afterGrace(() -> reportStuck(port)));
        if (port.hasEnded()) {
            noLongerEnding(port);
        }
    }

    private Timer afterGrace(Runnable task) {
        return kernel.timers().at(kernel.timers().nanoTime() + graceNanos, task);
    }

    private void reportStuck(LocalPort port) {
        KillReason reason = port.endReason();
        if (ending.remove(port) != null && !port.hasEnded() && reason != null) {
            kernel.reports().stuck(port, reason);
        }
    }

    /** The code of a port has returned. */
    void ended(LocalPort port) {
        if (!port.isHidden()) {
            notEnded.decrement();
        }
        noLongerEnding(port);
        Thread waiting = closer;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    private void noLongerEnding(LocalPort port) {
        if (!ending.isEmpty()) {
            Timer timer = ending.remove(port);
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    /** Whether the current thread is the code of a port that was killed. */
    boolean isCurrent() {
        return ending.keySet().stream().anyMatch(port -> port.runner().isCurrent(port));
    }

    /** The current thread closes the node and will {@link #await} the ends. */
    void closeBegins() {
        closer = Thread.currentThread();
    }

    /**
     * Waits until no more ports than expected run.
     *
     * @param deadline by the clock of the machine: a close ends even when a test holds the time
     */
    void await(long deadline, int expected) {
        boolean interrupted = false;
        while (notEnded.sum() > expected) {
            long nanos = deadline - System.nanoTime();
            if (nanos <= 0) {
                LOG.warn(
                        "node {} closes although the code of {} ports has not returned",
                        kernel.id(),
                        notEnded.sum() - expected);
                break;
            }
            LockSupport.parkNanos(this, nanos);
            interrupted |= Thread.interrupted(); // a close is not cut short; the flag is set again below
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
