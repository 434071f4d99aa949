package io.loommp.loom;

import io.loommp.Address;
import io.loommp.Ref;
import java.time.Duration;
import java.util.Optional;

/**
 * One more address of a port with a thread: what is sent there is received here, apart from what is sent to the port itself,
 * and in order. A channel ends with its port or when it is closed; monitors on it tell so, a kill of it kills the port.
 *
 * <p>What is sent to a channel and does not convert to its type is a dead letter. What it has received counts in the port's
 * mailbox, and against its bound if it has one.
 *
 * <p><b>Threads:</b> receives: the port's own thread; the rest: any. <b>Blocking:</b> as the receives of {@link ThreadSelf}.
 *
 * @param <T> a record or sealed interface of records, or {@link io.loommp.Message} for messages as they are
 */
public interface Channel<T> extends Address, AutoCloseable {

    /** The address to give to those who are to send; only this type compiles. */
    Ref<T> ref();

    /**
     * Receives the oldest.
     *
     * @throws IllegalStateException if the channel is closed and empty
     */
    T receive();

    /** Receives the oldest, if there is one in this time; zero looks and does not wait. */
    Optional<T> receive(Duration timeout);

    /** Receives the oldest, or {@code otherwise} if there is none in this time. */
    T receive(Duration timeout, T otherwise);

    /**
     * Takes no more: what is sent later is a dead letter. What is there can still be received; until it is, or the port ends, it
     * stays in the mailbox, and counts against its bound.
     */
    @Override
    void close();
}
