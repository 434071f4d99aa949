package io.loommp.manage;

import io.loommp.Message;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
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
    private final Runnable untold;
    private final MpscVarHandleArrayQueue<Item> queue = new MpscVarHandleArrayQueue<>(CAPACITY);
    private final ConcurrentLinkedQueue<Event> controls = new ConcurrentLinkedQueue<>();
    private final AtomicLong work = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicReference<@Nullable Gap> dropped = new AtomicReference<>();
    private volatile boolean stopped; // written by whoever ends the subscription

    private record Item(Event event, long bytes) {}

    /** What was dropped and not told of yet. */
    private record Gap(long count, long kinds) {
        Gap and(@Nullable Gap other) {
            return other == null ? this : new Gap(count + other.count, kinds | other.kinds);
        }
    }

    /**
     * With {@code whose} what the listener does counts as done by that reader, otherwise as done by this one.
     *
     * @param untold run when there was no thread to tell of something that {@link #control} took
     */
    QueuedSubscriber(long mask, Executor executor, @Nullable Object whose, Consumer<Event> listener, Runnable untold) {
        this.mask = mask;
        this.executor = executor;
        this.cause = whose == null ? this : whose;
        this.listener = listener;
        this.untold = untold;
    }

    @Override
    public long interests() {
        return mask;
    }

    @Override
    public void offer(Object input, Event.@Nullable Kind kind) {
        if (input instanceof Event event) {
            offer(event, bytesOf(event));
        }
    }

    /** Takes an event that keeps about so much memory. */
    void offer(Event event, long size) {
        if (bytes.addAndGet(size) > BYTES_MAX || !queue.offer(new Item(event, size))) {
            bytes.addAndGet(-size);
            drop(event);
        }
        if (work.getAndIncrement() == 0) {
            start();
        }
    }

    /** Of a gap that others have told of, what was in it counts. */
    private void drop(Event event) {
        Gap gap = event instanceof Event.Dropped earlier
                ? new Gap(earlier.count(), Event.Kind.mask(earlier.kinds()))
                : new Gap(1, event.kind().mask());
        dropped.updateAndGet(gap::and);
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
            if (!controls.isEmpty()) {
                untold.run(); // it was the last, perhaps, and then nobody comes
            }
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
            case Event.Log e -> 2L * e.text().length();
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

    /** Tells what waits, and of a gap behind all that was there when it was found, so that nothing older comes after it. */
    private void tellQueued() {
        Gap gap = null;
        int ahead = 0;
        while (!stopped) {
            if (gap == null && dropped.get() != null) {
                gap = dropped.getAndSet(null);
                ahead = queue.size();
            }
            Item next = gap != null && ahead-- == 0 ? null : queue.poll();
            if (next != null) {
                bytes.addAndGet(-next.bytes);
                listener.accept(next.event);
            } else if (gap != null) {
                listener.accept(Event.Dropped.of(gap.count, gap.kinds));
                gap = null;
            } else {
                return;
            }
        }
    }

    void stop() {
        stopped = true;
    }
}
