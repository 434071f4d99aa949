package io.loommp.kernel;

import io.loommp.Address;
import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.StartFunction;
import io.loommp.manage.LogText;
import io.loommp.spi.Link;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Spawns ports by the names of functions, here and on other nodes, and for other nodes here.
 *
 * <p>The spawner makes up the id and can use it at once: the function is the first entry of the new port's sequence, and a
 * request to another node travels before whatever is sent there next.
 *
 * <p><b>Threads:</b> any.
 */
final class Spawns {
    /** The request by which AnyEvent::MP spawns ports; all that follows it is for the function. */
    static final String REQUEST = "AnyEvent::MP::_spawn";

    private final Kernel kernel;
    private final FunctionTable functions;
    private final FreshSpawns fresh;
    private final ChosenNames alive; // those of ports that other nodes have spawned

    Spawns(Kernel kernel, FunctionTable functions) {
        this.kernel = kernel;
        this.functions = functions;
        this.fresh = new FreshSpawns(kernel.timers()::nanoTime);
        this.alive = new ChosenNames("spawned", "ports", kernel.config().peerSpawnsMax());
    }

    /** Spawns a port on the node of an address, in the name of a port or, with null, in nobody's. */
    PortId spawn(Address where, String function, @Nullable Object[] args, @Nullable LocalPort spawner) {
        kernel.checkOpen();
        if (function.isEmpty()) {
            throw new IllegalArgumentException("the name of a function must not be empty");
        }
        List<@Nullable Object> values = Message.of(args).toList();
        PortId id = new PortId(where.id().node(), kernel.newName(""));
        if (kernel.isLocal(id)) {
            boolean ignored = kernel.startPort(id, new Start(function, values, null)); // nobody has had this name
        } else {
            Message request = Message.of(REQUEST, id.name(), function).with(values.toArray());
            kernel.peers().send(new PortId(id.node(), ""), request, spawner);
        }
        return id;
    }

    /**
     * Serves the request of another node; false if it is malformed, or asks for a name that is not free. Anybody could get at
     * what others send to a port if he could take its name.
     */
    boolean serve(Asker.There asker, Message request) {
        if (!NodePort.hasName(request, 1) || !NodePort.hasName(request, 2)) {
            return false;
        }
        PortId id = new PortId(kernel.id(), request.string(1));
        if (!isFree(id.name())) {
            return false;
        }
        try {
            if (!alive.add(asker.node(), id.name())) {
                return false; // another port is just being born under it
            }
        } catch (IllegalStateException e) {
            kernel.departed().add(id.name(), new KillReason.Die(LogText.escape(String.valueOf(e.getMessage()))));
            return false;
        }
        Start start = new Start(request.string(2), request.from(3), asker);
        boolean started = false;
        try {
            started = kernel.startPort(id, start); // or somebody else has taken it meanwhile
        } finally {
            if (!started) {
                start.dropped();
                alive.gone(id.name());
            }
        }
        if (!started) {
            return false;
        }
        fresh.add(asker.link(), id.name());
        if (!asker.peer().uses(asker.link())) {
            lost(asker.link(), "connection lost"); // whoever told the loss may have been here before us
        }
        return true;
    }

    private boolean isFree(String name) {
        return Names.isFitForNode(name)
                && kernel.find(name) == null
                && kernel.departed().reason(name) == null;
    }

    /** Another node watches a port. */
    void watched(Link link, String name) {
        fresh.watched(link, name);
    }

    /** A packet has come. */
    void heard(Link link) {
        fresh.heard(link);
    }

    /** A link is lost: ends what was spawned by it and not watched yet. */
    void lost(Link link, String text) {
        KillReason reason = new KillReason.TransportError(link.node(), text);
        for (String name : fresh.take(link)) {
            LocalPort port = kernel.table().findSpawned(name);
            if (port != null) {
                port.kill(reason);
            }
        }
    }

    /** A port that was spawned has ended. */
    void ended(String name) {
        alive.gone(name);
    }

    /** The first entry of a port: it runs the function. What another node has sent for it is booked as unread until then. */
    private final class Start extends ControlEntry {
        private final String function;
        private final List<@Nullable Object> args;
        private final Asker.@Nullable There asker;
        private final AtomicBoolean booked = new AtomicBoolean();

        Start(String function, List<@Nullable Object> args, Asker.@Nullable There asker) {
            this.function = function;
            this.args = args;
            this.asker = asker;
            if (asker != null) {
                booked.set(true);
                asker.account().add(asker.weight());
            }
        }

        @Override
        protected void dropped() {
            if (asker != null && booked.getAndSet(false)) {
                asker.account().release(asker.weight());
            }
        }

        @Override
        protected void run(LocalPort port) throws Exception {
            dropped();
            port.origin(asker == null ? null : asker.node());
            if (asker != null && kernel.isLeaving()) {
                port.end(new KillReason.Die("the node is being taken out of service"), null);
                return;
            }
            StartFunction found = functions.find(function);
            if (found == null) {
                if (asker != null) {
                    kernel.reports().ignored(asker.node(), REQUEST + ' ' + function);
                }
                port.end(new KillReason.Die("there is no function " + LogText.escape(function)), null);
                return;
            }
            CallbackPort self = new CallbackSelf(port);
            found.start(self, args);
            if (!port.receives()) {
                port.end(KillReason.NoSuchPort.monitoring(port.id()), null);
            }
        }
    }
}
