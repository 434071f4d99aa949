package io.loommp;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A running LoomMP kernel: it hosts ports and knows the way to those of other nodes. A process may have several. One without
 * a network is started by {@link io.loommp.local.LocalNodes}, one of a network by {@code io.loommp.net.Nodes}.
 *
 * <p>Neither a node nor its ports keep the process alive: when {@code main} returns, all is over. It waits with
 * {@link #awaitShutdown}, with {@link Port#terminated}, or with {@code ThreadPorts.call}.
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
     * Sends a message of these elements, in nobody's name; or a record, as the message that it is. What is wrong at the other
     * end never makes this fail: a message that cannot be delivered is a dead letter, and whoever must know watches the port.
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
     * message that comes there. What depends on the stage runs on a thread of its own, and may block.
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
     * Sends a message of these elements, or a record, in nobody's name, once the delay has passed. A cancel takes it back as
     * long as it has not left the node or been received.
     *
     * <p><b>Blocking:</b> never; also not when the time has come: it is not counted by the bound of a mailbox.
     *
     * @throws IllegalArgumentException if an element may not stand in a message, or the delay is negative
     * @throws IllegalStateException if the node is closed
     */
    Timer after(Duration delay, Address to, @Nullable Object... elements);

    /** Sends a message of the type that a port accepts, once the delay has passed; see {@link #after(Duration, Address, Object...)}. */
    default <T> Timer after(Duration delay, Ref<T> to, T message) {
        return after(delay, to.id(), (Object) message);
    }

    /** Sends a message later; see {@link #after(Duration, Address, Object...)}. */
    Timer after(Duration delay, Address to, Message message);

    /**
     * Lets ports be spawned by the name of this function, from here and from every node that connects, with arguments of the
     * spawner's choice. Names may look like those of Perl's functions, {@code My::server}; nodes of AnyEvent::MP ask for no
     * others.
     *
     * @throws IllegalArgumentException if the name is empty
     * @throws IllegalStateException if there is a function of that name
     */
    void function(String name, StartFunction function);

    /**
     * Spawns a port on a node, by the name of a function that is registered there. Its id is returned at once and can be used
     * at once: what is sent to it waits until the function has run.
     *
     * <p><b>Blocking:</b> as a send; not for the function.
     *
     * <p><b>Failures:</b> whatever goes wrong there shows at a monitor of the port, also at one that is set a moment later:
     * {@code die} with a text if there is no such function or it throws, {@code no_such_port} if it sets no handler and
     * attaches no thread, {@code transport_error} if the node cannot be reached.
     *
     * @param where the node, named by its node port or any of its ports
     * @param args what the function is given; what may stand in a message
     * @throws IllegalArgumentException if the name is empty, or an argument may not stand in a message
     * @throws IllegalStateException if this node is closed
     */
    PortId spawn(Address where, String function, @Nullable Object... args);

    /**
     * Lets every node that connects call a function by name, with arguments of its choice: a message to this node's port
     * whose first element is the name, {@code send(PortId.of("nodeid"), "My::report", 42)}. Nothing answers it unless the
     * function sends an answer. Names may look like those of Perl's functions, {@code My::report}; nodes of AnyEvent::MP ask
     * by no others.
     *
     * @return the port in whose context calls run; the function is exported as long as that lives
     * @throws IllegalArgumentException if the name is empty, or that of a request that every node knows
     * @throws IllegalStateException if a function of that name is exported, or the node is closed
     * @see <a href="https://metacpan.org/pod/AnyEvent::MP::Kernel">AnyEvent::MP::Kernel, whose snd_to_func calls it</a>
     */
    Port export(String name, RequestFunction function);

    /**
     * Ends a port, here or on another node, and does not wait for that; see {@link Port#kill}. It does nothing if the port has
     * ended, or never was.
     *
     * @throws IllegalArgumentException if a node port is named, which cannot be killed
     */
    void kill(Address port, KillReason reason);

    /** Ends a port normally, here or on another node. */
    default void kill(Address port) {
        kill(port, KillReason.normal());
    }

    /**
     * Ends a port, here or on another node, unless it traps exits ({@link Self#trapExits}).
     *
     * @throws IllegalArgumentException if a value may not stand in a message, or a node port is named
     */
    default void exit(Address port, @Nullable Object... values) {
        kill(port, KillReason.exit(values));
    }

    /**
     * Keeps objects from being collected as garbage until a port has ended. It counts as nobody's watch on the port.
     *
     * @return what holds them, to let go of them before
     * @see <a href="https://metacpan.org/pod/AnyEvent::MP">AnyEvent::MP, whose mon_guard this is</a>
     */
    Monitor keep(Address port, Object... objects);

    /**
     * Runs a callback when a port ends; at once if there is no such port. A node port stands for the connection to that node.
     *
     * <p>The callback runs on a thread of its own, which may block.
     *
     * @return the watch, to take it back
     */
    Monitor onEnd(Address port, Consumer<KillReason> callback);

    /** Whether a node is connected with this one; this one itself always is. */
    boolean isUp(String nodeId);

    /** The ids of the other nodes that are connected now, in no order. */
    List<String> upNodes();

    /**
     * Runs a callback whenever another node is connected, or is so no longer. It is called for the nodes that are connected
     * now, first; for each node "up" and "down" come in turn. What it sends to a node that has come up goes behind what
     * waited for that; one by one the changes are told, each on a thread that may block.
     *
     * @return to end it
     */
    Subscription onNodes(Consumer<? super NodeChange> callback);

    /**
     * Gives a port of this node a name, under which other nodes reach it as {@code nodeid#name}. A name resolves where no
     * port has it as its id; it ends with the port.
     *
     * @throws IllegalArgumentException if the name is empty or begins with {@code ~}, or the port is not a live port of this
     *     node
     * @throws IllegalStateException if the name is taken, naming the holder
     */
    void register(String name, Address port);

    /**
     * Gives a name that a port of this node holds to another. From one moment to the next: at no time is it free.
     *
     * @throws IllegalArgumentException if the port is not a live port of this node
     * @throws IllegalStateException if nobody holds the name
     */
    void reregister(String name, Address port);

    /** Takes a name back; false if it was not bound. */
    boolean unregister(String name);

    /** The port that holds a name on this node. */
    Optional<PortId> whereis(String name);

    /**
     * Gives a port of any node a name there; see {@link #register(String, Address)}. Every node of a network may do that to
     * every other, as it may end every port; a name that is held stays with its holder.
     *
     * <p><b>Failures:</b> the stage fails with {@link IllegalStateException}, saying what the port's node says, if the name is
     * taken or cannot be a name, or the port is not live; with {@link AskFailed} if that node cannot be reached or does not
     * answer in time. A node of AnyEvent::MP, which has no names, does not answer.
     *
     * @return the address by which the port is now found, {@code nodeid#name}
     * @throws IllegalArgumentException if the name is empty, or the timeout negative
     * @throws IllegalStateException if this node is closed
     */
    CompletionStage<PortId> register(String name, Address port, Duration timeout);

    /**
     * Takes a name back on any node; false if it was not bound. For its failures see
     * {@link #register(String, Address, Duration)}.
     *
     * @param where the node, named by its node port or any of its ports
     */
    CompletionStage<Boolean> unregister(Address where, String name, Duration timeout);

    /**
     * The port that holds a name on any node. To send there no look-up is needed: {@code nodeid#name} is an address. For its
     * failures see {@link #register(String, Address, Duration)}.
     *
     * @param where the node, named by its node port or any of its ports
     */
    CompletionStage<Optional<PortId>> whereis(Address where, String name, Duration timeout);

    /**
     * The address of whoever holds a name on this node when something is sent there, be it now or later. What is sent while
     * nobody holds it is a dead letter.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    default Address named(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a name must not be empty");
        }
        return new PortId(id(), name);
    }

    /** The names that a port of this node holds, sorted; empty for all other ports. */
    List<String> names(Address port);

    /** What this node knows of one of its ports; empty if that is not live, or another node's. */
    Optional<PortInfo> info(Address port);

    /** The ids of the live ports of this node, in no order. */
    List<PortId> ports();

    /** Numbers about this node. It looks at all ports. */
    NodeStatistics statistics();

    /** Whether an address names this node, or a port (dead or alive) of it. */
    default boolean isLocal(Address address) {
        return address.id().node().equals(id());
    }

    /** The database that this node shares with all others of its network. Callbacks run on threads of their own. */
    Database database();

    /** The data tables of this node, which its management agents and everybody else here can use. */
    DataTables tables();

    /**
     * Where this node listens, {@code ip:port} each, with the ports that the system chose where none was given; empty for a
     * node that does not. What other nodes are told can be configured.
     */
    List<String> addresses();

    /** Waits until the node has been closed. */
    void awaitShutdown() throws InterruptedException;

    /**
     * Takes this node out of service, for who closes it to lose no work. From now on it accepts no connections, dials no
     * other nodes, and lets no ports be spawned from elsewhere. What it has set in the database is deleted, and what it sets
     * is not taken. Then these ports are asked to end, the last one first, each when the one before has ended; and after
     * them those that were spawned by name, all at once.
     *
     * <p>A port is asked by the exit {@code shutdown}. One that traps exits ({@link Self#trapExits}), and a server with
     * {@code onExit}, finishes its work; a supervisor has its children do so; a port with callbacks handles what it was sent
     * before; any other ends at once. Connections stay, so that answers arrive. Nothing can take it back; closing the node
     * is the next step.
     *
     * <p><b>Blocking:</b> until all of these have ended, or the time is up. Code of such a port must not call this.
     *
     * @param limit how long this may take in all
     * @param ports of this node: the services, say, in the order in which they were started
     * @return those that have not ended in time; empty if nothing is left to be done
     * @throws IllegalArgumentException if one is a port of another node, or the limit is negative
     * @throws IllegalStateException if the node is closed
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    List<PortId> drain(Duration limit, List<? extends Port> ports) throws InterruptedException;

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
