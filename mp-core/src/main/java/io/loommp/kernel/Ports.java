package io.loommp.kernel;

import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.spi.Planted;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ports of a node, by the names in their ids: how they come into being, are found, and go.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
final class Ports {
    private final Kernel kernel;
    private final CallbackRunner callbacks;
    private final Names names;
    private final ConcurrentHashMap<String, LocalPort> table = new ConcurrentHashMap<>();

    Ports(Kernel kernel, CallbackRunner callbacks) {
        this.kernel = kernel;
        this.callbacks = callbacks;
        String prefix = kernel.config().namePrefix().get();
        this.names = new Names(kernel.has(Planted.PORT_IDS_REUSED) ? "" : prefix);
    }

    /** An id that no port has had; its name begins with this. */
    PortId newId(String prefix) {
        return new PortId(kernel.id(), newName(prefix));
    }

    /** The name of such an id. */
    String newName(String prefix) {
        return names.next(prefix);
    }

    /** A port that is served by callbacks, and published when they are set; a child, if a parent is given. */
    Port newCallbackPort(@Nullable LocalPort parent, @Nullable MailboxBound bound, Consumer<CallbackPort> setup) {
        kernel.checkOpen();
        LocalPort port = new LocalPort(kernel, newId(""), LocalPort.Kind.CALLBACK, bound, p -> callbacks);
        begin(port, parent);
        tell(port); // before the set-up, which may send and register
        table.put(port.id().name(), port); // what comes for it meanwhile waits until it has its handlers
        try {
            setup.accept(new CallbackSelf(port));
        } catch (Throwable t) { // a checked one, too: not all code is written in Java
            port.end(KillReason.of(t), t);
            callbacks.wake(port);
            throw t;
        }
        port.announced();
        settle(port);
        callbacks.begin(port);
        return port;
    }

    /**
     * A port whose first entry, the start, sets its handlers.
     *
     * @return false if the name is taken
     */
    boolean start(PortId id, ControlEntry start) {
        LocalPort port = new LocalPort(kernel, id, LocalPort.Kind.SPAWNED, null, p -> callbacks);
        port.push(start); // nobody else can reach it, so this is the first
        kernel.ends().began();
        if (table.putIfAbsent(id.name(), port) != null) {
            kernel.ends().ended(port);
            return false;
        }
        if (kernel.registry().holder(id.name()) != null) { // whoever registers it later finds ours
            port.end(KillReason.NoSuchPort.monitoring(id), null);
            callbacks.wake(port);
            return false;
        }
        try {
            publish(port);
            callbacks.begin(port);
        } catch (RuntimeException | Error e) { // there is no thread for it, for instance
            port.end(KillReason.of(e), e);
            kernel.ends().ended(port); // its code has never run
            throw e;
        }
        return true;
    }

    /** A port with a runner of its own, not published; a child, if a parent is given. */
    LocalPort newPort(@Nullable LocalPort parent, @Nullable MailboxBound bound, Function<LocalPort, Runner> runner) {
        kernel.checkOpen();
        LocalPort port = new LocalPort(kernel, newId(""), LocalPort.Kind.THREAD, bound, runner);
        begin(port, parent);
        return port;
    }

    private void begin(LocalPort port, @Nullable LocalPort parent) {
        if (parent != null) {
            port.childOf(parent);
        }
        kernel.ends().began();
    }

    /** A context for one callback, in no table. */
    LocalPort newHiddenPort() {
        return new LocalPort(kernel, newId(""), LocalPort.Kind.HIDDEN, null, port -> callbacks);
    }

    /** Makes a port reachable under its id. */
    void publish(LocalPort port) {
        port.announced();
        tell(port);
        table.put(port.id().name(), port);
        settle(port);
    }

    /** A port that stands in the table has ended meanwhile, or the node has closed: it does not stay there. */
    private void settle(LocalPort port) {
        if (!port.isLive()) {
            remove(port); // whoever ended it may not have found it there
        }
        if (kernel.isClosed()) {
            port.end(kernel.closingReason(), null);
        }
    }

    /** Tells of its birth, once. */
    private void tell(LocalPort port) {
        if (!port.isTold()) {
            port.told();
            kernel.reports().spawned(port);
        }
    }

    /** Whether a port of this node may have had this name in its id. */
    boolean couldHaveMade(String name) {
        return names.couldHaveMade(name);
    }

    @Nullable
    LocalPort find(String name) {
        return table.get(name);
    }

    /** The port with this id, if it was spawned by name, so that it may be another node that chose the id. */
    @Nullable
    LocalPort findSpawned(String name) {
        LocalPort port = table.get(name);
        return port != null && port.isSpawned() ? port : null;
    }

    /** Those that can be reached now, in no order. */
    Collection<LocalPort> all() {
        return table.values();
    }

    void remove(LocalPort port) {
        table.remove(port.id().name(), port);
    }

    /** Ends all ports; the one of them whose code the current thread is, if there is one. */
    @Nullable
    LocalPort endAll(KillReason reason) {
        LocalPort own = null;
        for (LocalPort port : table.values()) {
            if (port.isRunByCurrentThread()) {
                own = port;
            }
            port.end(reason, null);
        }
        return own;
    }
}
