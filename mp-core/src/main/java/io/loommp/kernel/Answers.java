package io.loommp.kernel;

import io.loommp.Message;
import io.loommp.PortId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests that a node answers: each names a port of the asking node, and what is to stand before the answer there. Each
 * method says false to what it does not serve.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never for another node.
 */
final class Answers {
    /** What a node of AnyEvent::MP says that lets nobody run code in it. */
    static final String NO_CODE = "remote execution not allowed";

    /** The one text whose value is told: the command {@code aemp trace} asks for it. */
    private static final String UP_NODES = "AnyEvent::MP::Kernel::up_nodes";

    private static final double NANOS_PER_SECOND = 1e9;

    private final Kernel kernel;

    Answers(Kernel kernel) {
        this.kernel = kernel;
    }

    /** {@code can, request, port, message...}: is this a request that the node knows? */
    boolean can(Asker asker, Message request) {
        return NodePort.hasText(request, 1) && answer(asker, request, 2, truth(isKnown(request.string(1))));
    }

    private boolean isKnown(String request) {
        return NodePort.isBuiltIn(request) || kernel.exports().find(request) != null;
    }

    /** {@code time, port, message...}: what time is it? In seconds. */
    boolean time(Asker asker, Message request) {
        Instant now = kernel.timers().timeOfDay();
        return answer(asker, request, 1, now.getEpochSecond() + now.getNano() / NANOS_PER_SECOND);
    }

    /** {@code eval, text, port, message...}: nothing is evaluated, and counts as served only where the answer is no error. */
    boolean eval(Asker asker, Message request) {
        if (request.has(1)
                && request.value(1) instanceof String text
                && text.strip().equals(UP_NODES)) {
            List<@Nullable Object> up = new ArrayList<>(List.of(""));
            up.addAll(kernel.peers().up());
            return answer(asker, request, 2, up.toArray());
        }
        boolean ignored = answer(asker, request, 2, NO_CODE);
        return false;
    }

    /** {@code loommp::whereis, name, port, message...}: the port that holds the name, or null. */
    boolean whereis(Asker asker, Message request) {
        return NodePort.hasName(request, 1) && answer(asker, request, 2, holder(request.string(1)));
    }

    private @Nullable Object holder(String name) {
        return kernel.whereis(name).map(PortId::toString).orElse(null);
    }

    /** {@code loommp::register, name, its port, port, message...}: the empty text, or why not. */
    boolean register(Asker asker, Message request) {
        PortId holder = NodePort.portAt(request, 2);
        return NodePort.hasName(request, 1)
                && holder != null
                && isAskers(asker, NodePort.portAt(request, 3)) // nothing is done that cannot be answered
                && answer(asker, request, 3, registered(asker, request.string(1), holder));
    }

    private String registered(Asker asker, String name, PortId holder) {
        if (!Names.isFitForNode(name)) {
            return "what other nodes choose as a name has at most 255 characters, none of them white or a control";
        }
        try {
            if (asker.node().equals(kernel.id())) {
                kernel.register(name, holder);
            } else {
                kernel.registerFor(asker.node(), name, holder);
            }
            return "";
        } catch (IllegalArgumentException | IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** {@code loommp::unregister, name, port, message...}: whether it was bound. */
    boolean unregister(Asker asker, Message request) {
        return NodePort.hasName(request, 1)
                && isAskers(asker, NodePort.portAt(request, 2))
                && answer(asker, request, 2, truth(kernel.unregister(request.string(1))));
    }

    /** As Perl writes it. */
    private static String truth(boolean value) {
        return value ? "1" : "";
    }

    private static boolean isAskers(Asker asker, @Nullable PortId port) {
        return port != null && port.node().equals(asker.node());
    }

    /** Answers to the port that the request names at an index, with what stands behind that and the values. */
    private static boolean answer(Asker asker, Message request, int portIndex, @Nullable Object... values) {
        PortId to = NodePort.portAt(request, portIndex);
        if (to == null || !isAskers(asker, to)) {
            return false;
        }
        return asker.answer(
                to.name(), Message.fromList(request.from(portIndex + 1)).with(values));
    }
}
