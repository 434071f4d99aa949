package io.loommp.loom;

import io.loommp.Timer;
import io.loommp.spi.Timers;
import java.util.ArrayDeque;
import java.util.Deque;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A waiter sets a later deadline while the timer of the one before comes by: something stays armed for the new one. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "it will be woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a deadline that nothing is armed for")
@State
public class AlarmStress {
    private final StoppedTimers timers = new StoppedTimers();
    private final Alarm alarm = new Alarm(timers, () -> {});
    private final Runnable firstTask;

    public AlarmStress() {
        alarm.setFor(10);
        firstTask = timers.remove();
        alarm.clear();
    }

    @Actor
    public void waiter() {
        alarm.setFor(20);
    }

    @Actor
    public void timer() {
        firstTask.run();
    }

    @Arbiter
    public void afterwards(Z_Result r) {
        r.r1 = timers.hasTask();
    }

    /** Timers that only remember what they were asked for. */
    private static final class StoppedTimers implements Timers {
        private final Deque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public synchronized Timer at(long deadlineNanos, Runnable task) {
            tasks.add(task);
            return () -> removed(task);
        }

        private synchronized boolean removed(Runnable task) {
            return tasks.remove(task);
        }

        synchronized Runnable remove() {
            return tasks.remove();
        }

        synchronized boolean hasTask() {
            return !tasks.isEmpty();
        }

        @Override
        public void close() {}
    }
}
