package io.loommp.testkit;

import io.loommp.Timer;
import io.loommp.spi.Parking;
import java.util.concurrent.locks.LockSupport;

/* How threads of a world wait: by the JDK, whose wake-ups come to the scheduler, but with time limits of the world's time. */
record WorldParking(Scheduler scheduler) implements Parking {
    @Override
    public void park(Object blocker) {
        if (scheduler.isCarrier(Thread.currentThread())) {
            scheduler.runUntilUnparked(Clock.FOR_EVER);
        } else {
            LockSupport.park(blocker);
        }
    }

    @Override
    public void parkNanos(Object blocker, long nanos) {
        if (nanos <= 0) {
            return;
        }
        Thread thread = Thread.currentThread();
        Clock clock = scheduler.clock();
        if (scheduler.isCarrier(thread)) {
            scheduler.runUntilUnparked(clock.now() + nanos);
            return;
        }
        Timer alarm = clock.at(clock.now() + nanos, () -> LockSupport.unpark(thread), null);
        LockSupport.park(blocker);
        alarm.cancel();
    }

    @Override
    public void unpark(Thread thread) {
        if (scheduler.isCarrier(thread)) {
            scheduler.unparkCarrier();
        } else {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public long nanoTime() {
        return scheduler.clock().now();
    }

    @Override
    public void mayPause() {
        scheduler.pass();
    }
}
