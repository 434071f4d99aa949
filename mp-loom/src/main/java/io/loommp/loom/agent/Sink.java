package io.loommp.loom.agent;

/**
 * What an agent does with inputs of one type.
 *
 * <p><b>Threads:</b> the agent's own. <b>Failures:</b> what it throws ends the agent.
 *
 * @param <S> the state of the agent
 * @param <T> the inputs
 */
@FunctionalInterface
public interface Sink<S, T> {
    /** Handles one input, and says how to go on. */
    Action handle(T input, AgentContext<S> context) throws Exception;
}
