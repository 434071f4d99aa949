package io.loommp.manage;

import io.loommp.CallbackPort;
import io.loommp.Elements;
import io.loommp.Fork;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A port of this node that is told what another node traces for it, and tells a tracer. It asks first whether that node lets
 * itself be traced, since one that does not would not answer.
 *
 * <p>The tracer has a queue and a thread of its own, so what comes is read at once: a slow tracer loses events, and not the
 * connection.
 *
 * <p><b>Threads:</b> the port's, but for {@link #start} and {@link #tell}.
 */
final class TraceWatch implements Tracing.TracerCode {
    private static final String CAN = "can";

    private final Node node;
    private final Tracing tracing;
    private final PortId there;
    private final TraceFlags flags;
    private final Tracer tracer;
    private final Executor executor;
    private final QueuedSubscriber queue;
    private final Tracing.Farewell farewell;
    private final CompletableFuture<Boolean> begun = new CompletableFuture<>();
    private final CompletableFuture<Boolean> parted = new CompletableFuture<>(); // the tracer is told no more
    private volatile @Nullable PortId watching; // set by the port before anything is told
    private boolean asked; // these two are the port's
    private boolean accepted;
    private boolean failed; // who is told, one at a time

    TraceWatch(Node node, Tracing tracing, String there, TraceFlags flags, Tracer tracer, Executor executor) {
        this.node = node;
        this.tracing = tracing;
        this.there = new PortId(there, "");
        this.flags = Objects.requireNonNull(flags, "flags");
        this.tracer = Objects.requireNonNull(tracer, "tracer");
        this.executor = executor;
        this.farewell = tracing.new Farewell();
        this.queue = new QueuedSubscriber(0, executor, this, this::tell, this::isOver);
    }

    @Override
    public Tracing tracing() {
        return tracing;
    }

    CompletionStage<Tracing.Relay> start(Duration timeout) {
        Port port = node.port(p -> begin(p, timeout));
        CompletionStage<Boolean> ignored =
                port.terminated().thenApply(why -> refused("the watching port has ended: " + why));
        CompletionStage<KillReason> ended = port.terminated().thenCombine(parted, (why, yes) -> why);
        return begun.thenApplyAsync(yes -> handle(port, ended), executor);
    }

    private static Tracing.Relay handle(Port port, CompletionStage<KillReason> ended) {
        return new Tracing.Relay() {
            @Override
            public CompletionStage<KillReason> ended() {
                return ended;
            }

            @Override
            public void close() {
                port.kill();
            }
        };
    }

    private void begin(CallbackPort p, Duration timeout) {
        watching = p.id();
        tracing.told(p.id(), true);
        p.own(this::over);
        p.own(() -> tracing.told(p.id(), false));
        p.on(CAN, answer -> {
            if (isFromThere(p)) {
                ask(p, answer);
            }
        });
        p.on(TraceRelays.OK, answer -> {
            if (isFromThere(p)) {
                accepted(p, answer);
            }
        });
        p.on(TraceRelays.ERROR, answer -> {
            if (isFromThere(p)) {
                giveUp(p, LogText.escape(answer.string(2)));
            }
        });
        p.on(TraceWire.TAG, message -> {
            Event event = isFromThere(p) ? TraceWire.event(message) : null;
            if (event != null) {
                queue.offer(event, message.estimatedBytes());
            }
        });
        p.onMessage(message -> {}); // of nobody who matters
        p.after(timeout, () -> {
            if (!begun.isDone()) {
                giveUp(p, "it has not answered within " + timeout);
            }
        });
        send(p, CAN, TraceRelays.FUNCTION, p.id(), CAN);
    }

    private boolean isFromThere(CallbackPort p) {
        return p.origin().equals(there.node());
    }

    private void ask(CallbackPort p, Message answer) {
        if (asked) {
            return;
        }
        asked = true;
        if (Boolean.TRUE.equals(Elements.truth(answer.value(1)))) {
            send(p, TraceRelays.FUNCTION, TraceWire.flags(flags), p.id());
        } else {
            giveUp(p, "it does not let others trace it: management_remote is off there");
        }
    }

    /** On a thread of its own: a send may wait for the link, and the time limit is to end that, too. */
    private void send(CallbackPort p, @Nullable Object... elements) {
        Fork<?> ignored = p.fork(() -> {
            p.send(there, elements);
            return null;
        });
    }

    private void accepted(CallbackPort p, Message answer) {
        if (accepted || begun.isDone()) {
            return;
        }
        accepted = true;
        PortId relay = Elements.port(answer.map(1).get(TraceRelays.RELAY));
        if (relay == null || !relay.node().equals(there.node())) {
            giveUp(p, "it answers what makes no sense");
            return;
        }
        p.onEnd(relay, why -> p.kill(p, why));
        begun.complete(true);
    }

    private boolean refused(String why) {
        return begun.completeExceptionally(
                new IllegalStateException("node %s cannot be traced: %s".formatted(there.node(), why)));
    }

    private void giveUp(CallbackPort p, String why) {
        boolean ignored = refused(why);
        p.kill(p);
    }

    private void tell(Event event) {
        try {
            if (!failed) {
                tracer.on(event);
            }
        } catch (Throwable t) { // also an error: it shall not be called again
            failed = true;
            tracing.tellOfFailure("watch of " + there.node(), t);
            PortId port = watching;
            if (port != null) {
                node.kill(port, KillReason.normal());
            }
        } finally {
            if (event instanceof Event.TraceDisabled) {
                isOver();
            }
        }
    }

    /** Everything of the port has returned, and nothing comes any more. */
    private void over() {
        if (!begun.isDone() || begun.isCompletedExceptionally()) {
            return;
        }
        farewell.begins();
        queue.control(new Event.TraceDisabled());
    }

    /** The tracer was told its end, or cannot be. */
    private void isOver() {
        farewell.isOver();
        boolean ignored = parted.complete(true);
    }
}
