package io.loommp.kernel;

import io.loommp.Action;
import io.loommp.Timer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An action that a port does later, as an entry of its sequence; forgotten when the port ends. */
final class PortTimer implements Timer, Owned {
    private final LocalPort port;
    private final Action action;
    private final AtomicBoolean begunOrCancelled = new AtomicBoolean();
    private volatile @Nullable Timer alarm; // set once by the starter

    private PortTimer(LocalPort port, Action action) {
        this.port = port;
        this.action = action;
    }

    static PortTimer start(LocalPort port, long delayNanos, Action action) {
        PortTimer timer = new PortTimer(port, action);
        if (!port.own(timer)) {
            port.checkLive();
        }
        timer.alarm = port.kernel().timers().at(port.kernel().timers().nanoTime() + delayNanos, timer::expire);
        if (timer.begunOrCancelled.get()) {
            timer.release(); // the port ended before it could see the alarm
        }
        return timer;
    }

    private void expire() {
        port.execute(() -> {
            if (begunOrCancelled.compareAndSet(false, true)) {
                port.disown(this);
                action.run();
            }
        });
    }

    @Override
    public boolean cancel() {
        if (!begunOrCancelled.compareAndSet(false, true)) {
            return false;
        }
        port.disown(this);
        release();
        return true;
    }

    @Override
    public void release() {
        begunOrCancelled.set(true);
        Timer set = alarm;
        if (set != null) {
            set.cancel();
        }
    }
}
