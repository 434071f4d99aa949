package io.loommp.manage;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/*
 * A bounded queue in front of a listener. `work` counts what has been offered since the drain began: whoever raises it from
 * zero starts the drain, and the drain ends only when it has brought it back to zero, so exactly one drain runs.
 */
final class QueuedSubscriber {
    private static final int CAPACITY = 4096;

    final int mask;
    private final Executor executor;
    private final Consumer<Event> listener;
    private final MpscVarHandleArrayQueue<Event> queue = new MpscVarHandleArrayQueue<>(CAPACITY);
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean stopped; // written by whoever ends the subscription

    QueuedSubscriber(int mask, Executor executor, Consumer<Event> listener) {
        this.mask = mask;
        this.executor = executor;
        this.listener = listener;
    }

    void offer(Event event) {
        if (!queue.offer(event)) {
            dropped.incrementAndGet();
        }
        if (work.getAndIncrement() == 0) {
            executor.execute(this::drain);
        }
    }

    private void drain() {
        int seen = work.get();
        do {
            for (Event event = queue.poll(); event != null && !stopped; event = queue.poll()) {
                listener.accept(event);
            }
            long missed = dropped.getAndSet(0);
            if (missed > 0 && !stopped) {
                listener.accept(new Event.Dropped(missed));
            }
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    void stop() {
        stopped = true;
    }
}
