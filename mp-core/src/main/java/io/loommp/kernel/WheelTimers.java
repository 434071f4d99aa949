package io.loommp.kernel;

import io.loommp.Timer;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.KernelThread;
import io.loommp.spi.Timers;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
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
    private static final int EXACT_COUNT_MAX = 256;
    private static final long IDLE_SLEEP_NANOS = TimeUnit.HOURS.toNanos(1);

    /** With timers outstanding the thread wakes this often, so that cancelled ones do not pile up in the queue. */
    private static final long BUSY_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final MpscUnboundedVarHandleArrayQueue<WheelTimer> changes = new MpscUnboundedVarHandleArrayQueue<>(128);
    private final KernelThread thread;
    private volatile long sleepsUntil; // timer thread
    private volatile boolean closed; // closer

    @ConfinedTo("the timer thread")
    private final TimingWheel wheel;

    /** Starts the thread, with this name. */
    public WheelTimers(String threadName) {
        long now = System.nanoTime();
        wheel = new TimingWheel(now);
        sleepsUntil = now;
        thread = new KernelThread(this::turn, threadName);
        thread.start();
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

    /** This timer of ours, which may stand in the wheel, will not run: it is taken out when the thread wakes for another reason. */
    void cancelled(WheelTimer timer) {
        if (!closed) {
            changes.offer(timer);
        }
    }

    private void turn() {
        MessagePassingQueue.Consumer<WheelTimer> apply = this::apply;
        Consumer<WheelTimer> run = WheelTimers::run;
        while (!closed) {
            try {
                round(apply, run);
            } catch (Throwable t) { // for want of memory, it may be: or no timer of the node would fire any more
                FailureLog.tell(LOG, "the timer thread failed; it goes on", t);
                LockSupport.parkNanos(this, BUSY_SLEEP_NANOS);
            }
        }
    }

    /** Fires what is due, and sleeps until the next is. Wakes that were gathered and not done stay for the next round. */
    private void round(MessagePassingQueue.Consumer<WheelTimer> apply, Consumer<WheelTimer> run) {
        changes.drain(apply);
        long now = System.nanoTime();
        thread.gather(true);
        wheel.expire(isExact() ? now : startOfTick(now) - 1, run);
        thread.gather(false);
        thread.handOnGathered();
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

    private void apply(WheelTimer timer) {
        if (timer.isOver()) {
            wheel.remove(timer);
        } else {
            wheel.add(timer);
        }
    }

    private static void run(WheelTimer timer) {
        try {
            timer.expire();
        } catch (Throwable t) {
            FailureLog.tell(LOG, "a timer's task failed; the other timers go on", t);
        }
    }

    /** Few timers expire when they are due, many when the tick is over, so that each is looked at once. */
    private boolean isExact() {
        return wheel.size() <= EXACT_COUNT_MAX;
    }

    private static long startOfTick(long nanos) {
        return nanos & -TimingWheel.TICK_NANOS;
    }

    private long nextDeadline(long now) {
        if (wheel.size() == 0) {
            return now + IDLE_SLEEP_NANOS;
        }
        return isExact() ? wheel.earliest(now + BUSY_SLEEP_NANOS) : startOfTick(now) + TimingWheel.TICK_NANOS;
    }
}
