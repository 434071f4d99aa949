package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.spi.Link;

/**
 * The requests that other nodes make of this node itself: a fixed table, and everything else is ignored and reported
 * (security S20, S21).
 */
final class NodePort {
    private final Kernel kernel;

    NodePort(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Serves one request; a malformed one is ignored and reported as well. */
    void receive(Peer peer, Link from, Message request) {
        String name = request.tag();
        switch (name) {
            case "", "devnull" -> {}
            case "mon1", "mon0", "kil0", "kil1" -> {
                if (hasName(request, 1)) {
                    monitoring(peer, from, name, request);
                } else {
                    kernel.reports().ignored(peer.node(), name);
                }
            }
            case Spawns.REQUEST -> {
                if (!kernel.spawns().serve(peer.node(), request)) {
                    kernel.reports().ignored(peer.node(), name);
                }
            }
            default -> {
                if (name.startsWith("g_")) {
                    kernel.nodeDatabase().request(peer.node(), request);
                } else {
                    kernel.reports().ignored(peer.node(), name);
                }
            }
        }
    }

    /**
     * Whether a request has a name there, of a port or a function: a text, maybe written as a number. Null comes from foreign
     * nodes, and the empty name is ours (S24).
     */
    static boolean hasName(Message request, int index) {
        return request.has(index)
                && (request.value(index) instanceof String || request.value(index) instanceof Number)
                && !request.string(index).isEmpty();
    }

    private void monitoring(Peer peer, Link from, String request, Message message) {
        String port = message.string(1);
        switch (request) {
            case "mon1" -> peer.watch(from, port);
            case "mon0" -> peer.unwatch(port);
            case "kil0" -> peer.portEnded(port, KillReason.fromList(message.from(2)));
            case "kil1" -> kernel.killLocal(port, KillReason.fromList(message.from(2)));
            default -> throw new IllegalStateException("not a monitoring request: " + request);
        }
    }
}
