package io.loommp.net.io;

import io.loommp.spi.Timers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;

/**
 * Where loops and connections come from.
 *
 * <p><b>Threads:</b> any.
 */
public interface Network {
    /**
     * Starts a loop.
     *
     * @param mayPoll whether a virtual thread may take its turns at this moment, and spin while nothing comes
     * @param atEnd runs in the loop when it ends, also if it ends by a failure, before its connections are closed
     * @throws IOException if the system has no means for one
     */
    Loop start(String name, Timers timers, BooleanSupplier mayPoll, Runnable atEnd) throws IOException;

    /** Listens on an address; nothing is accepted before {@link Acceptor#enter}. */
    Acceptor listen(InetSocketAddress address) throws IOException;
}
