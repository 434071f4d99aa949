package io.loommp.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The log of faults: what was done, and what monitors have to say to it. How long the machine itself stood still meanwhile is
 * added to the times that monitors have, since nothing can be on time then.
 */
final class Expectations implements AutoCloseable {
    private static final long MICROS_PER_MILLI = 1000;
    private static final long PULSE_NANOS = 5_000_000;

    private final LineLog log;
    private final long quickMicros;
    private final long silentMicros;
    private final AtomicInteger faults = new AtomicInteger();
    private final AtomicLong worstStallMicros = new AtomicLong();
    private final Thread pulse;

    /**
     * @param quick how soon it is known that a process or a connection has gone
     * @param silent how soon it is known that one is silent
     */
    Expectations(Path directory, Duration quick, Duration silent) throws IOException {
        log = new LineLog(directory.resolve("faults.log"));
        quickMicros = quick.toNanos() / 1000;
        silentMicros = silent.toNanos() / 1000;
        pulse = Thread.ofPlatform().daemon().name("pulse of the machine").start(this::feelPulse);
    }

    private void feelPulse() {
        while (!Thread.currentThread().isInterrupted()) {
            long begun = System.nanoTime();
            LockSupport.parkNanos(PULSE_NANOS);
            long late = (System.nanoTime() - begun - PULSE_NANOS) / 1000;
            worstStallMicros.accumulateAndGet(late, Math::max);
        }
    }

    /** A fault begins; what it is called from now on. */
    int fault(String what) {
        int number = faults.incrementAndGet();
        log.write("fault", number, what, LineLog.micros());
        return number;
    }

    int faults() {
        return faults.get();
    }

    /** The watches of a node on another fire within the time in which it is known that something has gone. */
    void quick(int fault, String node, String target, long since) {
        must(fault, node, target, since, quickMicros);
    }

    /** They fire within the time in which it is known that something is silent. */
    void silent(int fault, String node, String target, long since) {
        must(fault, node, target, since, silentMicros);
    }

    /** They fire as soon as the other node has found out that this one is silent, and says good-bye. */
    void silentThere(int fault, String node, String target, long since) {
        must(fault, node, target, since, silentMicros + quickMicros);
    }

    /** They fire as soon as this node, which was silent and given up, goes on and hears that. */
    void woken(int fault, String node, String target, long since) {
        must(fault, node, target, since, quickMicros);
    }

    private void must(int fault, String node, String target, long since, long within) {
        log.write("must", fault, node, target, since, since + within + worstStallMicros.get());
    }

    /** None of them fires meanwhile. */
    void calm(int fault, String node, String target, long since) {
        log.write("calm", fault, node, target, since, LineLog.micros());
    }

    /** A process was killed. */
    void gone(String node, int incarnation, long since) {
        log.write("gone", node, incarnation, since);
    }

    /** How long the machine has stood still at most, in milliseconds. */
    long worstStallMillis() {
        return worstStallMicros.get() / MICROS_PER_MILLI;
    }

    @Override
    public void close() {
        pulse.interrupt();
    }
}
