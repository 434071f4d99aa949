package io.loommp.kernel;

import io.loommp.Timer;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.KernelThread;
import io.loommp.spi.Timers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DeadlineTimerWheel;
import org.agrona.collections.Long2ObjectHashMap;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Timers on a deadline wheel that one platform thread turns. It is a platform thread because a virtual one may not be served
 * while the carriers are busy (measured: not for 1.5 s).
 *
 * <p><b>Limits:</b> fires up to about a millisecond late, the wheel's tick.
 */
public final class WheelTimers implements Timers {
    /*
     * The wheel belongs to the timer thread alone. Others leave what they want in a queue and wake it if it would sleep
     * past their deadline: they add to the queue and then read `sleepsUntil`; the thread writes `sleepsUntil` and then looks
     * at the queue; one sees the other. A wake-up between look and sleep is kept by the park's permit.
     */
    private static final Logger LOG = LoggerFactory.getLogger(WheelTimers.class);
    private static final long TICK_NANOS = 1L << 20;
    private static final int TICKS_PER_WHEEL = 512;
    private static final int TIMERS_PER_TICK = 4; // at first; the wheel grows
    private static final int EXACT_COUNT_MAX = 256;
    private static final int EXPIRIES_PER_POLL = 1024;
    private static final long IDLE_SLEEP_NANOS = TimeUnit.HOURS.toNanos(1);

    /** With timers outstanding the thread wakes this often, so that cancelled ones do not pile up in the queue. */
    private static final long BUSY_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final MpscUnboundedVarHandleArrayQueue<WheelTimer> changes = new MpscUnboundedVarHandleArrayQueue<>(128);
    private final Thread thread;
    private volatile long sleepsUntil; // timer thread
    private volatile boolean closed; // closer

    @ConfinedTo("the timer thread")
    private DeadlineTimerWheel wheel;

    @ConfinedTo("the timer thread")
    private Long2ObjectHashMap<WheelTimer> scheduled = new Long2ObjectHashMap<>();

    /** Whether the wheel has had so many timers that its ticks may have grown. */
    @ConfinedTo("the timer thread")
    private boolean grown;

    @ConfinedTo("the timer thread")
    private long earliest;

    /** Starts the thread, with this name. */
    public WheelTimers(String threadName) {
        long now = System.nanoTime();
        wheel = newWheel(now);
        sleepsUntil = now;
        thread = new KernelThread(this::turn, threadName);
        thread.start();
    }

    private static DeadlineTimerWheel newWheel(long now) {
        return new DeadlineTimerWheel(TimeUnit.NANOSECONDS, now, TICK_NANOS, TICKS_PER_WHEEL, TIMERS_PER_TICK);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Timer at(long deadlineNanos, Runnable task) {
        WheelTimer timer = new WheelTimer(this, deadlineNanos, task);
        if (!closed) {
            changes.offer(timer);
            if (deadlineNanos - sleepsUntil < 0) {
                LockSupport.unpark(thread);
            }
        }
        return timer;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void turn() {
        MessagePassingQueue.Consumer<WheelTimer> apply = this::applyGuarded;
        while (!closed) {
            changes.drain(apply);
            long now = System.nanoTime();
            expire(now);
            long next = nextDeadline(now);
            sleepsUntil = next;
            if (changes.isEmpty()) {
                long nanos = next - System.nanoTime();
                if (nanos > 0) {
                    LockSupport.parkNanos(this, nanos);
                }
            }
            sleepsUntil = System.nanoTime(); // awake: nobody needs to wake us
        }
    }

    private void applyGuarded(WheelTimer timer) {
        try {
            apply(timer);
        } catch (Throwable t) { // for want of memory; without this thread nothing in the node would keep time
            LOG.error("a timer could not be set; the other timers go on", t);
        }
    }

    private void apply(WheelTimer timer) {
        if (timer.isOver()) {
            if (timer.wheelId != WheelTimer.NOT_SCHEDULED) {
                wheel.cancelTimer(timer.wheelId);
                scheduled.remove(timer.wheelId);
                timer.wheelId = WheelTimer.NOT_SCHEDULED;
            }
            return;
        }
        long now = System.nanoTime();
        if (wheel.timerCount() == 0) {
            wheel.resetStartTime(now); // or it would turn through all the ticks of an idle time
        }
        schedule(timer);
    }

    private void schedule(WheelTimer timer) {
        timer.wheelId = wheel.scheduleTimer(timer.deadlineNanos);
        scheduled.put(timer.wheelId, timer);
    }

    private void expire(long now) {
        boolean behind = wheel.timerCount() > 0;
        while (behind) {
            boolean tickIsOver = wheel.currentTickTime() - now <= 0;
            int expired = wheel.poll(now, this::expire, EXPIRIES_PER_POLL);
            behind = wheel.timerCount() > 0 && (tickIsOver || expired == EXPIRIES_PER_POLL);
        }
    }

    private boolean expire(TimeUnit unit, long now, long id) {
        WheelTimer timer = scheduled.remove(id);
        timer.wheelId = WheelTimer.NOT_SCHEDULED;
        run(timer);
        return true;
    }

    private static void run(WheelTimer timer) {
        try {
            timer.expire();
        } catch (Throwable t) {
            LOG.error("a timer's task failed; the other timers go on", t);
        }
    }

    /** When to look next: exact for few timers, the next tick for many, far away for none. */
    private long nextDeadline(long now) {
        long count = wheel.timerCount();
        if (count == 0) {
            return now + IDLE_SLEEP_NANOS;
        }
        if (count > EXACT_COUNT_MAX) {
            grown = true;
        } else if (count <= EXACT_COUNT_MAX / 2 && grown) {
            shrink(now);
        }
        if (grown) {
            return now + TICK_NANOS;
        }
        earliest = now + BUSY_SLEEP_NANOS;
        scheduled.forEachLong(
                (id, timer) -> { // not of the wheel, whose ticks all grow with the fullest, if for a moment
                    if (timer.deadlineNanos - earliest < 0) {
                        earliest = timer.deadlineNanos;
                    }
                });
        return earliest;
    }

    /** What has held many timers stays large: to walk through it for the earliest would take longer than a tick. */
    private void shrink(long now) {
        Long2ObjectHashMap<WheelTimer> few = scheduled;
        wheel = newWheel(now);
        scheduled = new Long2ObjectHashMap<>();
        few.values().forEach(this::schedule);
        grown = false;
    }

    private static final class WheelTimer implements Timer {
        static final long NOT_SCHEDULED = DeadlineTimerWheel.NULL_DEADLINE;

        private static final int ARMED = 0;
        private static final int OVER = 1;

        private final WheelTimers owner;
        private final long deadlineNanos;
        private final AtomicInteger state = new AtomicInteger(ARMED);
        private final Runnable task;
        private long wheelId = NOT_SCHEDULED; // timer thread

        WheelTimer(WheelTimers owner, long deadlineNanos, Runnable task) {
            this.owner = owner;
            this.deadlineNanos = deadlineNanos;
            this.task = task;
        }

        boolean isOver() {
            return state.get() == OVER;
        }

        void expire() {
            if (state.compareAndSet(ARMED, OVER)) {
                task.run();
            }
        }

        @Override
        public boolean cancel() {
            boolean first = state.compareAndSet(ARMED, OVER);
            if (first && !owner.closed) {
                owner.changes.offer(this); // it is taken from the wheel when the thread wakes for another reason
            }
            return first;
        }
    }
}
