package io.loommp;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
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
     * The id of the node that the message came from that this port handles, or received last; its own node's for a message
     * that was sent here. It is for the port's own code.
     */
    String origin();

    /**
     * Sends a message of these elements; or a record, as the message that it is. What is wrong at the other end never makes this
     * fail: a message that cannot be delivered is a dead letter, and whoever must know watches the port.
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
     * Ends a port anywhere, unless it traps exits ({@link #trapExits}): the reason is a {@link KillReason.Exit} with these
     * values.
     *
     * @throws IllegalArgumentException if a value may not stand in a message, or a node port is named
     */
    default void exit(Address port, @Nullable Object... values) {
        kill(port, KillReason.exit(values));
    }

    /**
     * From now on an {@link #exit} does not end this port: what {@code notice} makes of it (a message or record) is put into
     * the port's own sequence. Every other kill ends the port as before; so does an exit that is passed on by a link or by
     * {@link #dependOn}, and one that came before this call. Only an exit that a link passes on from another node is taken as
     * a message, too: the protocol does not tell it from any other.
     */
    void trapExits(Function<? super KillReason.Exit, ?> notice);

    /** From now on an exit ends this port again. */
    void untrapExits();

    /**
     * Puts a value into this port's own sequence when a port ends, at once if there is no such port: the message or record that
     * {@code notice} makes of the reason. If it makes anything else, or throws, this port ends with {@code die}.
     *
     * @return the watch, to take it back
     */
    Monitor monitor(Address port, Function<KillReason, ?> notice);

    /**
     * As {@link #monitor(Address, Function)}, for a notice that says which watch it is of, by its
     * {@link Monitor#reference() reference}: {@code notice} is given the watch, too.
     *
     * @return the watch, to take it back
     */
    Monitor monitor(Address port, BiFunction<? super Monitor, KillReason, ?> notice);

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
     * Puts a value into this port's own sequence whenever another node is connected, or is so no longer: the message or record
     * that {@code notice} makes of the change, which may be the change itself. The nodes that are connected now come first.
     * If {@code notice} makes anything else, or throws, this port ends with {@code die}.
     *
     * @return to end it
     */
    Subscription monitorNodes(Function<? super NodeChange, ?> notice);

    /**
     * Runs a callback in this port's context whenever another node is connected, or is so no longer; in a port with a thread,
     * when that receives. It is called for the nodes that are connected now, first.
     *
     * @return to end it
     */
    Subscription onNodes(Consumer<? super NodeChange> callback);

    /** Gives an action this port's context; see {@link BoundAction}. */
    BoundAction bind(Action action);

    /**
     * Gives an action that takes a value this port's context: each call of the result is one of a {@link BoundAction}. A
     * {@link MessageHandler} is bound as {@code handler::handle}.
     */
    <T> Consumer<T> bind(ValueAction<? super T> action);

    /**
     * Links this port with another one: when one ends abnormally, the other ends with the same reason. The options make it
     * one way, or have normal ends count as well. A link with a node port is one way.
     *
     * <p>A port of another node is told by a kill when this one ends. It hears nothing when this node, or the connection to
     * it, is lost.
     *
     * @return the link. {@link Monitor#cancel} takes it back both ways: after that no end comes of it, also none that waits
     *     its turn in the sequence of a callback port; when it says false, this port has ended, or the link was taken back
     *     before
     */
    Monitor link(Address port, LinkOption... options);

    /**
     * Creates a child: a port that is served by callbacks and ends with this one, for the same reason. This port has not
     * ended before its children have. {@code setup} may set links and monitors on the child; they are in place before it
     * runs.
     *
     * @throws PortKilled if this port has ended
     * @throws IllegalStateException if the node is closed
     */
    Port port(Consumer<CallbackPort> setup);

    /** As {@link #port(Consumer)}, with a bound for what may wait for the child. */
    Port port(MailboxBound bound, Consumer<CallbackPort> setup);

    /**
     * Gives this port a resource. It is closed when the port has ended and its code, its forks and its children have
     * returned: what was taken last comes first, on a thread that may wait. What closing throws is reported as an event.
     *
     * @return the resource in the port's hands, for closing it or taking it back before
     * @throws PortKilled if this port has ended; the resource has been closed
     */
    <T extends AutoCloseable> Held<T> own(T resource);

    /**
     * As {@link #own(AutoCloseable)}. If the port has ended and its code still has not returned after the grace time,
     * {@code abort} is run on another thread, once: for what an interrupt cannot reach. The resource is still closed when
     * the code returns.
     *
     * @throws PortKilled if this port has ended; the resource has been closed
     */
    <T extends AutoCloseable> Held<T> own(T resource, Consumer<? super T> abort);

    /**
     * Runs code beside this port's other code, on a virtual thread of its own. It may send, watch and so on through this
     * port; it cannot receive. What it throws ends this port; when this port ends, it is interrupted.
     *
     * @throws PortKilled if this port has ended; the code does not run
     */
    <T extends @Nullable Object> Fork<T> fork(Callable<T> code);

    /** As {@link #fork(Callable)}, for code that returns nothing. */
    default Fork<@Nullable Object> fork(Action code) {
        Callable<@Nullable Object> call = () -> {
            code.run();
            return null;
        };
        return fork(call);
    }

    /**
     * Runs an action in this port's context once the delay has passed; in a port with a thread, when that receives.
     *
     * @throws IllegalArgumentException if the delay is negative
     */
    Timer after(Duration delay, Action action);

    /**
     * Runs an action in this port's context again and again, the first time when one period has passed; in a port with a
     * thread, when that receives. When the port is late, the times that have passed meanwhile are left out: it never runs
     * twice for being late. It ends with the port, or when it is cancelled.
     *
     * @throws IllegalArgumentException if the period is zero or negative
     */
    Timer every(Duration period, Action action);

    /**
     * Sends a message of these elements, or a record, in this port's name, once the delay has passed; whatever the port does
     * then, but not when it has ended. A cancel takes it back as long as it has not left the node or been received.
     *
     * <p><b>Blocking:</b> never; also not when the time has come: it is not counted by the bound of a mailbox.
     *
     * @throws IllegalArgumentException if an element may not stand in a message, or the delay is negative
     */
    Timer after(Duration delay, Address to, @Nullable Object... elements);

    /** Sends a message of the type that a port accepts, once the delay has passed; see {@link #after(Duration, Address, Object...)}. */
    default <T> Timer after(Duration delay, Ref<T> to, T message) {
        return after(delay, to.id(), (Object) message);
    }

    /** Sends a message later; see {@link #after(Duration, Address, Object...)}. */
    Timer after(Duration delay, Address to, Message message);

    /** The database of the node; callbacks that are set here run in this port's context, and end with it. */
    Database database();

    /** Spawns a port by the name of a function; see {@link Node#spawn(Address, String, Object...)}. */
    PortId spawn(Address where, String function, @Nullable Object... args);
}
