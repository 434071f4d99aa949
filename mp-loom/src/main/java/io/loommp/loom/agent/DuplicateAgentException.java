package io.loommp.loom.agent;

/** An agent was to be started under an id that is a registered name of the node already; nothing else has happened. */
public final class DuplicateAgentException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final String agent;

    DuplicateAgentException(String agent, Throwable cause) {
        super("agent \"" + agent + "\" cannot be started: " + cause.getMessage(), cause);
        this.agent = agent;
    }

    /** The id that is taken. */
    public String agent() {
        return agent;
    }
}
