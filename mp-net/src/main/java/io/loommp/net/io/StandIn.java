package io.loommp.net.io;

import io.loommp.kernel.Patience;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.KernelThread;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A virtual thread that takes the turns of a selector thread as long as something comes soon.
 *
 * <p><b>Threads:</b> {@link #takeTurns} from the selector thread.
 */
final class StandIn {
    /*
     * To wake a selector thread, and a carrier from it, takes the system several times as long as all the rest of a round
     * trip. On a carrier the turn of a selector wakes ports as ports wake each other, and they run when it has made room for
     * them. So while answers come soon, a virtual thread polls; when nothing has come for a while, the selector thread sleeps.
     *
     * Virtual threads are not preempted. So there is always a carrier without a stand-in; one makes room for ports after each
     * turn that brought something, and leaves when others wait for carriers (CarrierProbe). And when it gets no carrier any
     * more, because ports compute, the selector thread takes its turns back: it comes by each millisecond, and finds twice
     * that nobody did meanwhile; once is not enough, since its wait may end early. Whoever takes a turn sets `turn` from FREE,
     * and takes whatever the loop is confined to along with it.
     */
    private enum Turn {
        SELECTOR_THREAD,
        FREE,
        STAND_IN
    }

    /** What a selector thread does. */
    interface Work {
        /** Does what there is to do at this moment; false if there is nothing. */
        boolean turn() throws IOException;

        /** Whether there is to be no further turn. */
        boolean isOver();
    }

    private static final Logger LOG = LoggerFactory.getLogger(StandIn.class);
    private static final long SOON_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int MISSES = 2;

    /** Those of this virtual machine: half of them, so none where there is one. */
    private static final Semaphore CARRIERS = new Semaphore(carriers() / 2);

    private final Thread selectorThread;
    private final Work work;
    private final LongSupplier nanoTime;
    private final BooleanSupplier allowed;
    private final Semaphore carriers;
    private final long lookNanos;
    private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.SELECTOR_THREAD);
    private volatile boolean cameBy; // set by the stand-in, cleared by the selector thread

    @ConfinedTo("who has the turn")
    private int patience = Patience.NONE;

    @ConfinedTo("who has the turn")
    private @Nullable Throwable failure;

    /** @param allowed whether a virtual thread may spin now */
    StandIn(Thread selectorThread, Work work, LongSupplier nanoTime, BooleanSupplier allowed) {
        this(selectorThread, work, nanoTime, allowed, CARRIERS, LOOK_NANOS);
    }

    /**
     * As above.
     *
     * @param carriers one for each stand-in that there may be
     * @param lookNanos how often the selector thread comes by
     */
    StandIn(
            Thread selectorThread,
            Work work,
            LongSupplier nanoTime,
            BooleanSupplier allowed,
            Semaphore carriers,
            long lookNanos) {
        this.selectorThread = selectorThread;
        this.work = work;
        this.nanoTime = nanoTime;
        this.allowed = allowed;
        this.carriers = carriers;
        this.lookNanos = lookNanos;
    }

    private static int carriers() {
        int parallelism = Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
        return Math.min(parallelism, Integer.getInteger("jdk.virtualThreadScheduler.maxPoolSize", parallelism));
    }

    /**
     * Has a virtual thread take turns, if that has paid lately. Comes back when nothing comes any more, or others need the
     * carrier.
     *
     * @throws Throwable what a turn threw
     */
    void takeTurns() throws Throwable {
        if (Patience.isAtEnd(patience)) {
            patience = Patience.waited(patience);
            return;
        }
        if (!isAllowed() || !start()) {
            return;
        }
        int misses = 0;
        while (turn.get() != Turn.SELECTOR_THREAD && !(misses >= MISSES && tookBack())) {
            cameBy = false;
            LockSupport.parkNanos(this, lookNanos);
            misses = cameBy ? 0 : misses + 1;
        }
        Throwable failed = failure;
        if (failed != null) {
            failure = null;
            throw failed;
        }
    }

    private boolean start() {
        if (!carriers.tryAcquire()) {
            return false;
        }
        turn.set(Turn.FREE);
        try {
            Thread.ofVirtual().name(selectorThread.getName() + "-stand-in").start(() -> {
                try {
                    KernelThread.standIn(this::run);
                } finally {
                    carriers.release();
                }
            });
            return true;
        } catch (Throwable t) {
            turn.set(Turn.SELECTOR_THREAD);
            carriers.release();
            LOG.debug("there is no thread to be had that stands in for {}", selectorThread.getName(), t);
            return false;
        }
    }

    private boolean tookBack() {
        if (!turn.compareAndSet(Turn.FREE, Turn.SELECTOR_THREAD)) {
            return false;
        }
        patience = Patience.inVain(patience);
        return true;
    }

    // ---- the virtual thread ----

    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on whom the scheduler takes
    private void run() {
        long since = nanoTime.getAsLong();
        while (turn.compareAndSet(Turn.FREE, Turn.STAND_IN)) {
            if (!cameBy) {
                cameBy = true;
            }
            boolean late = nanoTime.getAsLong() - since > SOON_NANOS;
            boolean came = came();
            if (late) {
                patience = Patience.inVain(patience);
            } else if (came) {
                patience = Patience.paid(patience);
            }
            if (isAtEnd(came, late)) {
                turn.set(Turn.SELECTOR_THREAD);
                LockSupport.unpark(selectorThread);
                return;
            }
            turn.set(Turn.FREE);
            if (came) {
                since = nanoTime.getAsLong();
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private boolean came() {
        try {
            return work.turn();
        } catch (Throwable t) {
            failure = t;
            return false;
        }
    }

    private boolean isAtEnd(boolean came, boolean late) {
        return failure != null || work.isOver() || (late && (!came || Patience.isAtEnd(patience))) || !isAllowed();
    }

    private boolean isAllowed() {
        try {
            return allowed.getAsBoolean();
        } catch (Throwable t) { // for want of memory
            LOG.debug("a stand-in leaves, as it cannot ask whether it may stay", t);
            return false;
        }
    }
}
