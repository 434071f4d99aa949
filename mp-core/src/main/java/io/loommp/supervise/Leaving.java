package io.loommp.supervise;

import io.loommp.Address;
import io.loommp.KillReason;
import io.loommp.Port;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.LocalPort;

/** The two ways in which a supervisor ends a child: it asks, and then it does not ask. */
final class Leaving {
    private static final String WORD = "shutdown";

    /** The exit by which a child is asked to end; a child that ends by itself with it has done its work. */
    static final KillReason SHUTDOWN = KillReason.exit(WORD);

    /** The reason of a child that was not asked, or did not end when it was. */
    static final KillReason KILLED = KillReason.of("killed");

    private Leaving() {}

    /** Whether an end says that the work is done. */
    static boolean isOrderly(KillReason reason) {
        return reason.isNormal()
                || (reason instanceof KillReason.Exit exit
                        && !exit.values().isEmpty()
                        && WORD.equals(exit.values().getFirst()));
    }

    /** Asks for an end: a child that traps exits goes on until it has done what it has to. */
    static void ask(Kernel kernel, Address child) {
        if (child instanceof Port port) {
            port.kill(SHUTDOWN);
        } else {
            kernel.kill(child, SHUTDOWN);
        }
    }

    /** Ends it, out of turn if it is here. */
    static void kill(Kernel kernel, Address child, KillReason why) {
        KillReason reason = why.isNormal() || why instanceof KillReason.Exit ? KILLED : why; // not what it may refuse
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
        } catch (
                IllegalArgumentException e) { // that connection cannot carry the reason, and the child is to end anyway
            kernel.kill(child, KILLED);
        }
    }
}
