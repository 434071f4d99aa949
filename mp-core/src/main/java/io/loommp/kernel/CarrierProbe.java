package io.loommp.kernel;

import io.loommp.spi.Parking;
import io.loommp.spi.Timers;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps virtual threads that chat with each other from shutting out those that are woken from outside.
 *
 * <p>The scheduler of virtual threads runs what its own workers queued before anything that came from other threads; while
 * ports keep all carriers busy by waking each other, a wake from a selector or timer may never be served (design decision 5;
 * JDK-8373118). So a virtual thread is woken from the timer thread again and again, and while it is late, whoever passes
 * {@link #relieve} leaves its carrier, each time, which makes it one of those that come from outside, and lets the others in.
 *
 * <p><b>Threads:</b> {@link #relieve} and {@link #comeBy} from threads of ports. <b>Blocking:</b> {@link #relieve} parks for a moment while
 * the carriers are crowded, otherwise not.
 */
public final class CarrierProbe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    private static final int IDLE_TICKS_MAX = 50;

    private final Timers timers;
    private final Parking parking;
    private final @Nullable Thread probe; // null where nobody looks after the carriers
    private final Runnable eachTick;
    private final boolean othersRun;

    /*
     * `touched` is set by those who pass and cleared by the timer thread at each tick; after many ticks without a touch
     * the ticking stops (`ticking` false) until the next touch, so that an idle node sleeps. The timer thread writes
     * `ticking` and then looks at `touched` once more; a port writes `touched` and then looks at `ticking`.
     */
    private volatile boolean touched;
    private volatile boolean ticking; // written under the lock of this
    private volatile boolean
            crowded; // set by the timer thread when the probe is late, cleared at the tick after its answer
    private volatile boolean awaited; // set by the timer thread when it wakes the probe, cleared by the probe
    private volatile boolean closed; // set by the closer

    private int idleTicks; // timer thread
    private long wokenAt; // timer thread

    /** {@code eachTick} is run by the timer thread now and then, as long as threads come by. */
    CarrierProbe(KernelConfig config, Timers timers, Runnable eachTick) {
        this.eachTick = eachTick;
        this.timers = timers;
        this.parking = config.parking();
        this.othersRun = parking.maySpin();
        this.probe = config.checksByTime() ? config.virtualThreads().newThread(this::answer) : null;
        if (probe != null) {
            probe.start();
        }
    }

    /**
     * Leaves the carrier for a moment if the carriers are crowded. Each pass does so: a carrier looks for work from outside
     * only when its own queue is empty, and one pair that stays keeps it full.
     */
    public void relieve() {
        comeBy();
        if (crowded && Thread.currentThread().isVirtual()) {
            parking.parkNanos(this, 1);
        }
    }

    /**
     * Says that a thread comes by, so that the carriers are watched. That is enough for one that has just been woken from outside
     * itself: it keeps no others out.
     */
    public void comeBy() {
        parking.mayPause();
        if (!touched && probe != null) {
            touched = true;
            if (!ticking) {
                startTicking();
            }
        }
    }

    /** Whether those who are woken from outside are kept waiting now. */
    boolean isCrowded() {
        return crowded;
    }

    /** Whether a thread may spin before it waits: others run meanwhile, and nobody waits for its carrier. */
    public boolean maySpin() {
        return othersRun && !crowded;
    }

    /** As {@link #maySpin}, for one that goes on with it: the carriers are watched meanwhile. */
    public boolean mayStay() {
        comeBy();
        return maySpin();
    }

    private void startTicking() {
        synchronized (this) {
            if (ticking || closed) {
                return;
            }
            ticking = true;
        }
        try {
            timers.at(timers.nanoTime() + PERIOD_NANOS, this::tick);
        } catch (Throwable t) {
            tickNoMore();
            throw t;
        }
    }

    /** For want of memory, it may be: who comes by next starts it again. */
    private void tickNoMore() {
        synchronized (this) {
            ticking = false;
        }
        touched = false; // behind that: or those who come by would take it for started
    }

    private void tick() {
        Thread asked = probe;
        if (closed || asked == null) {
            return;
        }
        try {
            look(asked);
        } catch (Throwable t) {
            tickNoMore();
            throw t;
        }
    }

    private void look(Thread asked) {
        try {
            eachTick.run();
        } catch (Throwable t) { // or there would be no more ticks
            LOG.error("a look at the carriers failed", t);
        }
        long now = timers.nanoTime();
        if (!awaited) {
            crowded = false; // no sooner than now: what others have woken from outside may stand in another queue than
            // the probe
            awaited = true;
            wokenAt = now;
            parking.unpark(asked);
        } else if (now - wokenAt >= LATE_NANOS) {
            crowded = true;
        }
        if (touched) {
            touched = false;
            idleTicks = 0;
        } else if (++idleTicks > IDLE_TICKS_MAX && !awaited) {
            idleTicks = 0;
            crowded = false;
            synchronized (this) {
                ticking = false;
            }
            if (touched) {
                startTicking();
            }
            return;
        }
        timers.at(now + PERIOD_NANOS, this::tick);
    }

    private void answer() {
        while (!closed) {
            awaited = false;
            parking.park(this);
        }
    }

    @Override
    public void close() {
        closed = true;
        if (probe != null) {
            parking.unpark(probe);
        }
    }
}
