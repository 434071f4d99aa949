package io.loommp.loom.agent;

/** What becomes of what is published when an agent's part of the bus is full. Whatever is dropped is counted and told. */
public enum Overflow {
    /** What comes is dropped. */
    DROP_NEWEST,
    /** What has waited longest is dropped. */
    DROP_OLDEST,
    /**
     * Code that notifies waits for room, until the agent ends or the thread is interrupted, as that of a port is by a kill. What
     * the runtime publishes is dropped, and so is what agents, tracers and listeners publish, as two of them might wait for each
     * other for ever.
     */
    BLOCK_USER,
    /** The agent ends, with the reason {@code overrun}. */
    DEACTIVATE
}
