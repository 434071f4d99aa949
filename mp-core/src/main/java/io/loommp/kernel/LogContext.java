package io.loommp.kernel;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What threads that run code of ports say in the context of the log (SLF4J's MDC), if the node was told to: {@code port}, the id
 * of the port, {@code node}, that of the node, and {@code peer}, the node that the last message came from if it was another
 * one. It is off by default, as each thread then has a map of its own.
 *
 * <p><b>Threads:</b> says it of the current one.
 */
final class LogContext {
    private static final Logger LOG = LoggerFactory.getLogger(LogContext.class);
    private static final String PORT = "port";
    private static final String NODE = "node";
    private static final String PEER = "peer";

    private LogContext() {}

    /** The current thread, whose work this is, runs code of a port. */
    static void serves(LocalPort port, @Nullable String peer) {
        guarded(() -> {
            MDC.put(PORT, port.id().toString());
            MDC.put(NODE, port.id().node());
            say(peer);
        });
    }

    /** The port whose code it runs is given a message of another node; null for one of this node. */
    static void peer(@Nullable String node) {
        guarded(() -> say(node));
    }

    private static void say(@Nullable String peer) {
        if (peer == null) {
            MDC.remove(PEER);
        } else {
            MDC.put(PEER, peer);
        }
    }

    /** The current thread runs no code of a port any more. */
    static void clear() {
        guarded(() -> {
            MDC.remove(PORT);
            MDC.remove(NODE);
            MDC.remove(PEER);
        });
    }

    /** A logging library that fails must not end what runs ports. */
    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            LOG.warn("the context of the log cannot be set", e);
        }
    }
}
