package io.loommp.loom;

import io.loommp.AskFailed;
import io.loommp.PortId;
import java.time.Duration;

/**
 * A question that is on its way: the port that asked goes on, and receives the reply later, by itself or among other things
 * in a {@link ThreadSelf#select}. It ends when its outcome is received, when it is cancelled, or with the port.
 *
 * <p><b>Threads:</b> the port's own thread. <b>Blocking:</b> {@link #reply} as the receives of {@link ThreadSelf}.
 *
 * @param <T> what the reply is to be: a record or sealed interface of records, or {@link io.loommp.Message}
 */
public interface Request<T> extends AutoCloseable {

    /** Who was asked. */
    PortId target();

    /**
     * Receives the reply; waits as long as the port that was asked lives.
     *
     * @throws AskFailed if there can be none, or it is not what was wanted
     * @throws IllegalStateException if the outcome was received before, or the request was closed
     */
    T reply();

    /**
     * Receives the reply; when none comes in this time, the request is over.
     *
     * @throws AskFailed if there is none
     * @throws IllegalStateException if the outcome was received before, or the request was closed
     * @throws IllegalArgumentException if the time is negative
     */
    T reply(Duration timeout);

    /** Gives up: a reply that comes now is too late. */
    @Override
    void close();
}
