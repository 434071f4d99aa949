package io.loommp.kernel;

import io.loommp.spi.KernelThread;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time, in the order in which they came, without a thread of its own and without a lock: what a task does
 * may come back here with another.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
final class Sequencer {
    /*
     * Tasks stand in a queue. Who finds it empty works them off, and what others add meanwhile. Nobody does so for long: after
     * a while another thread goes on; on a kernel thread that is soon, as others' connections wait there: what another node
     * asks for may take its time.
     *
     * Who has to leave them, as at the end of his stack, says so, and the next one who comes works instead. The task that was
     * being run then still counts in `waiting`, which may be one too many.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);
    private static final int TURN = 1024;
    private static final int TURN_OF_KERNEL_THREAD = 64;
    private static final long TIME_OF_KERNEL_THREAD = TimeUnit.MILLISECONDS.toNanos(1);

    private final Executor others;
    private final Consumer<Runnable> runner;
    private final LongSupplier nanoTime;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger(); // whoever raises it from zero works the queue off
    private final AtomicBoolean left = new AtomicBoolean(); // set by who works no more, cleared by who goes on

    /**
     * @param others go on where somebody has worked for long
     * @param runner runs a task, and throws nothing
     * @param nanoTime tells when that was long
     */
    Sequencer(Executor others, Consumer<Runnable> runner, LongSupplier nanoTime) {
        this.others = others;
        this.runner = runner;
        this.nanoTime = nanoTime;
    }

    /** The same for tasks that are all brief: how long they take is not looked at. */
    Sequencer(Executor others, Consumer<Runnable> runner) {
        this(others, runner, () -> 0);
    }

    /** Runs a task in its turn, on this thread or another. */
    void run(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0 || (left.get() && left.compareAndSet(true, false))) {
            work();
        }
    }

    private void work() {
        try {
            workOff();
        } catch (Throwable t) {
            left.set(true);
            throw t;
        }
    }

    private void workOff() {
        boolean isBrief = KernelThread.isCurrent();
        int turn = isBrief ? TURN_OF_KERNEL_THREAD : TURN;
        long began = isBrief ? nanoTime.getAsLong() : 0;
        do {
            if (turn-- == 0 || (isBrief && nanoTime.getAsLong() - began >= TIME_OF_KERNEL_THREAD)) {
                if (isHandedOver()) {
                    return;
                }
                isBrief = false; // there is nobody else
                turn = TURN;
            }
            Runnable task = tasks.poll();
            if (task != null) {
                runner.accept(task);
            }
        } while (waiting.decrementAndGet() > 0);
    }

    /** False if there is nobody to go on, no thread for instance: who is here must, else nobody ever would. */
    private boolean isHandedOver() {
        try {
            others.execute(this::work);
            return true;
        } catch (Throwable t) {
            LOG.error("no thread goes on with what waits; this one does", t);
            return false;
        }
    }
}
