package io.loommp.spi;

import java.util.List;
import java.util.function.Consumer;

/**
 * Where the nodes of a network are: what a transport asks the distributed database, and tells it.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public interface Directory {

    /**
     * Looks up where a node listens.
     *
     * @param answer gets the addresses, {@code host:port} each; none if the network does not know the node. On any thread,
     *     maybe before this returns. As long as there is nobody to ask it is not called; then a later call may come instead
     *     of it, or none if the node is closed
     */
    void lookUp(String node, Consumer<List<String>> answer);

    /** This node listens there: {@code ip:port} each. */
    void listensOn(List<String> addresses);

    /** Who answers at the address of a seed has said that it is this node; nothing proves it yet. */
    void metSeed(String node);

    /** A seed is this node itself: it becomes a global node. */
    void metItself();
}
