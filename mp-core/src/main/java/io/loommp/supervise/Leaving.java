package io.loommp.supervise;

import io.loommp.Address;
import io.loommp.KillReason;
import io.loommp.Port;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.LocalPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two ways in which a supervisor ends a child: it asks, and then it does not ask. */
final class Leaving {
    /** The reason of a child that was asked to end; a child that ends by itself with it has done its work. */
    static final KillReason SHUTDOWN = KillReason.of("shutdown");

    /** The reason of a child that did not end when asked. */
    static final KillReason KILLED = KillReason.of("killed");

    private Leaving() {}

    /** Whether an end says that the work is done. */
    static boolean isOrderly(KillReason reason) {
        List<@Nullable Object> values = reason.toList();
        return reason.isNormal() || "shutdown".equals(values.getFirst());
    }

    /** Asks for an end. */
    static void ask(Kernel kernel, Address child) {
        if (child instanceof Supervisor supervisor) {
            supervisor.shutDown(SHUTDOWN);
        } else if (child instanceof Port port) {
            port.kill(SHUTDOWN);
        } else {
            kernel.kill(child, SHUTDOWN);
        }
    }

    /** Ends it, out of turn if it is here. */
    static void kill(Kernel kernel, Address child, KillReason reason) {
        if (child instanceof Supervisor supervisor) {
            supervisor.endNow(reason);
        } else if (child instanceof LocalPort port) {
            port.end(reason, null);
        } else if (child instanceof Port port) {
            port.kill(reason);
        } else {
            killThere(kernel, child, reason);
        }
    }

    private static void killThere(Kernel kernel, Address child, KillReason reason) {
        try {
            kernel.kill(child, reason);
        } catch (IllegalArgumentException e) {
            kernel.kill(
                    child, KILLED); // the reason cannot be written on that connection, and the child is to end anyway
        }
    }
}
