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
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public final class Tracing {
    private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);

    private final Node node;
    private final Events events;
    private final Executor executor;
    private final Posting posting;
    private final Runnable gone;
    private volatile TraceFlags flags = TraceFlags.none(); // whoever sets them

    private final AtomicInteger leaving = new AtomicInteger(); // removed, and not told of that yet

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

    /** What is traced for tracers without flags of their own. */
    public TraceFlags flags() {
        return flags;
    }

    /** Sets what is traced. */
    public void flags(TraceFlags now) {
        flags = Objects.requireNonNull(now, "flags");
        events.renew();
    }

    /** Sets what is traced while code runs, and sets it back whatever becomes of that. */
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
        /** Takes it out, wherever it stands; it is told {@link Event.TraceDisabled}, and nothing after that. */
        @Override
        void close();
    }

    /**
     * Puts a tracer on top, with the flags of the node. The one below is told {@link Event.TraceTakeover}.
     *
     * @throws IllegalStateException if the node is closed
     */
    public Handle push(String name, Tracer tracer) {
        return push(new Layer(name, tracer, null));
    }

    /** As {@link #push(String, Tracer)}, with flags of its own. */
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
        return () -> remove(layer, null);
    }

    /** Has a tracer on top while code runs. */
    public <T extends @Nullable Object> T with(String name, Tracer tracer, Callable<T> code) throws Exception {
        try (Handle handle = push(name, tracer)) {
            Objects.requireNonNull(handle);
            return code.call();
        }
    }

    /** The names of those that are there, the top one last. */
    public synchronized List<String> tracers() {
        return stack.stream().map(layer -> layer.name).toList();
    }

    private void remove(Layer layer, @Nullable Throwable failure) {
        boolean removed;
        synchronized (this) {
            removed = stack.remove(layer);
        }
        if (!removed) {
            return;
        }
        events.detach(layer);
        if (failure == null) {
            layer.leaves();
            try {
                layer.queue.control(new Event.TraceDisabled());
            } catch (RuntimeException | Error e) { // there was no thread, for instance
                layer.isGone();
                LOG.error("tracer {} could not be told its end", LogText.escape(layer.name), e);
            }
        } else {
            layer.queue.stop();
            if (events.wants(Event.Kind.TRACER_FAILED)) {
                events.publish(new Event.TracerFailed(layer.name, failure));
            }
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
        all.reversed().forEach(layer -> remove(layer, null));
        return !(Cause.current() instanceof Layer layer && layer.isOf(this));
    }

    /** For the kernel: whether each tracer that was removed has been told so, and has closed its file. */
    public boolean areGone() {
        return leaving.get() == 0;
    }

    // ---- other nodes ----

    /** The tracing of another node by this one. */
    public interface Relay extends Handle {
        /** Completes when it is over: the handle was closed, the other node or its tracing ended, or the connection was lost. */
        CompletionStage<KillReason> ended();
    }

    /**
     * Has another node tell a tracer here of what flags let through there; they are looked at there, before anything is sent.
     * The events name ports and nodes as that node does; values of {@link Event.User} have become texts, messages above about
     * 64 KiB their tag and size.
     *
     * <p><b>Threads:</b> the tracer is called on a thread of this node, serially, and should be quick: while it does not return,
     * what comes counts as unread, and too much of that costs the connection. <b>Limits:</b> a subject has at most 100
     * ports or names there. What cannot be told in time is dropped there, and told as {@link Event.Dropped}. <b>Failures:</b> the
     * stage fails with {@link IllegalStateException} if the node does not let others trace it ({@code management_remote}, off
     * unless switched on), does not answer in time, or has too many that do. As for other tracers, one that throws is called
     * no more.
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
        return new TraceWatch(node, this, events, where.id().node(), flags, tracer).start(timeout, executor);
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

    /** Publishes a line of text, which is traced whatever the flags are. */
    public void log(String text) {
        events.notify(new Event.Log(text));
    }

    /** Publishes the texts of some things as one line. */
    public void log(String separator, @Nullable Object... parts) {
        if (events.wants(Event.Kind.LOG)) {
            log(Stream.of(parts).map(String::valueOf).collect(Collectors.joining(separator)));
        }
    }

    /** Publishes a value as {@link Event.User}, which is traced whatever the flags are. */
    public void message(Object value) {
        events.notify(new Event.User(value));
    }

    private boolean holds(String name, PortId port) {
        return node.whereis(name).filter(port::equals).isPresent();
    }

    /** A tracer, with its filter before its queue. */
    private final class Layer implements BusReader {
        private final String name;
        private final Tracer tracer;
        private final @Nullable TraceFlags own;
        private final QueuedSubscriber queue;
        private final AtomicBoolean leaving = new AtomicBoolean(); // counted in that of the node
        private boolean failed; // who is told, one at a time

        Layer(String name, Tracer tracer, @Nullable TraceFlags own) {
            this.name = Objects.requireNonNull(name, "name");
            this.tracer = Objects.requireNonNull(tracer, "tracer");
            this.own = own;
            this.queue = new QueuedSubscriber(0, executor, this, this::tell);
        }

        boolean isOf(Tracing tracing) {
            return Tracing.this == tracing;
        }

        void leaves() {
            leaving.set(true);
            Tracing.this.leaving.incrementAndGet();
        }

        void isGone() {
            if (leaving.compareAndSet(true, false)) {
                Tracing.this.leaving.decrementAndGet();
                gone.run();
            }
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
                    && !(Cause.current() instanceof Layer)
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
                remove(this, t);
            } finally {
                if (event instanceof Event.TraceDisabled) {
                    isGone();
                }
            }
        }
    }
}
