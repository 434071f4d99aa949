package io.loommp.manage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.CallbackPort;
import io.loommp.Elements;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.Self;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Lets other nodes trace this one, by {@link Tracing#relayFrom}: each event that the flags of a watching port let through is
 * sent to that port, which is one of the asking node, until it ends. The flags of the node itself are not theirs to change.
 *
 * <p>Whoever may connect with the node sees then what is in its messages, so this is off unless {@link #install} is called,
 * which {@code management_remote} does (security S28).
 *
 * <p><b>Limits:</b> 16 watching ports. Each has a tracer with its bounded queue; what its connection takes too slowly is
 * dropped, and told as {@link Event.Dropped}. What is sent to them is no event, anywhere: nodes that trace each other do not
 * feed each other.
 */
public final class TraceRelays {
    static final String FUNCTION = "loommp::trace";
    static final String OK = "ok";
    static final String ERROR = "error";
    static final String RELAY = "port";

    private static final int RELAYS_MAX = 16;

    private final Tracing tracing;
    private final Map<PortId, Port> relays = new HashMap<>(); // the function's port

    private TraceRelays(Tracing tracing) {
        this.tracing = tracing;
    }

    /**
     * Lets other nodes trace a node, from now on.
     *
     * @return the port that serves them; when it ends, so does all tracing by others
     * @throws IllegalStateException if they may already, or the node is closed
     */
    public static Port install(Node node) {
        Tracing tracing = Tracing.of(node);
        Port serving = node.export(FUNCTION, new TraceRelays(tracing)::serve);
        tracing.told(serving.id(), true); // what is asked of it is no traffic either
        CompletionStage<Void> ignored = serving.terminated().thenAccept(why -> tracing.told(serving.id(), false));
        return serving;
    }

    private void serve(Self self, List<@Nullable Object> args) {
        PortId asker = args.size() == 2 && TraceWire.isPort(args.get(1)) ? Elements.port(args.get(1)) : null;
        if (asker == null || asker.isNodePort() || !asker.node().equals(self.origin())) {
            throw new IllegalArgumentException("traces are asked for by [function, flags, port of the asking node]");
        }
        TraceFlags flags;
        try {
            flags = TraceWire.flags(args.getFirst());
        } catch (IllegalArgumentException e) {
            tracing.post(self, asker, Message.of(ERROR, "arguments", String.valueOf(e.getMessage())));
            return;
        }
        if (relays.containsKey(asker) || relays.size() >= RELAYS_MAX) {
            tracing.post(self, asker, Message.of(ERROR, "busy", "%d ports are told already".formatted(relays.size())));
            return;
        }
        Port relay = self.port(p -> begin(p, asker, flags));
        relays.put(asker, relay);
        self.onEnd(relay, why -> relays.remove(asker));
        tracing.post(self, asker, Message.of(OK, Map.of(RELAY, relay.id())));
    }

    private void begin(CallbackPort p, PortId asker, TraceFlags flags) {
        Sending sending = new Sending();
        tracing.told(p.id(), true);
        p.own(() -> tracing.told(p.id(), false));
        p.own(tracing.push("relay to " + asker, event -> sending.run(() -> tell(p, asker, event)), flags));
        p.own(sending); // closed first
        p.onEnd(asker, why -> p.kill(p));
    }

    /** On the tracer's thread, where a send may wait. */
    private static void tell(CallbackPort p, PortId asker, Event event) {
        try {
            try {
                send(p, asker, TraceWire.of(event));
            } catch (IllegalArgumentException e) { // the connection takes no packets of that size
                send(p, asker, TraceWire.brief(event));
            }
        } catch (PortKilled e) {
            // nobody is told any more, and the tracer is about to be removed
        } catch (RuntimeException e) { // a watching port that hears nothing is to know why
            p.kill(p, new KillReason.Die("a trace could not be sent: " + e.getMessage()));
            throw e;
        }
    }

    private static void send(CallbackPort p, PortId asker, @Nullable Message message) {
        if (message != null) {
            p.send(asker, message);
        }
    }

    /** The work of a tracer's thread for a port: as it is none of the port's, the port's end cuts a wait short here. */
    private static final class Sending implements AutoCloseable {
        @GuardedBy("this")
        private @Nullable Thread thread;

        @GuardedBy("this")
        private boolean over;

        void run(Runnable send) {
            if (begin()) {
                try {
                    send.run();
                } finally {
                    end();
                }
            }
        }

        private synchronized boolean begin() {
            if (!over) {
                thread = Thread.currentThread();
            }
            return !over;
        }

        private synchronized void end() {
            thread = null;
            boolean ignored = Thread.interrupted(); // it was meant for this send alone
        }

        @Override
        public synchronized void close() {
            over = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
