package io.loommp.kernel;

import io.loommp.Address;
import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.StartFunction;
import io.loommp.manage.LogText;
import java.util.List;
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

    private static final int NAME_CHARS_MAX = 255;

    private final Kernel kernel;
    private final FunctionTable functions;

    Spawns(Kernel kernel, FunctionTable functions) {
        this.kernel = kernel;
        this.functions = functions;
    }

    /** Spawns a port on the node of an address, in the name of a port or, with null, in nobody's. */
    PortId spawn(Address where, String function, @Nullable Object[] args, @Nullable LocalPort spawner) {
        kernel.checkOpen();
        if (function.isEmpty()) {
            throw new IllegalArgumentException("the name of a function must not be empty");
        }
        List<@Nullable Object> values = Message.of(args).toList();
        PortId id = new PortId(where.id().node(), kernel.newId("").name());
        if (kernel.isLocal(id)) {
            start(id, function, values, null);
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
    boolean serve(String asker, Message request) {
        if (!NodePort.hasName(request, 1) || !NodePort.hasName(request, 2)) {
            return false;
        }
        PortId id = new PortId(kernel.id(), request.string(1));
        return isFree(id.name()) && start(id, request.string(2), request.from(3), asker);
    }

    private boolean isFree(String name) {
        return name.length() <= NAME_CHARS_MAX
                && !Questions.isSlot(name)
                && name.codePoints().noneMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c))
                && kernel.find(name) == null
                && kernel.departed().reason(name) == null;
    }

    /** False if somebody else has taken the name meanwhile. */
    private boolean start(PortId id, String function, List<@Nullable Object> args, @Nullable String asker) {
        return kernel.startPort(id, new ControlEntry() {
            @Override
            protected void run(LocalPort port) throws Exception {
                port.origin(asker);
                StartFunction found = functions.find(function);
                if (found == null) {
                    port.end(new KillReason.Die("there is no function " + LogText.escape(function)), null);
                    return;
                }
                CallbackPort self = new CallbackSelf(port);
                found.start(self, args);
                if (!port.receives()) {
                    port.end(KillReason.NoSuchPort.monitoring(id), null);
                }
            }
        });
    }
}
