package io.loommp.loom.agent;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.manage.Event;
import io.loommp.manage.EventText;
import io.loommp.manage.LogText;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The log of many nodes on one of them: an agent there that catches lines, and an agent on each node that sends what the node
 * has to tell. It is told what the runtime tells, and what programs tell by {@link io.loommp.manage.Tracing#log(String)}; what
 * they write to a log of their own is not.
 *
 * <p><b>Threads:</b> any. <b>Limits:</b> what a node tells faster than its connection takes it is dropped on that node, and told
 * by a line. Lines to a node that cannot be reached are lost. <b>Failures:</b> whoever may connect with the catching node can
 * send it lines. They are cut and escaped, and carry the id of the node that they came from, whatever is in them.
 *
 * @see <a href="https://metacpan.org/pod/AnyEvent::MP::LogCatcher">AnyEvent::MP::LogCatcher, whose job this is</a>
 */
public final class LogCatcher {
    /** The id of the agent that catches. */
    public static final String CATCHER = "log-catcher";

    /** The id of the agents that send. */
    public static final String SENDER = "log-sender";

    private static final String TAG = "log";

    private LogCatcher() {}

    /**
     * One line.
     *
     * @param node where it came from
     * @param kind of which kind the event is
     * @param text of the event, fit for one line of a log
     */
    public record Line(String node, Event.Kind kind, String text) {}

    /** What is sent unless one says otherwise: failures, what is stuck, and the life of nodes and connections. */
    public static Set<Event.Kind> usual() {
        return EnumSet.of(
                Event.Kind.DIED,
                Event.Kind.CONNECTED,
                Event.Kind.DISCONNECTED,
                Event.Kind.NO_SEED,
                Event.Kind.MAILBOX_HIGH,
                Event.Kind.UNTAKEN,
                Event.Kind.PORT_STUCK,
                Event.Kind.REFUSES_TO_END,
                Event.Kind.CLOSE_FAILED,
                Event.Kind.REQUEST_FAILED,
                Event.Kind.CHILD_NOT_STARTED,
                Event.Kind.CHILD_ENDED,
                Event.Kind.CHILD_STUCK,
                Event.Kind.GAVE_UP,
                Event.Kind.AGENT_FAILED,
                Event.Kind.TRACER_FAILED,
                Event.Kind.LOG);
    }

    /**
     * Starts catching on a node. The state of the agent is how many lines have come.
     *
     * <p><b>Failures:</b> what the consumer throws ends the agent.
     *
     * @param lines called on the agent's thread, for one line after the other; it had better not publish anything on the bus of
     *     its node, if that node sends its own log, too
     * @throws DuplicateAgentException if the node catches already
     */
    public static Agent<Long> start(Node node, Consumer<? super Line> lines) {
        return Agent.on(node, CATCHER, 0L)
                .sink(Message.class, (message, cx) -> {
                    Line line = line(message, cx.self().origin());
                    if (line == null) {
                        return Action.skip();
                    }
                    lines.accept(line);
                    cx.update(count -> count + 1);
                    return Action.ready();
                })
                .start();
    }

    /**
     * Has a node send its {@link #usual} log to another one, or to itself, from now on. The node that catches need not be there
     * yet.
     *
     * @param catching the id of the node that catches
     * @throws DuplicateAgentException if the node sends its log already
     */
    public static Agent<Long> send(Node node, String catching) {
        return send(node, catching, usual());
    }

    /**
     * As {@link #send(Node, String)}, of these kinds. Ends of ports are told if they are failures that nobody watched. The state of
     * the agent is how many lines it has sent.
     */
    public static Agent<Long> send(Node node, String catching, Set<Event.Kind> kinds) {
        PortId catcher = new PortId(catching, CATCHER);
        Sink<Long, Event> sending = (event, cx) -> {
            if (isWorthALine(event, catcher)) {
                cx.self().send(catcher, TAG, event.kind().name(), EventText.of(event));
                cx.update(count -> count + 1);
            }
            return Action.ready();
        };
        AgentBuilder<Long> agent = Agent.on(node, SENDER, 0L).sink(Event.Dropped.class, sending);
        kinds.forEach(kind -> agent.sink(kind.type(), sending));
        return agent.start();
    }

    /** Not of what was to be expected, nor of the catcher's own lines, come or lost, or each would make another one. */
    private static boolean isWorthALine(Event event, PortId catcher) {
        return switch (event) {
            case Event.Died e ->
                !e.monitored() && !e.reason().isNormal() && !(e.reason() instanceof KillReason.NodeClosed);
            case Event.DeadLetter e -> !e.to().equals(catcher);
            case Event.Received e -> !e.to().equals(catcher);
            default -> true;
        };
    }

    /** The line that a message holds; null if it holds none. */
    private static @Nullable Line line(Message message, String node) {
        try {
            return message.hasTag(TAG)
                    ? new Line(node, Event.Kind.valueOf(message.string(1)), LogText.escape(message.string(2)))
                    : null;
        } catch (MessageShapeException | IllegalArgumentException e) {
            return null;
        }
    }
}
