package io.loommp.manage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.Address;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.Self;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tracing of a node: tracers that stand on each other, each told of what its flags, or those of the node, let through.
 * Each has a bounded queue and a thread of its own. What tracers do is never traced.
 *
 * <p><b>Threads:</b> any, also tracers'. <b>Blocking:</b> never, but for {@link #log} and {@link #message}, which are
 * {@link Events#notify}. <b>Limits:</b> for each tracer 4,096 events wait, and not more than about 16 MiB of messages; what comes
 * while that is full is dropped, and told as {@link Event.Dropped}.
 */
public final class Tracing {
    private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);

    private final Node node;
    private final Events events;
    private final Executor executor;
    private final Posting posting;
    private final Runnable gone;
    private volatile TraceFlags flags = TraceFlags.none(); // whoever sets them

    private final AtomicInteger leaving = new AtomicInteger(); // farewells that have begun and are not over

    private final Set<PortId> told = ConcurrentHashMap.newKeySet(); // ports that send traces or are sent them

    @GuardedBy("this")
    private final List<Layer> stack = new ArrayList<>();

    @GuardedBy("this")
    private boolean closed;

    /** For the kernel: tracers run on this executor, each serially, and {@code gone} when one of them was told its end. */
    public Tracing(Node node, Events events, Executor executor, Posting posting, Runnable gone) {
        this.posting = posting;
        this.gone = gone;
        this.node = node;
        this.events = events;
        this.executor = executor;
    }

    /** Whose code a thread runs that is called by the bus for a tracer: what it does is not traced (management.md TR6). */
    interface TracerCode {
        /** Of which node the tracer is. */
        Tracing tracing();
    }

    /** The end of one tracer: from when it is to be told of it until it was. A close of the node waits for that. */
    final class Farewell {
        private final AtomicBoolean open = new AtomicBoolean();

        void begins() {
            leaving.incrementAndGet();
            open.set(true);
        }

        /** It was told, or cannot be; before {@link #begins} this does nothing. */
        void isOver() {
            if (open.compareAndSet(true, false)) {
                leaving.decrementAndGet();
                gone.run();
            }
        }
    }

    /** Where the tracing of a node can be had. */
    public interface Source {
        /** That of this node. */
        Tracing tracing();
    }

    /**
     * The tracing of a node.
     *
     * @throws IllegalArgumentException if the node has none
     */
    public static Tracing of(Node node) {
        if (node instanceof Source source) {
            return source.tracing();
        }
        throw new IllegalArgumentException(
                "a node without tracing: " + node.getClass().getName());
    }

    // ---- flags ----

    /** What is traced for tracers without flags of their own; nothing, unless somebody or {@code loommp.trace.flags} has set it. */
    public TraceFlags flags() {
        return flags;
    }

    /**
     * Sets what is traced for tracers without flags of their own: of all that is published from now on, in this thread or in
     * one that is told of it. What waits for a tracer already was let through, and stays.
     */
    public void flags(TraceFlags now) {
        flags = Objects.requireNonNull(now, "flags");
        events.renew();
    }

    /**
     * Sets what is traced while code runs, and sets it back whatever becomes of that.
     *
     * <p><b>Threads:</b> the flags are the node's, so the others' events are traced as well; two that do this at the same time
     * may set back each other's. A tracer with flags of its own has no such trouble. <b>Failures:</b> those of the code.
     */
    public <T extends @Nullable Object> T withFlags(TraceFlags meanwhile, Callable<T> code) throws Exception {
        TraceFlags before = flags;
        flags(meanwhile);
        try {
            return code.call();
        } finally {
            flags(before);
        }
    }

    // ---- tracers ----

    /** A tracer that has been put on the stack. */
    public interface Handle extends AutoCloseable {
        /**
         * Takes it out, wherever it stands. It is told what waits for it and then, as the last, {@link Event.TraceDisabled}, on
         * its own thread, perhaps when this has returned already. Closing again does nothing.
         */
        @Override
        void close();
    }

    /**
     * Puts a tracer on top, with the flags of the node. The one below is told {@link Event.TraceTakeover}, and goes on.
     *
     * <p><b>Threads:</b> the tracer is called on threads of the node's, one call at a time, and is told of what is published
     * once this has returned, in this thread or in one that is told of it. <b>Failures:</b> one that throws is removed, and
     * that is told by {@link Event.TracerFailed}.
     *
     * @param name what it is called, for people; several may have the same
     * @throws IllegalStateException if the node is closed
     */
    public Handle push(String name, Tracer tracer) {
        return push(new Layer(name, tracer, null));
    }

    /**
     * As {@link #push(String, Tracer)}, with flags of its own; those of the node do not matter to it.
     *
     * @throws IllegalStateException if the node is closed
     */
    public Handle push(String name, Tracer tracer, TraceFlags own) {
        return push(new Layer(name, tracer, Objects.requireNonNull(own, "own")));
    }

    private Handle push(Layer layer) {
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException(
                        "node " + node.id() + " is closed, so there is nothing to trace for \"" + layer.name + '"');
            }
            if (!stack.isEmpty()) {
                stack.getLast().queue.control(new Event.TraceTakeover(layer.name));
            }
            stack.add(layer);
            events.attach(layer); // here, so that a close that takes it out comes before both, or behind them
        }
        return () -> remove(layer);
    }

    /**
     * Has a tracer on top while code runs, with the flags of the node. It may be told of the last of that when this has returned.
     *
     * <p><b>Failures:</b> those of the code. What the tracer throws does not reach the code.
     *
     * @throws IllegalStateException if the node is closed
     */
    public <T extends @Nullable Object> T with(String name, Tracer tracer, Callable<T> code) throws Exception {
        try (Handle handle = push(name, tracer)) {
            Objects.requireNonNull(handle);
            return code.call();
        }
    }

    /** The names of those that are there at this moment, the top one last. */
    public synchronized List<String> tracers() {
        return stack.stream().map(layer -> layer.name).toList();
    }

    private boolean takeOut(Layer layer) {
        boolean removed;
        synchronized (this) {
            removed = stack.remove(layer);
        }
        if (removed) {
            events.detach(layer);
        }
        return removed;
    }

    private void remove(Layer layer) {
        if (!takeOut(layer)) {
            return;
        }
        layer.farewell.begins();
        try {
            layer.queue.control(new Event.TraceDisabled());
        } catch (RuntimeException | Error e) { // there was no thread, for instance
            LOG.error("tracer {} could not be told its end", LogText.escape(layer.name), e);
        }
    }

    /** A tracer has thrown: it is told no more. */
    void tellOfFailure(String tracer, Throwable failure) {
        if (events.wants(Event.Kind.TRACER_FAILED)) {
            events.publish(new Event.TracerFailed(tracer, failure));
        }
    }

    /**
     * For the kernel: removes all tracers, as the node closes; none comes after that.
     *
     * @return whether the current thread is none of a tracer's, and may wait until all {@link #areGone}
     */
    public boolean close() {
        List<Layer> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(stack);
        }
        all.reversed().forEach(this::remove);
        return !(Cause.current() instanceof TracerCode code && code.tracing() == this);
    }

    /** For the kernel: whether each tracer that was removed has been told so, and has closed its file. */
    public boolean areGone() {
        return leaving.get() == 0;
    }

    // ---- other nodes ----

    /** The tracing of another node by this one. */
    public interface Relay extends Handle {
        /**
         * Completes when it is over, and the tracer was told {@link Event.TraceDisabled}: the handle was closed, the other node or
         * its tracing ended, the connection was lost, or the tracer threw. With the reason of the watching port, which is normal
         * unless it was the other side that ended.
         */
        CompletionStage<KillReason> ended();
    }

    /**
     * Has another node tell a tracer here of what flags let through there; they are looked at there, before anything is sent.
     * The events name ports and nodes as that node does; values of {@link Event.User} have become texts, messages above about
     * 64 KiB their tag and size.
     *
     * <p><b>Threads:</b> the tracer is called on threads of this node, one call at a time. What it does is not traced here; there
     * it is traffic as any other. <b>Limits:</b> a subject has at most 100 ports or names there. What the connection or the
     * tracer is too slow for is dropped on one side or the other, and told as {@link Event.Dropped}: a slow tracer costs
     * neither memory nor the connection. <b>Failures:</b> the stage fails with {@link IllegalStateException} if the node does not
     * let others trace it ({@code management_remote}, off unless switched on), does not answer in time, or has too many that
     * do. A tracer that throws is called no more, which ends the relay, and is told by {@link Event.TracerFailed}.
     *
     * @param where the node, or any port of it
     * @param timeout for the answer, a connection included
     * @throws IllegalArgumentException if it is this node, which {@link #push} traces
     * @see TraceRelays
     */
    public CompletionStage<Relay> relayFrom(Address where, TraceFlags flags, Tracer tracer, Duration timeout) {
        if (node.isLocal(where)) {
            throw new IllegalArgumentException("a tracer of this node, " + node.id() + ", is pushed");
        }
        return new TraceWatch(node, this, where.id().node(), flags, tracer, executor).start(timeout);
    }

    /** For the kernel: sends in the name of a port without ever waiting, and dials nobody for it. */
    @FunctionalInterface
    public interface Posting {
        /**
         * Sends it.
         *
         * @throws IllegalArgumentException if it cannot be written
         */
        void post(Self sender, PortId to, Message message);
    }

    void post(Self sender, PortId to, Message message) {
        posting.post(sender, to, message);
    }

    /** A port sends or is sent traces, or serves those that are, from now on or no more: its messages are no events. */
    void told(PortId port, boolean now) {
        if (now) {
            told.add(port);
        } else {
            told.remove(port);
        }
    }

    /** For the kernel: whether this is a port of this node whose messages are no events. */
    public boolean isTold(PortId port) {
        return told.contains(port);
    }

    // ---- what users tell ----

    /**
     * Publishes a line of text, which is traced whatever the flags are, and which agents and listeners may read as well.
     *
     * <p><b>Blocking:</b> as {@link Events#notify}, which this is.
     */
    public void log(String text) {
        events.notify(new Event.Log(Objects.requireNonNull(text, "text")));
    }

    /**
     * As {@link #log(String)}, of the texts of some things, which are made only if anybody reads such lines.
     *
     * <p><b>Failures:</b> what a thing throws when its text is made.
     */
    public void log(String separator, @Nullable Object... parts) {
        if (events.wants(Event.Kind.LOG)) {
            log(Stream.of(parts).map(String::valueOf).collect(Collectors.joining(separator)));
        }
    }

    /**
     * Publishes a value as {@link Event.User}, which is traced whatever the flags are. Nothing of it is called here; tracers
     * that write lines make its text, on their threads.
     *
     * <p><b>Blocking:</b> as {@link Events#notify}, which this is.
     */
    public void message(Object value) {
        events.notify(new Event.User(Objects.requireNonNull(value, "value")));
    }

    private boolean holds(String name, PortId port) {
        return node.whereis(name).filter(port::equals).isPresent();
    }

    /** A tracer, with its filter before its queue. */
    private final class Layer implements BusReader, TracerCode {
        private final String name;
        private final Tracer tracer;
        private final @Nullable TraceFlags own;
        private final Farewell farewell = new Farewell();
        private final QueuedSubscriber queue;
        private boolean failed; // who is told, one at a time

        Layer(String name, Tracer tracer, @Nullable TraceFlags own) {
            this.name = Objects.requireNonNull(name, "name");
            this.tracer = Objects.requireNonNull(tracer, "tracer");
            this.own = own;
            this.queue = new QueuedSubscriber(0, executor, this, this::tell, farewell::isOver);
        }

        @Override
        public Tracing tracing() {
            return Tracing.this;
        }

        private TraceFlags flags() {
            return own == null ? Tracing.this.flags : own;
        }

        @Override
        public long interests() {
            return flags().interests();
        }

        @Override
        public boolean wantsSend(PortId from, PortId to) {
            return flags().mayFitSend(from);
        }

        @Override
        public boolean wantsReceive(PortId to) {
            return flags().mayFitReceive(to);
        }

        @Override
        public void offer(Object input, Event.@Nullable Kind kind) {
            if (input instanceof Event event
                    && !(Cause.current() instanceof TracerCode)
                    && flags().fits(event, Tracing.this::holds)) {
                queue.offer(event, kind);
            }
        }

        private void tell(Event event) {
            try {
                if (!failed) {
                    tracer.on(event);
                }
            } catch (Throwable t) { // also an error: it shall not be called again
                failed = true;
                if (takeOut(this)) {
                    queue.stop();
                }
                tellOfFailure(name, t);
            } finally {
                if (event instanceof Event.TraceDisabled) {
                    farewell.isOver();
                }
            }
        }
    }
}
