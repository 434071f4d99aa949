package io.loommp.manage;

import io.loommp.KillReason;
import io.loommp.PortId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus of a node: what happens in it, and what anybody has to tell, for those who read it.
 *
 * <p>A publication site asks {@link #wants} first, one test of a mask, and makes the event only if somebody does. There is no
 * thread of the bus: whoever publishes leaves the event with each reader. So what one thread publishes is read in its order,
 * and between threads nothing is promised.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never, but for {@link #notify}: each subscriber has a bounded queue and a thread of
 * its own, and is told by {@link Event.Dropped} how many events it missed. <b>Failures:</b> what happens to a reader does not
 * happen to who publishes. On a node that is closed nothing comes any more; subscribing there is no error.
 */
public final class Events {
    /** The bits of all kinds of sends, for {@link #wantsAny}. */
    public static final long SENDS =
            Event.Kind.SENT.mask() | Event.Kind.SENT_TO_NAME.mask() | Event.Kind.SENT_TO_CHANNEL.mask();

    /** The bits of all kinds of receives, for {@link #wantsAny}. */
    public static final long RECEIVES = Event.Kind.RECEIVED.mask() | Event.Kind.RECEIVED_ON_CHANNEL.mask();

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final VarHandle MASK;

    static {
        try {
            MASK = MethodHandles.lookup().findVarHandle(Events.class, "mask", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Executor executor;
    private final CopyOnWriteArrayList<BusReader> readers = new CopyOnWriteArrayList<>();

    private volatile BusReader[] trafficReaders = {}; // written under the lock of this, and never changed afterwards

    /** What the readers want, together. Written under the lock of this; read opaque, so that a send pays for no fence. */
    @SuppressWarnings("UnusedVariable") // through its VarHandle
    private long mask;

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
     * thread in their order, and none that the listener itself brings about. It sees all that is published once this has
     * returned, in this thread or in one that is told of it.
     *
     * <p><b>Threads:</b> the listener is called on threads of the node's, one call at a time; it may block, and subscribe and end
     * subscriptions. <b>Limits:</b> 4,096 events wait for it, and not more than about 16 MiB of messages. What comes while that is
     * full is dropped, and told as {@link Event.Dropped}, whether it is among the kinds or not. <b>Failures:</b> what the
     * listener throws is logged, and it is called again.
     *
     * @param kinds of {@link Event.Kind#TRACE_TAKEOVER} and {@link Event.Kind#TRACE_DISABLED} nothing comes, as only tracers are
     *     told those
     */
    public Subscription subscribe(Set<Event.Kind> kinds, Consumer<? super Event> listener) {
        return subscribe(Event.Kind.mask(kinds), listener);
    }

    /** The same with what is wanted as the bits of {@link BusReader#interests}. */
    Subscription subscribe(long interests, Consumer<? super Event> listener) {
        QueuedSubscriber subscriber = queued(interests, listener, () -> {});
        attach(subscriber);
        return () -> {
            detach(subscriber);
            subscriber.stop();
        };
    }

    /**
     * A listener with its queue, to be attached; what it throws is logged.
     *
     * @param untold as that of {@link QueuedSubscriber}
     */
    QueuedSubscriber queued(long interests, Consumer<? super Event> listener, Runnable untold) {
        return new QueuedSubscriber(
                interests,
                executor,
                null,
                event -> {
                    try {
                        listener.accept(event);
                    } catch (Throwable t) { // also an error, or it would never be called again
                        LOG.error(
                                "a listener failed at {}",
                                LogText.escape(event.kind().name()),
                                t);
                    }
                },
                untold);
    }

    /**
     * For the runtime: tells a reader of all it wants that is published once this has returned, in this thread or in one that is
     * told of it. One that is told already stays so; what it wants is asked anew.
     */
    public synchronized void attach(BusReader reader) {
        boolean ignored = readers.addIfAbsent(reader);
        renewMask();
    }

    /** For the runtime: tells a reader no more, but for what is just being published. */
    public synchronized void detach(BusReader reader) {
        readers.remove(reader);
        renewMask();
    }

    /** For the runtime: a reader wants something else now. */
    synchronized void renew() {
        renewMask();
    }

    private void renewMask() {
        // first, as whoever has seen the mask asks these
        trafficReaders = readers.stream()
                .filter(reader -> (reader.interests() & (SENDS | RECEIVES)) != 0)
                .toArray(BusReader[]::new);
        MASK.setVolatile(this, readers.stream().mapToLong(BusReader::interests).reduce(0, (a, b) -> a | b));
    }

    /**
     * For the runtime: whether anybody wants to be told of what this port sends to that one; asked where {@link #SENDS} are
     * wanted.
     */
    public boolean wantsSend(PortId from, PortId to) {
        for (BusReader reader : trafficReaders) {
            if ((reader.interests() & SENDS) != 0 && reader.wantsSend(from, to)) {
                return true;
            }
        }
        return false;
    }

    /** The same of what that port, or channel, receives; asked where {@link #RECEIVES} are wanted. */
    public boolean wantsReceive(PortId to) {
        for (BusReader reader : trafficReaders) {
            if ((reader.interests() & RECEIVES) != 0 && reader.wantsReceive(to)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether anybody wants events of this kind. One read of a field, without a fence: a thread that nothing has told of a new
     * reader may see it a moment late.
     */
    public boolean wants(Event.Kind kind) {
        return wantsAny(kind.mask());
    }

    /** As {@link #wants}, of events of at least one of these kinds, given as bits. */
    public boolean wantsAny(long kinds) {
        return ((long) MASK.getOpaque(this) & kinds) != 0;
    }

    /** Whether anybody wants to be told of this end of a port; see {@link Event.Died}. */
    public boolean wantsDeath(PortId port, KillReason reason, boolean monitored) {
        return wantsAny(bitsOf(Event.Died.isExpected(port, reason, monitored)));
    }

    private static long bitsOf(boolean expectedDeath) {
        long all = Event.Kind.DIED.mask();
        return expectedDeath ? all : all | BusReader.UNEXPECTED_DEATHS;
    }

    /**
     * For the runtime: hands an event to all who want its kind, except to the reader whose own code brought it about.
     *
     * <p><b>Blocking:</b> never. <b>Failures:</b> a reader that throws is logged; the others are told, and nothing is thrown here.
     */
    @SuppressWarnings("ReferenceEquality") // a reader is itself
    public void publish(Event event) {
        Event.Kind kind = event.kind();
        long bits = event instanceof Event.Died died ? bitsOf(died.isExpected()) : kind.mask();
        Object cause = Cause.current();
        for (BusReader reader : readers) {
            if ((reader.interests() & bits) != 0 && reader != cause) {
                offer(reader, event, kind, false);
            }
        }
    }

    /**
     * Publishes a value of any type, for agents that have a sink for it; also for the one that publishes it. All readers share
     * it, so it should be immutable, a record. Nothing of it is called. If nobody wants it, it is forgotten.
     *
     * <p><b>Threads:</b> any; when this returns each reader has it in its queue, or has counted it as dropped.
     *
     * <p><b>Blocking:</b> if there is an agent that asked for it ({@code BLOCK_USER}), until that has room, the agent ends, or
     * the thread is interrupted; never in code of agents, tracers and listeners, whose values are dropped then.
     *
     * @param value {@link Event.User} and {@link Event.Log} are events that may be published by anybody
     * @throws IllegalArgumentException if it is an event that only the runtime publishes
     */
    public void notify(Object value) {
        Event.Kind kind = kindOf(Objects.requireNonNull(value, "value"));
        long bit = kind == null ? BusReader.VALUES : kind.mask();
        if (!wantsAny(bit)) {
            return;
        }
        for (BusReader reader : readers) {
            if ((reader.interests() & bit) != 0) {
                offer(reader, value, kind, true);
            }
        }
    }

    private static Event.@Nullable Kind kindOf(Object value) {
        return switch (value) {
            case Event.User user -> user.kind();
            case Event.Log log -> log.kind();
            case Event event ->
                throw new IllegalArgumentException("events of kind " + event.kind()
                        + " are published by the runtime alone; Event.User can carry whatever you like");
            default -> null;
        };
    }

    /** What happens to a reader is not to happen to who publishes (security S28). */
    private static void offer(BusReader reader, Object input, Event.@Nullable Kind kind, boolean patiently) {
        try {
            if (patiently) {
                reader.offerPatiently(input, kind);
            } else {
                reader.offer(input, kind);
            }
        } catch (RuntimeException | Error e) {
            LOG.error("a reader of the bus failed at {}", kind, e);
        }
    }

    /** A subscription, to end it. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        /**
         * Ends it. What waits for the listener is forgotten; a call that has begun, or is just about to, may still run when this
         * has returned. Closing again does nothing.
         */
        @Override
        void close();
    }
}
