package io.loommp.net.io;

import io.loommp.Timer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Serves connections, one at a time, and runs what others ask it to run.
 *
 * <p><b>Threads:</b> {@link #execute}, {@link #after}, {@link #afterNanos}, {@link #nanoTime} and {@link #awaitEnd} from any;
 * the rest from the loop's own.
 */
public interface Loop {
    /** Runs a task in the loop's next turn; never, if the loop has ended. */
    void execute(Runnable task);

    /** Runs a task in the loop when a time has passed. */
    Timer afterNanos(long nanos, Runnable task);

    /** Runs a task in the loop when a time has passed. */
    default Timer after(Duration delay, Runnable task) {
        return afterNanos(delay.toNanos(), task);
    }

    /** The time by which {@link #after} goes. */
    long nanoTime();

    /**
     * Whether it serves several connections just now, so that it is better left to pack what goes out than spared a wake; any
     * thread.
     */
    default boolean isBusy() {
        return false;
    }

    /** For what is read in this turn; it has an array. */
    ByteBuffer readBuffer();

    /** For what is written in this turn. */
    ByteBuffer writeBuffer();

    /** For what is read in this turn and is to be decrypted; it has an array, and room for four records of TLS. */
    ByteBuffer encryptedReadBuffer();

    /** For what is encrypted in this turn, to be written; it has room for four records of TLS. */
    ByteBuffer encryptedWriteBuffer();

    /**
     * Runs something elsewhere that may take its time; one of the two is called in the loop, in a later turn.
     *
     * @param failed gets what the work threw
     */
    <T> void compute(Callable<T> work, Consumer<T> done, Consumer<Throwable> failed);

    /**
     * Looks for the addresses of a host, without waiting; one of the two is called in the loop, in a later turn.
     *
     * @param found gets at least one
     */
    void resolve(String host, Consumer<List<InetAddress>> found, Consumer<Throwable> failed);

    /** As {@link #resolve}, for a host that this node's owner has named: others, whoever names them, do not delay it. */
    default void resolveConfigured(String host, Consumer<List<InetAddress>> found, Consumer<Throwable> failed) {
        resolve(host, found, failed);
    }

    /**
     * Begins to connect; one of the two is called in the loop, in a later turn, unless it is cancelled.
     *
     * @throws IOException if that has failed at once; then neither is called
     */
    Connecting connect(InetSocketAddress address, Consumer<Connection> connected, Consumer<Throwable> failed)
            throws IOException;

    /** A connection on its way. */
    @FunctionalInterface
    interface Connecting {
        /** Gives it up; does nothing if it is connected or has failed. */
        void cancel();
    }

    /** Ends the loop behind this turn, and closes what is open. */
    void end();

    /** Waits for the end; whether it has come. */
    boolean awaitEnd(Duration time) throws InterruptedException;
}
