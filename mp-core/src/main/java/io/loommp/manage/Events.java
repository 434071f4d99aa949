package io.loommp.manage;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one hook for events of a node.
 *
 * <p>A publication site asks {@link #wants} first, one mask test, and makes the event only if somebody does.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never: each subscriber has a bounded queue and a thread of its own, and is told
 * by {@link Event.Dropped} how many events it missed.
 */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    private final Executor executor;
    private final CopyOnWriteArrayList<QueuedSubscriber> subscribers = new CopyOnWriteArrayList<>();
    private volatile int mask; // written under the lock of this

    /** For the kernel: subscribers run on this executor, each serially. */
    public Events(Executor executor) {
        this.executor = executor;
    }

    /** Where the events of a node can be had. */
    public interface Source {
        /** The hook of this node. */
        Events events();
    }

    /**
     * Calls a listener for each event of these kinds that happens from now on: one at a time, those of one publishing
     * thread in their order. What the listener throws is logged.
     */
    public Subscription subscribe(Set<Event.Kind> kinds, Consumer<? super Event> listener) {
        int wanted = kinds.stream().mapToInt(Event.Kind::mask).reduce(0, (a, b) -> a | b);
        QueuedSubscriber subscriber = new QueuedSubscriber(wanted, executor, event -> {
            try {
                listener.accept(event);
            } catch (Throwable t) { // also an error, or it would never be called again
                LOG.error("a listener failed at {}", LogText.escape(event.kind().name()), t);
            }
        });
        synchronized (this) {
            subscribers.add(subscriber);
            renewMask();
        }
        return () -> {
            synchronized (this) {
                subscribers.remove(subscriber);
                renewMask();
            }
            subscriber.stop();
        };
    }

    private void renewMask() {
        mask = subscribers.stream().mapToInt(s -> s.mask).reduce(0, (a, b) -> a | b);
    }

    /** Whether anybody wants events of this kind. */
    public boolean wants(Event.Kind kind) {
        return (mask & kind.mask()) != 0;
    }

    /** Hands an event to all who want its kind. */
    public void publish(Event event) {
        for (QueuedSubscriber subscriber : subscribers) {
            if ((subscriber.mask & event.kind().mask()) != 0) {
                subscriber.offer(event);
            }
        }
    }

    /** A subscription, to end it. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        /** After this returns no call of the listener begins; one that has begun may still run. */
        @Override
        void close();
    }
}
