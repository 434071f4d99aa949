package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.PortId;
import io.loommp.database.Request;
import io.loommp.manage.Events;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The requests that are made of a node itself: a fixed table and the exported functions; everything else is ignored and
 * reported (security S20, S21). What is answered goes to a port of the asking node and nowhere else (S23).
 *
 * <p><b>Threads:</b> any; the requests of a link on its own thread. <b>Blocking:</b> never for another node.
 *
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP::Kernel">AnyEvent::MP::Kernel, whose node requests these are</a>
 */
final class NodePort {
    private static final Set<String> BUILT_IN = Set.of(
            "",
            "devnull",
            "mon1",
            "mon0",
            "kil1",
            "kil0",
            "snd",
            "can",
            "time",
            "eval",
            Spawns.REQUEST,
            RemoteNames.WHEREIS,
            RemoteNames.REGISTER,
            RemoteNames.UNREGISTER);

    private final Kernel kernel;
    private final Answers answers;

    NodePort(Kernel kernel) {
        this.kernel = kernel;
        this.answers = new Answers(kernel);
    }

    /** Whether every node knows this request. */
    static boolean isBuiltIn(String request) {
        return BUILT_IN.contains(request) || Request.NAMES.contains(request);
    }

    /** Serves one request; one that is malformed or not known is ignored and reported. */
    void receive(Asker asker, Message packet) {
        Message request = kernel.config().relay() ? unwrapped(packet) : packet;
        if (!serve(asker, request)) {
            kernel.reports().ignored(asker.node(), request.tag());
        }
    }

    /** What is left of a request that this node is to pass on to itself, time and again: a loop, as they may be many. */
    private Message unwrapped(Message packet) {
        int at = 0;
        while (isOwnRelay(packet, at)) {
            at += 2;
        }
        return at == 0 ? packet : Message.fromList(packet.from(at));
    }

    private boolean isOwnRelay(Message packet, int at) {
        return packet.has(at + 1)
                && "snd".equals(packet.value(at))
                && packet.value(at + 1) instanceof String to
                && to.equals(kernel.id());
    }

    private boolean serve(Asker asker, Message request) {
        String name = request.tag();
        return switch (name) {
            case "" -> !request.has(0) || request.hasTag(""); // a list, say, has no text
            case "devnull" -> true;
            case "mon1", "mon0", "kil0", "kil1" ->
                asker instanceof Asker.There there && hasName(request, 1) && monitoring(there, name, request);
            case Spawns.REQUEST ->
                asker instanceof Asker.There there && kernel.spawns().serve(there, request);
            case "snd" -> relay(asker, request);
            case "can" -> answers.can(asker, request);
            case "time" -> answers.time(asker, request);
            case "eval" -> answers.eval(asker, request);
            case RemoteNames.WHEREIS -> answers.whereis(asker, request);
            case RemoteNames.REGISTER -> answers.register(asker, request);
            case RemoteNames.UNREGISTER -> answers.unregister(asker, request);
            default -> Request.NAMES.contains(name) ? database(asker, request) : call(asker, name, request);
        };
    }

    /**
     * Whether a request has a name there, of a port or a function: a text, maybe written as a number. Null comes from foreign
     * nodes, and the empty name is ours (S24).
     */
    static boolean hasName(Message request, int index) {
        return hasText(request, index) && !request.string(index).isEmpty();
    }

    /** Whether a request has a text there, maybe written as a number. */
    static boolean hasText(Message request, int index) {
        return request.has(index) && (request.value(index) instanceof String || request.value(index) instanceof Number);
    }

    /** The port that a request names there; null if it names none, or a node's own. */
    static @Nullable PortId portAt(Message request, int index) {
        try {
            PortId port = request.has(index) ? request.port(index) : null;
            return port == null || port.isNodePort() ? null : port;
        } catch (MessageShapeException e) {
            return null;
        }
    }

    private boolean monitoring(Asker.There asker, String request, Message message) {
        String port = message.string(1);
        switch (request) {
            case "mon1" -> {
                asker.peer().watch(asker.link(), port);
                kernel.spawns().watched(asker.link(), port);
            }
            case "mon0" -> asker.peer().unwatch(port);
            case "kil0" -> asker.peer().portEnded(port, reason(message));
            case "kil1" -> kernel.killLocal(port, reason(message));
            default -> throw new IllegalStateException("not a monitoring request: " + request);
        }
        return true;
    }

    /** An end is told, and done, also for a reason that is one level too deep to stand in a message. */
    private static KillReason reason(Message message) {
        try {
            return KillReason.fromList(message.from(2));
        } catch (IllegalArgumentException e) {
            return new KillReason.Die("a reason that no message can hold");
        }
    }

    /**
     * Passes a message on. Never to the node port of another node: what comes from this one there, the end of a port say,
     * counts as its own word.
     */
    private boolean relay(Asker asker, Message request) {
        PortId to = portAt(request, 1);
        if (to == null) {
            return false;
        }
        Message message = Message.fromList(request.from(2));
        if (to.node().equals(asker.node())) {
            return asker.answer(to.name(), message);
        }
        if (!kernel.config().relay() && asker instanceof Asker.There) {
            return false;
        }
        if (kernel.isLocal(to)) {
            asker.deliver(to.name(), message);
            return true;
        }
        return passOn(to, message);
    }

    private boolean passOn(PortId to, Message message) {
        if (kernel.events().wantsAny(Events.SENDS)) {
            kernel.traffic().sent(to, message, null);
        }
        try {
            kernel.peers().send(to, message, null); // on a kernel thread a link does not wait
            return true;
        } catch (IllegalArgumentException e) {
            return false; // it cannot be written for that node
        }
    }

    /** The database tells itself of what it ignores. */
    private boolean database(Asker asker, Message request) {
        if (asker instanceof Asker.There there) {
            kernel.nodeDatabase().request(there, request);
            return true;
        }
        return false; // it would be in this node's own name
    }

    private boolean call(Asker asker, String name, Message request) {
        LocalPort function = kernel.exports().find(name);
        if (function == null || !request.hasTag(name)) {
            return false;
        }
        asker.deliver(function.id().name(), request);
        return true;
    }
}
