package io.loommp.kernel;

import org.jspecify.annotations.Nullable;

/** Who executes the entries of a port: activations on an executor, or the port's own thread. */
public interface Runner {

    /** Lets the runner know that something has come while it waited. Any thread, never blocks. */
    void wake(LocalPort port);

    /** Whether a kill takes effect at once instead of as an entry of the sequence. */
    boolean endsAtOnce();

    /** Stops the port's code: the port has ended, its thread is to unwind. Any thread, never blocks. */
    void stop(LocalPort port);

    /** Whether the current thread is the one that runs the port's code now. */
    boolean isCurrent(LocalPort port);

    /** How many entries it has taken from the inbox and not come to. Any thread; about, while the port is at work. */
    default int unseen(LocalPort port) {
        return 0;
    }

    /** How many messages have been looked at and left. Any thread; about, while the port is at work. */
    default int kept(LocalPort port) {
        return 0;
    }

    /** How long the oldest of those has been waiting, in nanoseconds; below zero if there is none. Any thread. */
    default long oldestKeptNanos(LocalPort port) {
        return -1;
    }

    /** The thread that runs the port's code now; null if none does. Any thread. */
    default @Nullable Thread thread(LocalPort port) {
        return null;
    }

    /** How often it has looked for what is new; it wraps around. Any thread. */
    default int takes(LocalPort port) {
        return 0;
    }
}
