package io.loommp.net.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The place where others connect to.
 *
 * <p><b>Threads:</b> those of the loop that it is in; before it is in one, any single one.
 */
public interface Acceptor {
    /** Where that is. */
    InetSocketAddress local() throws IOException;

    /** Gives it to a loop; whenever there may be a connection, {@code ready} runs. */
    void enter(Loop loop, Runnable ready) throws IOException;

    /** The next connection, or null if there is none at the moment. */
    @Nullable
    Connection accept() throws IOException;

    /** Whether it waits for connections; it does, to begin with. */
    void want(boolean accepting);

    /** Closes it; what failed with that is only logged. */
    void close();
}
