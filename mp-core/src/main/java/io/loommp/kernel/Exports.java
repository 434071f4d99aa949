package io.loommp.kernel;

import io.loommp.CallbackPort;
import io.loommp.Message;
import io.loommp.Port;
import io.loommp.RequestFunction;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The functions that other nodes may call by the names of requests, each with a port in whose context its calls run.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
final class Exports {
    private final Kernel kernel;
    private final ConcurrentHashMap<String, LocalPort> functions = new ConcurrentHashMap<>();

    Exports(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Exports a function. */
    Port add(String name, RequestFunction function) {
        if (name.isEmpty() || NodePort.isBuiltIn(name)) {
            throw new IllegalArgumentException("not a name for a function that is exported: \"" + name + '"');
        }
        Port port = kernel.port(p -> p.onMessage(request -> call(p, name, function, request)));
        try {
            functions.merge(name, kernel.local(port), (present, added) -> {
                if (present.isLive()) {
                    throw new IllegalStateException("there is an exported function \"" + name + "\" already");
                }
                return added;
            });
        } catch (IllegalStateException e) {
            port.kill();
            throw e;
        }
        return port;
    }

    /** The port of the function with this name; null if there is none. */
    @Nullable
    LocalPort find(String name) {
        LocalPort port = functions.get(name);
        if (port != null && !port.isLive()) {
            functions.remove(name, port);
            return null;
        }
        return port;
    }

    /** One call. Whoever asks chooses the arguments, so that what they make the function throw is not its end. */
    private void call(CallbackPort self, String name, RequestFunction function, Message request) throws Exception {
        try {
            function.call(self, request.from(1));
        } catch (Throwable t) {
            if (!LocalPort.of(self).isLive()) {
                throw t;
            }
            kernel.reports().requestFailed(self.origin(), name, t);
        }
    }
}
