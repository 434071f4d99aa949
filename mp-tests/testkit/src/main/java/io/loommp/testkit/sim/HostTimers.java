package io.loommp.testkit.sim;

import io.loommp.Timer;
import io.loommp.spi.Timers;

/* The time of a node on a host that may be paused. */
record HostTimers(SimHost host, Timers timers) implements Timers {
    @Override
    public long nanoTime() {
        return timers.nanoTime();
    }

    @Override
    public Timer at(long deadlineNanos, Runnable task) {
        return timers.at(deadlineNanos, () -> host.run(task));
    }

    @Override
    public void close() {
        timers.close();
    }
}
