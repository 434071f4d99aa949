package io.loommp.net.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A stream of octets to another machine and one from there. Nothing waits: what cannot be read or written at the moment is
 * told by a count of 0, and the client is called when it can.
 *
 * <p><b>Threads:</b> those of the loop that it is in; before it is in one, any single one.
 */
public interface Connection {
    /** Who is told what a connection can do. */
    @FunctionalInterface
    interface Client {
        /** It can do something that is wanted, or has failed, which reading or writing tells. */
        void ready(boolean readable, boolean writable);
    }

    /** Where the other end is. */
    InetSocketAddress remote() throws IOException;

    /** Gives it to a loop, in the place of who had it in the same loop before; reading is wanted. */
    void enter(Loop loop, Client client) throws IOException;

    /** Takes it out of its loop, as another takes over. */
    void leave();

    /** What the client is to be called for. */
    void want(boolean reading, boolean writing);

    /** Takes what has come; its count, or -1 at the end of the stream. */
    int read(ByteBuffer into) throws IOException;

    /** Gives what can be taken at the moment; its count. */
    int write(ByteBuffer from) throws IOException;

    /** Whether other threads than the loop's may write, one at a time. */
    default boolean isWritableFromAnywhere() {
        return false;
    }

    /** Says that nothing follows. */
    void shutdownOutput() throws IOException;

    /** Closes it; what failed with that is only logged. */
    void close();
}
