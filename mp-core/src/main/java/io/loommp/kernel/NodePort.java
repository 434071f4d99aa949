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
                if (hasName(request)) {
                    monitoring(peer, from, name, request);
                } else {
                    kernel.reports().ignored(peer.node(), name);
                }
            }
            default -> kernel.reports().ignored(peer.node(), name);
        }
    }

    /** A port's name is a text, maybe written as a number; null comes from foreign nodes and the empty one is ours (S24). */
    private static boolean hasName(Message request) {
        return request.has(1)
                && (request.value(1) instanceof String || request.value(1) instanceof Number)
                && !request.string(1).isEmpty();
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
