package io.loommp.spi;

import io.loommp.Message;
import java.util.List;

/**
 * What brings {@link Link}s to a kernel and owns its sockets.
 *
 * <p><b>Threads:</b> any.
 */
public interface Transport {

    /**
     * Sees to it that there is a connection to a node: begins an attempt, unless one is under way. One that comes to nothing
     * is told to the kernel by {@code Kernel.connectFailed}; one that succeeds, by the link.
     *
     * <p><b>Blocking:</b> no; and it does not call back on this thread.
     */
    void connect(String node);

    /**
     * Checks that a message can be written to another node, in the encoding that this side likes best, so that who sends
     * hears of it although there is no link yet.
     *
     * <p><b>Blocking:</b> no.
     *
     * @throws IllegalArgumentException as a {@link Link} does
     */
    void check(String port, Message message);

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
