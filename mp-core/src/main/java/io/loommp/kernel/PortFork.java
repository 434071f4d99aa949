package io.loommp.kernel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.Fork;
import io.loommp.KillReason;
import io.loommp.PortId;
import io.loommp.Timer;
import io.loommp.manage.Cause;
import io.loommp.spi.Parking;
import io.loommp.spi.Timers;
import io.loommp.spi.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A thread of a port beside its runner, and those who wait for what it returns. */
final class PortFork<T extends @Nullable Object> implements Fork<T>, Waiting {
    /*
     * `outcome` is written by the fork's thread, which then wakes the joiners; a joiner puts itself among them and then
     * reads `outcome`. The end of the port is the same: `reason` is written, then joiners are woken.
     */
    private enum Mark {
        FAILED,
        NULL
    }

    private final LocalPort port;
    private final Callable<T> code;
    private final @Nullable Object cause = Cause.current();
    private final Thread thread;

    private volatile @Nullable Object outcome; // written once by the fork's thread

    @GuardedBy("this")
    private final List<Thread> joiners = new ArrayList<>(1);

    private final String origin; // of the message that the port had when it forked

    private PortFork(LocalPort port, Callable<T> code) {
        this.port = port;
        this.code = code;
        this.origin = port.origin();
        this.thread = port.kernel().config().virtualThreads().newThread(this::run);
        thread.setName(port.id() + " fork");
    }

    static <T extends @Nullable Object> Fork<T> start(LocalPort port, Callable<T> code) {
        PortFork<T> fork = new PortFork<>(port, code);
        if (!port.belongings().add(fork)) {
            port.checkLive();
        }
        fork.begin();
        return fork;
    }

    private void begin() {
        boolean begun = false;
        try {
            thread.start();
            begun = true;
        } finally {
            if (!begun) {
                port.forkEnded(this); // no memory for a thread, say: nobody shall wait for it
            }
        }
    }

    private void run() {
        Object end = Mark.FAILED;
        port.served(origin);
        try {
            if (port.isLive()) { // else an interrupt may have been lost on a thread that had not begun
                T result = Cause.call(cause, code);
                end = result == null ? Mark.NULL : result;
            }
        } catch (Throwable t) {
            port.endBy(t);
        } finally {
            outcome = end;
            wakeJoiners();
            port.forkEnded(this);
            port.unserved();
        }
    }

    /** The port has ended: its thread is to unwind, and nobody waits for it any longer. */
    void stop() {
        if (!isCurrent()) {
            thread.interrupt();
        }
        wakeJoiners();
    }

    @SuppressWarnings("ReferenceEquality") // a thread is itself
    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    private void wakeJoiners() {
        Parking parking = port.kernel().parking();
        joiners().forEach(parking::unpark);
    }

    private synchronized List<Thread> joiners() {
        return List.copyOf(joiners);
    }

    private synchronized void addJoiner(Thread joiner) {
        joiners.add(joiner);
    }

    private synchronized void removeJoiner(Thread joiner) {
        joiners.remove(joiner);
    }

    // ---- joining ----

    @Override
    public boolean isDone() {
        return outcome != null;
    }

    @Override
    public T join() {
        checkJoiner();
        await(null);
        return result();
    }

    @Override
    public Optional<T> join(Duration timeout) {
        long nanos = Durations.nanos(timeout, "timeout");
        checkJoiner();
        Timers timers = port.kernel().timers();
        return await(timers.nanoTime() + nanos) ? Optional.ofNullable(result()) : Optional.empty();
    }

    private void checkJoiner() {
        if (isCurrent() || !port.isRunByCurrentThread()) {
            throw new IllegalStateException("a fork of port " + port.id() + " cannot be joined by thread "
                    + Thread.currentThread() + ": only the port's other code can");
        }
    }

    /** Waits for the outcome, until a time by the node's clock, or, with null, for ever; false if that has come first. */
    private boolean await(@Nullable Long deadline) {
        Thread joiner = Thread.currentThread();
        port.kernel().probe().relieve();
        addJoiner(joiner);
        Timer alarm = null;
        try {
            while (true) {
                boolean over = outcome != null; // first: a fork that failed has ended the port before it says so
                endIfInterrupted(joiner);
                port.checkLive();
                if (over) {
                    return true;
                }
                if (deadline != null && port.kernel().timers().nanoTime() - deadline >= 0) {
                    return false;
                }
                if (deadline != null && alarm == null) {
                    Parking parking = port.kernel().parking();
                    alarm = port.kernel().timers().at(deadline, () -> parking.unpark(joiner));
                }
                port.kernel().parking().park(this);
            }
        } finally {
            removeJoiner(joiner);
            if (alarm != null) {
                alarm.cancel();
            }
        }
    }

    /** Threads of ports belong to the runtime: an interrupt that does not come from a kill makes one. */
    private void endIfInterrupted(Thread joiner) {
        if (joiner.isInterrupted() && port.isLive()) {
            port.end(new KillReason.Die("interrupted"), null);
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // nothing else is written; null only where a T may be null
    private T result() {
        Object end = outcome;
        assert end != null && end != Mark.FAILED : "a fork that failed has ended its port";
        return (T) (end == Mark.NULL ? null : end);
    }

    // ---- what a joiner waits for ----

    @Override
    public PortId waiter() {
        return port.id();
    }

    @Override
    public @Nullable PortId waitsFor() {
        return null;
    }

    @Override
    public String what() {
        return "a fork of its own to return";
    }
}
