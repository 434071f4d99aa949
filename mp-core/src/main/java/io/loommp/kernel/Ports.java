package io.loommp.kernel;

import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.Port;
import io.loommp.PortId;
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
    private final Names names = new Names();
    private final ConcurrentHashMap<String, LocalPort> table = new ConcurrentHashMap<>();

    Ports(Kernel kernel, CallbackRunner callbacks) {
        this.kernel = kernel;
        this.callbacks = callbacks;
    }

    /** An id that no port has had; its name begins with this. */
    PortId newId(String prefix) {
        return new PortId(kernel.id(), prefix + names.next());
    }

    /** A port that is served by callbacks, and published when they are set. */
    Port newCallbackPort(@Nullable MailboxBound bound, Consumer<CallbackPort> setup) {
        kernel.checkOpen();
        LocalPort port = new LocalPort(kernel, newId(""), LocalPort.Kind.CALLBACK, bound, p -> callbacks);
        kernel.ends().began();
        table.put(port.id().name(), port); // what comes for it meanwhile waits until it has its handlers
        try {
            setup.accept(new CallbackSelf(port));
        } catch (RuntimeException | Error e) {
            port.end(KillReason.of(e), e);
            callbacks.wake(port);
            throw e;
        }
        publish(port);
        callbacks.begin(port);
        return port;
    }

    /** A port with a runner of its own, not published. */
    LocalPort newPort(@Nullable MailboxBound bound, Function<LocalPort, Runner> runner) {
        kernel.checkOpen();
        kernel.ends().began();
        return new LocalPort(kernel, newId(""), LocalPort.Kind.THREAD, bound, runner);
    }

    /** A context for one callback, in no table. */
    LocalPort newHiddenPort() {
        return new LocalPort(kernel, newId(""), LocalPort.Kind.HIDDEN, null, port -> callbacks);
    }

    /** Makes a port reachable under its id. */
    void publish(LocalPort port) {
        port.announced();
        kernel.reports().spawned(port);
        table.put(port.id().name(), port);
        if (!port.isLive()) {
            remove(port); // it ended in its setup, and was not in the table then
        }
        if (kernel.isClosed()) {
            port.end(kernel.closingReason(), null);
        }
    }

    @Nullable
    LocalPort find(String name) {
        return table.get(name);
    }

    void remove(LocalPort port) {
        table.remove(port.id().name(), port);
    }

    /** Ends all ports; whether the current thread is the code of one of them. */
    boolean endAll(KillReason reason) {
        boolean own = false;
        for (LocalPort port : table.values()) {
            own |= port.runner().isCurrent(port);
            port.end(reason, null);
        }
        return own;
    }
}
