package io.loommp.loom.agent;

/**
 * What an agent does last, however it ends. When it was killed, its port has ended already: nothing can be sent in its name.
 *
 * @param <S> the state of the agent
 */
@FunctionalInterface
public interface Finalizer<S> {
    /** Runs once for each start of the agent; the state is as before the input at which a sink threw, if one did. */
    void run(AgentContext<S> context) throws Exception;
}
