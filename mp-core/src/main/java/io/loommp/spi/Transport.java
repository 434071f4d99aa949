package io.loommp.spi;

import java.util.List;

/**
 * What brings {@link Link}s to a kernel and owns its sockets.
 *
 * <p><b>Threads:</b> any.
 */
public interface Transport {

    /**
     * Whether a connection to this node may come up without anybody asking for it, because an attempt is under way that may
     * lead there. If not, messages to a node without a link are dropped at once instead of waiting for one.
     */
    boolean mayReach(String node);

    /** Where it listens, {@code ip:port} each, with the ports that the system chose; empty if it does not. */
    List<String> addresses();

    /** Closes the listening sockets and stops dialling. <b>Blocking:</b> no. */
    void stopAccepting();

    /**
     * Closes all connections once what they still have to send is written, at the latest when the time is up, and ends the
     * transport's threads.
     *
     * <p><b>Blocking:</b> at most the time given.
     */
    void close(long withinNanos);
}
