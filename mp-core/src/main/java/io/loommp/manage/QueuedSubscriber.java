package io.loommp.manage;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/*
 * A bounded queue in front of a listener. `work` counts what has been offered since the drain began: whoever raises it from
 * zero starts the drain, and the drain ends only when it has brought it back to zero, so exactly one drain runs.
 */
final class QueuedSubscriber {
    private static final int CAPACITY = 4096;

    /** Events of dead letters keep the messages; all that wait may keep this much. */
    private static final long BYTES_MAX = Math.clamp(Runtime.getRuntime().maxMemory() / 64, 1L << 18, 1L << 24);

    final int mask;
    private final Executor executor;
    private final Consumer<Event> listener;
    private final MpscVarHandleArrayQueue<Event> queue = new MpscVarHandleArrayQueue<>(CAPACITY);
    private final AtomicLong work = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean stopped; // written by whoever ends the subscription

    QueuedSubscriber(int mask, Executor executor, Consumer<Event> listener) {
        this.mask = mask;
        this.executor = executor;
        this.listener = listener;
    }

    void offer(Event event) {
        long size = bytesOf(event);
        if (bytes.addAndGet(size) > BYTES_MAX || !queue.offer(event)) {
            bytes.addAndGet(-size);
            dropped.incrementAndGet();
        }
        if (work.getAndIncrement() == 0) {
            executor.execute(this::drain);
        }
    }

    private static long bytesOf(Event event) {
        return event instanceof Event.DeadLetter letter ? letter.message().estimatedBytes() : 0;
    }

    private void drain() {
        long seen = work.get();
        do {
            for (Event event = queue.poll(); event != null && !stopped; event = queue.poll()) {
                bytes.addAndGet(-bytesOf(event));
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
