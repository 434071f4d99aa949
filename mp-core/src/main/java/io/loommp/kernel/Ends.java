package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Timer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
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

    /** A port has ended whose code may run on for a while. */
    void expect(LocalPort port) {
        ending.put(port, afterGrace(() -> reportStuck(port)));
        if (port.hasEnded()) {
            noLongerEnding(port);
        }
    }

    /** A task for when the grace time is over; on the timer thread. */
    Timer afterGrace(Runnable task) {
        return kernel.timers().at(kernel.timers().nanoTime() + graceNanos, task);
    }

    private void reportStuck(LocalPort port) {
        KillReason reason = port.endReason();
        if (ending.remove(port) != null && !port.hasEnded() && reason != null) {
            if (port.hasCode()) {
                kernel.reports().stuck(port, reason);
            }
            kernel.executor().execute(() -> port.belongings().abortHeld());
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
            kernel.parking().unpark(waiting);
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

    /** The port that was killed and whose code the current thread is, if there is one. */
    @Nullable
    LocalPort current() {
        return ending.keySet().stream()
                .filter(LocalPort::isRunByCurrentThread)
                .findAny()
                .orElse(null);
    }

    /** The current thread closes the node and will {@link #await} the ends. */
    void closeBegins() {
        closer = Thread.currentThread();
    }

    /**
     * Waits until no more ports than expected run.
     *
     * @param deadline by the clock of {@link io.loommp.spi.Parking}, the machine's: a close ends even when a test holds the time
     */
    void await(long deadline, int expected) {
        if (!kernel.parking().await(this, () -> notEnded.sum() <= expected, deadline)) {
            LOG.warn(
                    "node {} closes although the code of {} ports has not returned",
                    kernel.id(),
                    notEnded.sum() - expected);
        }
    }
}
