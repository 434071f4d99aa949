package io.loommp.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.Timer;
import io.loommp.spi.Timers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/*
 * The time of a world: it stands until the scheduler moves it to the next deadline, and what has fallen due waits to be
 * chosen.
 *
 * Threads: any may set a timer, though only those of the world should; the rest belongs to the carrier.
 */
final class Clock {
    static final long FOR_EVER = Long.MAX_VALUE;

    private final Scheduler scheduler;

    @GuardedBy("this")
    private final PriorityQueue<Task> future = new PriorityQueue<>(
            Comparator.<Task>comparingLong(task -> task.deadline).thenComparingInt(task -> task.number));

    @GuardedBy("this")
    private final List<Task> due = new ArrayList<>();

    @GuardedBy("this")
    private int numbered;

    private volatile long now; // written by the carrier

    Clock(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    long now() {
        return now;
    }

    synchronized Timer at(long deadline, Runnable task, @Nullable Object owner) {
        Task added = new Task(numbered++, deadline, scheduler.nextPriority(), task, owner, scheduler.who());
        if (deadline - now <= 0) {
            due.add(added);
        } else {
            future.add(added);
        }
        return added;
    }

    /** How many tasks have fallen due and not run. */
    synchronized int dueCount() {
        return due.size();
    }

    synchronized Task due(int index) {
        return due.get(index);
    }

    /** Runs a task that has fallen due, on the carrier. */
    void run(Task task) {
        synchronized (this) {
            due.remove(task);
        }
        task.task.run();
    }

    /** Moves time to the next deadline; false if there is none up to this time. */
    synchronized boolean moveToNext(long until) {
        Task next = future.peek();
        if (next == null || next.deadline > until) {
            return false;
        }
        now = next.deadline;
        while (next != null && next.deadline <= now) {
            due.add(future.remove());
            next = future.peek();
        }
        return true;
    }

    /** Moves time to where nothing falls due on the way. */
    void moveTo(long time) {
        now = Math.max(now, time);
    }

    @SuppressWarnings("ReferenceEquality") // an owner is itself
    private synchronized void forget(Object owner) {
        future.removeIf(task -> task.owner == owner);
        due.removeIf(task -> task.owner == owner);
    }

    /** This time for one node: closing it forgets what was set through it. */
    Timers ofNode() {
        return new OfNode();
    }

    /** Something to do at a time. */
    final class Task implements Timer {
        final int number;
        final long deadline;
        final int priority;
        private final Runnable task;
        private final @Nullable Object owner;
        private final Object setBy;

        Task(int number, long deadline, int priority, Runnable task, @Nullable Object owner, Object setBy) {
            this.number = number;
            this.deadline = deadline;
            this.priority = priority;
            this.task = task;
            this.owner = owner;
            this.setBy = setBy;
        }

        @Override
        public boolean cancel() {
            synchronized (Clock.this) {
                return future.remove(this) || due.remove(this);
            }
        }

        @Override
        public String toString() {
            return "timer " + number + " of " + setBy;
        }
    }

    private final class OfNode implements Timers {
        private volatile boolean closed; // written by the closer

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Instant timeOfDay() {
            return Instant.EPOCH.plusNanos(now);
        }

        @Override
        public Timer at(long deadlineNanos, Runnable task) {
            return closed ? () -> false : Clock.this.at(deadlineNanos, task, this);
        }

        @Override
        public void close() {
            closed = true;
            forget(this);
        }
    }
}
