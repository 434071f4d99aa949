package io.loommp;

/**
 * Another node has been connected, or is so no longer. For each node the two come in turn, {@link Up} first.
 *
 * <p>They are records, so that they may be messages themselves: {@code ["up", node]} and {@code ["down", node, reason]}.
 */
public sealed interface NodeChange {

    /** The id of the other node. */
    String node();

    /** There is a connection. What waited for it goes out before anything that is sent because of this. */
    record Up(String node) implements NodeChange {}

    /**
     * The connection is gone, and all monitors that hung on it have fired.
     *
     * @param reason {@code transport_error}, with the node and what happened to the connection
     */
    record Down(String node, KillReason reason) implements NodeChange {}
}
