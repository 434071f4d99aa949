package io.loommp.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.Timer;
import io.loommp.spi.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until a test moves it. Receives with a time limit, timers of ports and deadlines of the runtime
 * that live on it come at exactly the moment the test chooses.
 *
 * <p>Nodes of {@link TestNodes} and {@link TestNetwork} that live on it are at rest before time moves, at each moment at
 * which something falls due, and when {@link #advance} returns: no code of their ports, callbacks and listeners can run any
 * more, unless something else than time wakes it. So what was sent has been handled, and what a port waits for is set,
 * before time moves; and right after {@code advance} a test may look at what came of it.
 *
 * <pre>{@code
 * FakeTimers time = new FakeTimers();
 * try (Node node = TestNodes.start("here", time)) {
 *     // a port waits in self.get(Duration.ofSeconds(5))
 *     time.advance(Duration.ofSeconds(5)); // now it has waited in vain, and its answer is there
 * }
 * }</pre>
 *
 * <p>Code that waits for something else than a message or a time, such as a latch of the test, counts as being at rest;
 * code that sleeps by the time of the machine does not. Threads that the code under test makes by itself are not known
 * here: for those, and for nodes that were not started by this kit, {@link #awaitTimer} waits until something is set.
 *
 * <p><b>Threads:</b> any. What falls due runs on the thread that calls {@link #advance}, one call at a time.
 */
public final class FakeTimers implements Timers {
    private final ReentrantLock advancing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition scheduled = lock.newCondition();

    @GuardedBy("lock")
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.<Task>comparingLong(t -> t.deadline).thenComparingLong(t -> t.number));

    @GuardedBy("lock")
    private long numbered;

    private final Activity activity;

    private volatile long now; // written under the lock, by whoever advances

    /** Time that begins at zero and stands. Nodes have 10 s of the machine's time to come to rest. */
    public FakeTimers() {
        this(Seen.usualLimit());
    }

    /** As {@link #FakeTimers()}, with another patience with nodes that do not come to rest. */
    public FakeTimers(Duration patience) {
        this.activity = new Activity(patience, this);
    }

    /** What the nodes do that live on this time. */
    Activity activity() {
        return activity;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    /** Which is in January 1970, as this time begins at zero. */
    @Override
    public Instant timeOfDay() {
        return Instant.EPOCH.plusNanos(now);
    }

    @Override
    public Timer at(long deadlineNanos, Runnable task) {
        return schedule(deadlineNanos, task, this);
    }

    private Timer schedule(long deadline, Runnable task, Timers owner) {
        lock.lock();
        try {
            Task added = new Task(deadline, numbered++, task, owner);
            tasks.add(added);
            scheduled.signalAll();
            return added;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Moves time on. What falls due meanwhile runs here, in the order of deadlines (equal ones in the order in which they
     * were set), each at its own time; also what is set by what runs. Zero runs what is due already.
     *
     * <p><b>Blocking:</b> until the nodes that live on this time are at rest, before time moves, after each moment at which
     * something fell due, and at the end; each time for at most 10 s of the machine's time.
     *
     * @throws IllegalArgumentException if the duration is negative
     * @throws IllegalStateException when called by what it runs
     * @throws AssertionError if the nodes do not come to rest, saying which threads run and where they are; time stays where
     *     it is then
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + by);
        }
        if (advancing.isHeldByCurrentThread()) {
            throw new IllegalStateException("time is being moved by this thread already");
        }
        advancing.lock();
        try {
            long until = now + by.toNanos();
            settle();
            for (Task due = nextDue(until); due != null; due = nextDue(until)) {
                due.task.run();
                if (!isMoreDue()) {
                    settle();
                }
            }
            moveTo(until);
        } finally {
            advancing.unlock();
        }
    }

    /**
     * Waits, without moving time, until the nodes that live on it are at rest; see {@link #advance}.
     *
     * <p><b>Blocking:</b> at most 10 s of the machine's time.
     *
     * @throws AssertionError if they do not come to rest, saying which threads run and where they are
     */
    public void settle() {
        activity.settle();
    }

    /** Whether something else is due at this moment; what that wakes may run together with what is awake. */
    private boolean isMoreDue() {
        lock.lock();
        try {
            Task first = tasks.peek();
            return first != null && first.deadline - now <= 0;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Task nextDue(long until) {
        lock.lock();
        try {
            Task first = tasks.peek();
            if (first == null || first.deadline - until > 0) {
                return null;
            }
            tasks.remove();
            now = Math.max(now, first.deadline);
            return first;
        } finally {
            lock.unlock();
        }
    }

    private void moveTo(long time) {
        lock.lock();
        try {
            now = time;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until something has been set that falls due exactly this long from now. Time must stand meanwhile.
     *
     * <p><b>Blocking:</b> up to 10 s of the machine's time.
     *
     * @throws AssertionError if nothing of that kind comes, saying what falls due when
     */
    public void awaitTimer(Duration fromNow) {
        lock.lock();
        try {
            long wanted = now + fromNow.toNanos();
            long left = Seen.usualLimit().toNanos();
            while (tasks.stream().noneMatch(task -> task.deadline == wanted)) {
                if (left <= 0) {
                    throw new AssertionError("nothing falls due in " + fromNow + "; what does: "
                            + tasks.stream()
                                    .sorted(tasks.comparator())
                                    .map(task -> Duration.ofNanos(task.deadline - now))
                                    .toList());
                }
                left = scheduled.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a timer in " + fromNow, e);
        } finally {
            lock.unlock();
        }
    }

    /** How many things are outstanding. A node that was used lately has one of its own now and then. */
    public int size() {
        lock.lock();
        try {
            return tasks.size();
        } finally {
            lock.unlock();
        }
    }

    /** The same time for one of several nodes: closing it forgets what was set through it and nothing else. */
    public Timers view() {
        return new View();
    }

    @SuppressWarnings("ReferenceEquality") // a view is itself
    private void forget(Timers owner) {
        lock.lock();
        try {
            tasks.removeIf(task -> task.owner == owner);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything that is outstanding. Unlike the time of the machine it can be used on. */
    @Override
    public void close() {
        lock.lock();
        try {
            tasks.clear();
        } finally {
            lock.unlock();
        }
    }

    private final class Task implements Timer {
        private final long deadline;
        private final long number;
        private final Runnable task;
        private final Timers owner;

        Task(long deadline, long number, Runnable task, Timers owner) {
            this.deadline = deadline;
            this.number = number;
            this.task = task;
            this.owner = owner;
        }

        @Override
        public boolean cancel() {
            lock.lock();
            try {
                return tasks.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }

    private final class View implements Timers {
        private volatile boolean closed; // written by the closer

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public Instant timeOfDay() {
            return FakeTimers.this.timeOfDay();
        }

        @Override
        public Timer at(long deadlineNanos, Runnable task) {
            return closed ? () -> false : schedule(deadlineNanos, task, this);
        }

        @Override
        public void close() {
            closed = true;
            forget(this);
        }
    }
}
