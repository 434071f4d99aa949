package io.loommp.loom;

import io.loommp.DatabaseChange;
import io.loommp.Message;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The alternatives of one {@link ThreadSelf#select}: each clause says what it takes and what becomes of it.
 *
 * <p>The oldest message that any clause takes is taken, by the first clause that takes it: messages in their order first,
 * clauses in theirs second. What no clause takes stays where it is. The code of the clause then runs as a part of the
 * receive: it must not receive itself, and what it throws goes up to the caller, the message being gone. Long work belongs
 * behind the select, which returns what the clause returned. A clause with nothing to return returns null.
 *
 * <p><b>Threads:</b> the port's own thread, inside the call of {@code select}.
 */
public interface Select<R extends @Nullable Object> {

    /** Takes a message with this tag. */
    Select<R> on(String tag, Function<? super Message, ? extends R> then);

    /**
     * Takes a message that converts to this record, or to one of the records of this sealed interface.
     *
     * @throws IllegalArgumentException if the type cannot be the type of messages, naming what is wrong
     */
    <T> Select<R> on(Class<T> type, Function<? super T, ? extends R> then);

    /**
     * Takes what a channel of this port has received.
     *
     * @throws IllegalArgumentException if it is another port's channel
     */
    <T> Select<R> on(Channel<T> channel, Function<? super T, ? extends R> then);

    /**
     * Takes the reply to a request of this port. If there can be none, the select throws {@link io.loommp.AskFailed}.
     *
     * @throws IllegalArgumentException if it is another port's request
     */
    <T> Select<R> on(Request<T> request, Function<? super T, ? extends R> then);

    /**
     * Takes a change of a family of the database.
     *
     * @throws IllegalArgumentException if they are another port's changes
     */
    <V extends @Nullable Object> Select<R> on(
            Changes<V> changes, Function<? super DatabaseChange<V>, ? extends R> then);

    /** Takes a message that the predicate accepts; an accessor that finds another shape means no. */
    Select<R> when(Predicate<? super Message> predicate, Function<? super Message, ? extends R> then);

    /** Takes whatever was sent to the port; an opaque message can be sent on as it is. */
    Select<R> any(Function<? super Message, ? extends R> then);

    /**
     * Ends the wait after this time, with this value. Zero looks at what is there and does not wait. For null write
     * {@code after(timeout, () -> null)}: a bare {@code null} may be taken for code, which is refused.
     *
     * @throws IllegalArgumentException if the time is negative
     * @throws IllegalStateException if there is a time limit already
     */
    Select<R> after(Duration timeout, R value);

    /** As {@link #after(Duration, Object)}, with code that makes the value then. */
    Select<R> after(Duration timeout, Supplier<? extends R> then);
}
