package io.loommp;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A running LoomMP kernel: it hosts ports and knows the way to those of other nodes. A process may have several.
 *
 * <p><b>Threads:</b> any.
 */
public interface Node extends AutoCloseable {

    /** The name by which other nodes know this one; constant. */
    String id();

    /**
     * Creates a port that is served by callbacks. {@code setup} sets its handlers, before its id is known to anyone.
     *
     * @throws IllegalStateException if the node is closed
     */
    Port port(Consumer<CallbackPort> setup);

    /**
     * As {@link #port(Consumer)}, with a bound for what may wait for the port.
     *
     * @throws IllegalStateException if the node is closed
     */
    Port port(MailboxBound bound, Consumer<CallbackPort> setup);

    /**
     * Sends a message of these elements, in nobody's name; or a record, as the message that it is. What is wrong at the other end never makes this fail: a message
     * that cannot be delivered is a dead letter, and whoever must know watches the port.
     *
     * <p><b>Blocking:</b> as {@link Self#send(Address, Object...)}.
     *
     * @throws IllegalArgumentException if an element may not stand in a message
     * @throws MailboxFull if a bounded mailbox stays full
     */
    void send(Address to, @Nullable Object... elements);

    /** Sends a message, in nobody's name; see {@link #send(Address, Object...)}. */
    void send(Address to, Message message);

    /** Sends a record, in nobody's name, to a port that accepts it; see {@link #send(Address, Object...)}. */
    <T> void send(Ref<T> to, T message);

    /**
     * Asks a port a question: sends it a message with one more element, the address for the reply, and hands over the first
     * message that comes there. What depends on the stage runs in a context of its own.
     *
     * <p><b>Blocking:</b> as a send; not for the reply.
     *
     * <p><b>Failures:</b> the stage fails with {@link AskFailed}: at once when the port, or the connection to its node, is
     * gone, or ends before it replies; and when no reply has come in time.
     *
     * @throws IllegalArgumentException if an element may not stand in a message, or the timeout is negative
     * @throws MailboxFull if a bounded mailbox stays full
     * @throws IllegalStateException if the node is closed
     */
    default CompletionStage<Message> ask(Address target, Duration timeout, @Nullable Object... elements) {
        return ask(target, timeout, Message.of(elements));
    }

    /** Asks a port a question; see {@link #ask(Address, Duration, Object...)}. */
    default CompletionStage<Message> ask(Address target, Duration timeout, Message message) {
        return ask(target, timeout, slot -> message.with(slot));
    }

    /**
     * Asks a port a question that is made when the address for the reply is known: {@code slot -> new Reverse(text, slot)}.
     *
     * @param question makes a record or a {@link Message}; nothing is appended to it
     * @see #ask(Address, Duration, Object...)
     */
    CompletionStage<Message> ask(Address target, Duration timeout, Function<? super PortId, ?> question);

    /** Asks a port that accepts the question; see {@link #ask(Address, Duration, Function)}. */
    default <T> CompletionStage<Message> ask(
            Ref<T> target, Duration timeout, Function<? super PortId, ? extends T> question) {
        Function<? super PortId, ?> untyped = question;
        return ask(target.id(), timeout, untyped);
    }

    /**
     * Asks a port a question whose reply is of a type. The stage fails with {@link AskFailed} also if the reply is not.
     *
     * @param reply a record or a sealed interface of records
     * @param question makes a record or a {@link Message}
     * @throws IllegalArgumentException if the type cannot be the type of messages, naming what is wrong
     * @see #ask(Address, Duration, Object...)
     */
    <R> CompletionStage<R> ask(Address target, Duration timeout, Class<R> reply, Function<? super Ref<R>, ?> question);

    /** Asks a port that accepts the question; see {@link #ask(Address, Duration, Class, Function)}. */
    default <T, R> CompletionStage<R> ask(
            Ref<T> target, Duration timeout, Class<R> reply, Function<? super Ref<R>, ? extends T> question) {
        Function<? super Ref<R>, ?> untyped = question;
        return ask(target.id(), timeout, reply, untyped);
    }

    /**
     * Ends a port, here or on another node.
     *
     * @throws IllegalArgumentException if a node port is named, which cannot be killed
     */
    void kill(Address port, KillReason reason);

    /** Ends a port normally, here or on another node. */
    default void kill(Address port) {
        kill(port, KillReason.normal());
    }

    /**
     * Runs a callback when a port ends, in a context of its own. A node port stands for the connection to that node.
     *
     * @return the watch, to take it back
     */
    Monitor onEnd(Address port, Consumer<KillReason> callback);

    /**
     * Gives a port of this node a name, under which other nodes reach it as {@code nodeid#name}. A name resolves where no
     * port has it as its id; it ends with the port.
     *
     * @throws IllegalArgumentException if the name is empty, or the port is not a live port of this node
     * @throws IllegalStateException if the name is taken, naming the holder
     */
    void register(String name, Address port);

    /** Takes a name back; false if it was not bound. */
    boolean unregister(String name);

    /** The port that holds a name on this node. */
    Optional<PortId> whereis(String name);

    /** Whether an address names this node, or a port (dead or alive) of it. */
    default boolean isLocal(Address address) {
        return address.id().node().equals(id());
    }

    /**
     * Where other nodes can dial this one, {@code ip:port} each, with the ports that the system chose where none was given;
     * empty for a node that does not listen.
     */
    List<String> addresses();

    /** Waits until the node has been closed. */
    void awaitShutdown() throws InterruptedException;

    /** Whether {@link #close} has begun. */
    boolean isClosed();

    /**
     * Stops accepting, ends all ports, closes the links. Who calls it while another closes the node waits for that.
     *
     * <p><b>Blocking:</b> at most 2 s; code that does not end in that time is left behind on threads that do not keep the
     * process alive.
     */
    @Override
    void close();
}
