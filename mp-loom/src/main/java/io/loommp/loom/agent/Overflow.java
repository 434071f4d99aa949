package io.loommp.loom.agent;

/** What becomes of what is published when an agent's part of the bus is full. Whatever is dropped is counted and told. */
public enum Overflow {
    /** What comes is dropped. */
    DROP_NEWEST,
    /** What has waited longest is dropped. */
    DROP_OLDEST,
    /** Code that notifies or broadcasts waits for room; what the runtime publishes is dropped. */
    BLOCK_USER,
    /** The agent ends, with the reason {@code overrun}. */
    DEACTIVATE
}
