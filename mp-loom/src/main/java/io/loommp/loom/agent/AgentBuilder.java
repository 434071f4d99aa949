package io.loommp.loom.agent;

import io.loommp.Node;
import io.loommp.PortId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The description of an agent: its sinks in the order in which inputs are offered to them, and how it ends.
 *
 * <p><b>Threads:</b> one.
 *
 * @param <S> the state of the agent
 */
public final class AgentBuilder<S> {
    /** How much of the bus waits for an agent that says nothing else. */
    public static final int BUFFER = 8192;

    private static final int BUFFER_MAX = 1 << 24;

    private final Node node;
    private final String id;
    private final S state;
    private final List<Sinks.Entry<S, ?>> sinks = new ArrayList<>();
    private @Nullable Set<PortId> messagesOf; // null: of all
    private Finalizer<S> finalizer = context -> {};
    private RestartPolicy restart = RestartPolicy.never();
    private int buffer = BUFFER;
    private Overflow overflow = Overflow.DROP_NEWEST;

    AgentBuilder(Node node, String id, S state) {
        this.node = Objects.requireNonNull(node, "node");
        this.id = Objects.requireNonNull(id, "id");
        this.state = Objects.requireNonNull(state, "state");
    }

    /**
     * Adds a sink for inputs of a type: an event or all events, or a type of one's own. A message in the mailbox is of the type
     * of the record it was made of, or that it converts to, of its only element, or a {@link io.loommp.Message}.
     */
    public <T> AgentBuilder<S> sink(Class<T> type, Sink<S, ? super T> sink) {
        sinks.add(new Sinks.Entry<>(Objects.requireNonNull(type, "type"), Objects.requireNonNull(sink, "sink")));
        return this;
    }

    /**
     * Of messages, has the agent be told only of those that one of these ports sends or receives, each as it is addressed. Those
     * of other ports are looked at before anything is made of them, so they cost a look into a set. All other events, and
     * values, are not concerned.
     *
     * @throws IllegalArgumentException if there are none; who wants no messages has no sink for them
     */
    public AgentBuilder<S> messagesOf(Set<PortId> ports) {
        if (ports.isEmpty()) {
            throw new IllegalArgumentException(
                    "ports must not be empty; without a sink for messages there are none anyway");
        }
        messagesOf = Set.copyOf(ports);
        return this;
    }

    /** What is run last, however the agent ends. */
    public AgentBuilder<S> finalizer(Finalizer<S> last) {
        finalizer = Objects.requireNonNull(last, "finalizer");
        return this;
    }

    /**
     * How much of the bus may wait for the agent, beside 1,024 events of the life of ports, names and connections, which have
     * room of their own; and what becomes of more.
     *
     * @throws IllegalArgumentException if the size is not between 1 and 16,777,216
     */
    public AgentBuilder<S> buffer(int inputs, Overflow policy) {
        if (inputs < 1 || inputs > BUFFER_MAX) {
            throw new IllegalArgumentException("inputs must be between 1 and " + BUFFER_MAX + ": " + inputs);
        }
        buffer = inputs;
        overflow = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /** Whether it is started anew when a sink has thrown. */
    public AgentBuilder<S> restart(RestartPolicy policy) {
        restart = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Starts it. What is published after this has returned, it sees; its first input does not come before its name is bound.
     *
     * @throws DuplicateAgentException if the name is taken; the agent or port that has it is not touched
     * @throws IllegalArgumentException if the id cannot be a name
     * @throws IllegalStateException if the node is closed
     */
    public Agent<S> start() {
        Agent<S> agent =
                new Agent<>(node, id, state, new Sinks<>(sinks, messagesOf), finalizer, restart, buffer, overflow);
        agent.start();
        return agent;
    }
}
