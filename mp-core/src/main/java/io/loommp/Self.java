package io.loommp;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A port as its own code sees it: the capability to act in the port's name.
 *
 * <p>Callbacks that are set here run as entries of the port's own sequence, never beside its other code. When the port has
 * ended, everything here throws {@link PortKilled}.
 *
 * <p><b>Threads:</b> any, though it is meant for the port's own code.
 */
public interface Self extends Address {

    /** The node this port lives on. */
    Node node();

    /**
     * Sends a message of these elements; or a record, as the message that it is.
     *
     * <p><b>Blocking:</b> not for what the receiver does with it; when very much is on the way to another node, or a
     * bounded mailbox is full, the sender waits, for a limited time.
     *
     * @throws IllegalArgumentException if an element may not stand in a message
     * @throws MailboxFull if a bounded mailbox stays full
     * @throws PortKilled if this port has ended; nothing was sent
     */
    void send(Address to, @Nullable Object... elements);

    /** Sends a message; see {@link #send(Address, Object...)}. */
    void send(Address to, Message message);

    /** Sends a record to a port that accepts it; see {@link #send(Address, Object...)}. */
    <T> void send(Ref<T> to, T message);

    /**
     * The typed address of this port, for those who send it messages of this type.
     *
     * @param type a record or a sealed interface of records
     * @throws IllegalArgumentException if the type cannot be the type of messages, naming what is wrong
     */
    <T> Ref<T> ref(Class<T> type);

    /**
     * Ends a port anywhere: this one, one of this node, or one of another node.
     *
     * @throws IllegalArgumentException if a node port is named, which cannot be killed
     */
    void kill(Address port, KillReason reason);

    /** Ends a port normally, anywhere. */
    default void kill(Address port) {
        kill(port, KillReason.normal());
    }

    /**
     * Puts a value into this port's own sequence when a port ends: the message, or record, that {@code notice} makes of the reason.
     *
     * @return the watch, to take it back
     */
    Monitor monitor(Address port, Function<KillReason, ?> notice);

    /**
     * Runs a callback in this port's context when a port ends; in a port with a thread, when that receives.
     *
     * @return the watch, to take it back
     */
    Monitor onEnd(Address port, Consumer<KillReason> callback);

    /**
     * Ends this port, with the same reason, when the other one ends abnormally.
     *
     * @return the watch, to take it back
     */
    Monitor dependOn(Address port);

    /**
     * Runs an action in this port's context once the delay has passed; in a port with a thread, when that receives.
     *
     * @throws IllegalArgumentException if the delay is negative
     */
    Timer after(Duration delay, Action action);
}
