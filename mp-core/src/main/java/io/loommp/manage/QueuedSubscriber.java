package io.loommp.manage;

import io.loommp.Message;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/*
 * A bounded queue in front of a listener. `work` counts what has been offered since the drain began: whoever raises it from
 * zero starts the drain, and the drain ends only when it has brought it back to zero, so exactly one drain runs.
 */
final class QueuedSubscriber implements BusReader {
    private static final long RECORD_BYTES = 256; // about, as nothing of it is called

    private static final int CAPACITY = 4096;

    /** Events of messages keep the messages; all that wait may keep this much. */
    private static final long BYTES_MAX = Math.clamp(Runtime.getRuntime().maxMemory() / 64, 1L << 18, 1L << 24);

    private final long mask;
    private final Executor executor;
    private final Object cause;
    private final Consumer<Event> listener;
    private final MpscVarHandleArrayQueue<Event> queue = new MpscVarHandleArrayQueue<>(CAPACITY);
    private final ConcurrentLinkedQueue<Event> controls = new ConcurrentLinkedQueue<>();
    private final AtomicLong work = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong droppedKinds = new AtomicLong();
    private volatile boolean stopped; // written by whoever ends the subscription

    QueuedSubscriber(long mask, Executor executor, Consumer<Event> listener) {
        this(mask, executor, null, listener);
    }

    /** With {@code whose} what the listener does counts as done by that reader, otherwise as done by this one. */
    QueuedSubscriber(long mask, Executor executor, @Nullable Object whose, Consumer<Event> listener) {
        this.mask = mask;
        this.executor = executor;
        this.cause = whose == null ? this : whose;
        this.listener = listener;
    }

    @Override
    public long interests() {
        return mask;
    }

    @Override
    public void offer(Object input, Event.@Nullable Kind kind) {
        if (input instanceof Event event) {
            offer(event);
        }
    }

    private void offer(Event event) {
        long size = bytesOf(event);
        if (bytes.addAndGet(size) > BYTES_MAX || !queue.offer(event)) {
            bytes.addAndGet(-size);
            droppedKinds.getAndAccumulate(event.kind().mask(), (a, b) -> a | b);
            dropped.incrementAndGet();
        }
        if (work.getAndIncrement() == 0) {
            start();
        }
    }

    /** Takes something however much waits; what comes behind the one that says that it is the last is not told. */
    void control(Event event) {
        controls.add(event);
        if (work.getAndIncrement() == 0) {
            start();
        }
    }

    private void start() {
        try {
            executor.execute(() -> Cause.run(cause, this::drain));
        } catch (RuntimeException | Error e) {
            work.set(0); // there was no thread, for instance: who comes next tries again
            throw e;
        }
    }

    private static long bytesOf(Event event) {
        return switch (event) {
            case Event.DeadLetter e -> bytesOf(e.message());
            case Event.Sent e -> bytesOf(e.message());
            case Event.SentToName e -> bytesOf(e.message());
            case Event.SentToChannel e -> bytesOf(e.message());
            case Event.Received e -> bytesOf(e.message());
            case Event.ReceivedOnChannel e -> bytesOf(e.message());
            default -> 0;
        };
    }

    private static long bytesOf(Message message) {
        return message.content() == null ? message.estimatedBytes() : RECORD_BYTES;
    }

    private void drain() {
        long seen = work.get();
        do {
            tellQueued();
            for (Event event = controls.poll(); event != null && !stopped; event = controls.poll()) {
                tellQueued(); // what came before this one may have come after the queue was looked at
                if (!stopped) {
                    listener.accept(event);
                    stopped = event instanceof Event.TraceDisabled;
                }
            }
            seen = work.addAndGet(-seen);
        } while (seen != 0);
    }

    private void tellQueued() {
        for (Event event = queue.poll(); event != null && !stopped; event = queue.poll()) {
            bytes.addAndGet(-bytesOf(event));
            listener.accept(event);
        }
        long missed = dropped.getAndSet(0);
        if (missed > 0 && !stopped) {
            listener.accept(Event.Dropped.of(missed, droppedKinds.getAndSet(0)));
        }
    }

    void stop() {
        stopped = true;
    }
}
