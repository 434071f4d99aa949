package io.loommp.kernel;

import io.loommp.Action;
import io.loommp.Timer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An action that a port does later, once or again and again, as an entry of its sequence; forgotten when the port ends.
 *
 * <p>A periodic one has at most one alarm or entry: it is set anew when the action has returned, for the next of its times
 * that has not passed. So a port that is late leaves times out instead of catching up.
 */
final class PortTimer implements Timer, Owned {
    private static final long ONCE = 0;

    private final LocalPort port;
    private final Action action;
    private final long periodNanos;

    /** Cancelled, or the port has ended; of one that fires once, also: it has begun. */
    private final AtomicBoolean over = new AtomicBoolean();

    private long due; // by the starter, then by the port's runner
    private volatile @Nullable Timer alarm; // by the starter, then by the port's runner

    private PortTimer(LocalPort port, long due, long periodNanos, Action action) {
        this.port = port;
        this.due = due;
        this.periodNanos = periodNanos;
        this.action = action;
    }

    static PortTimer once(LocalPort port, long delayNanos, Action action) {
        return start(port, delayNanos, ONCE, action);
    }

    static PortTimer every(LocalPort port, long periodNanos, Action action) {
        return start(port, periodNanos, periodNanos, action);
    }

    private static PortTimer start(LocalPort port, long delayNanos, long periodNanos, Action action) {
        long due = port.kernel().timers().nanoTime() + delayNanos;
        PortTimer timer = new PortTimer(port, due, periodNanos, action);
        if (!port.own(timer)) {
            port.checkLive();
        }
        timer.arm();
        return timer;
    }

    private void arm() {
        alarm = port.kernel().timers().at(due, () -> port.enqueue(this::fire));
        if (over.get()) {
            release(); // cancelled, or the port ended, before the alarm could be seen
        }
    }

    private void fire() throws Exception {
        if (periodNanos == ONCE) {
            if (finish()) {
                action.run();
            }
        } else if (!over.get()) {
            action.run();
            long late = port.kernel().timers().nanoTime() - due;
            due += (Math.max(0, late) / periodNanos + 1) * periodNanos;
            arm();
        }
    }

    private boolean finish() {
        boolean first = over.compareAndSet(false, true);
        if (first) {
            port.disown(this);
        }
        return first;
    }

    @Override
    public boolean cancel() {
        boolean first = finish();
        if (first) {
            release();
        }
        return first;
    }

    @Override
    public void release() {
        over.set(true);
        Timer set = alarm;
        if (set != null) {
            set.cancel();
        }
    }
}
