package io.loommp.loom.agent;

import io.loommp.DataTables;
import io.loommp.Node;
import io.loommp.loom.ThreadSelf;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a sink holds in its hands: its agent's state, and all that a port can do.
 *
 * <p><b>Threads:</b> the agent's own, while the sink runs.
 *
 * @param <S> the state; best immutable, since a skip restores the reference and nothing behind it
 */
public interface AgentContext<S> {
    /** The id of the agent, which is the name its port is registered under. */
    String id();

    /** The state. */
    S state();

    /** Sets the state. */
    void set(S state);

    /** Sets the state to what a function makes of it. */
    default void update(UnaryOperator<S> change) {
        set(change.apply(state()));
    }

    /** Publishes a value on the bus, for all agents that have a sink for it, this one included. */
    void broadcast(Object value);

    /**
     * The agent's port: send, monitor, spawn, receive, and all the rest.
     *
     * @throws IllegalStateException in the finalizer of an agent that was killed before its thread ran
     */
    ThreadSelf self();

    /** The node, to start other agents, for one. */
    Node node();

    /** Sets a key of this agent's own table; see {@link DataTables#set}. */
    default void put(String key, Object value) {
        node().tables().set(id(), key, value);
    }

    /** A value of this agent's own table; see {@link DataTables#get}. */
    default <T> Optional<T> look(String key, Class<T> type) {
        return node().tables().get(id(), key, type);
    }
}
