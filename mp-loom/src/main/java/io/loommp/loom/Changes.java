package io.loommp.loom;

import io.loommp.DatabaseChange;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a family of the database, received by a port with a thread as they come: first all of it, as soon as there
 * is a master to say so, then each difference. It ends with its port or when it is closed.
 *
 * <p>What has come stands in the port's mailbox until it is received, apart from messages, at its place among them.
 *
 * <p><b>Threads:</b> receives: the port's own thread; the rest: any. <b>Blocking:</b> as the receives of {@link ThreadSelf}.
 *
 * @param <V> what the values are
 */
public interface Changes<V extends @Nullable Object> extends AutoCloseable {

    /** The name of the family. */
    String family();

    /**
     * Receives the oldest.
     *
     * @throws IllegalStateException if this is closed
     */
    DatabaseChange<V> receive();

    /** Receives the oldest, if there is one in this time; zero looks and does not wait. */
    Optional<DatabaseChange<V>> receive(Duration timeout);

    /** Ends it; what has come and was not received is forgotten. */
    @Override
    void close();
}
