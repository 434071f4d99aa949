package io.loommp.spi;

import io.loommp.Timer;
import java.time.Instant;

/**
 * The time of a node. All that a node promises by time is decided through this; only how long a close waits, and how a
 * killed port's code is slowed down that goes on receiving, goes by the time of the machine.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public interface Timers extends AutoCloseable {

    /** Monotonic time in nanoseconds, with an arbitrary origin, as {@link System#nanoTime}. */
    long nanoTime();

    /** The time of day, for people and other nodes. Nothing is decided by it. */
    default Instant timeOfDay() {
        return Instant.now();
    }

    /**
     * Runs a task on the timer's own thread once {@link #nanoTime} has reached the deadline. The task is part of the
     * runtime: short, without waiting, without code of users.
     *
     * @param deadlineNanos in the time of {@link #nanoTime}; one that has passed means as soon as possible
     */
    Timer at(long deadlineNanos, Runnable task);

    /** Forgets everything that is outstanding and ends the timer's thread; what is scheduled later never runs. */
    @Override
    void close();
}
