package io.loommp.loom;

import io.loommp.Address;
import io.loommp.AskFailed;
import io.loommp.MailboxBound;
import io.loommp.MailboxFull;
import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.RecordHandler;
import io.loommp.Ref;
import io.loommp.Self;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A port with a thread, as its own code sees it: it receives selectively from a queued mailbox.
 *
 * <p>A receive takes the oldest message that fits and leaves the others where they are, in order. While it looks at what
 * has come, it also runs what else stands in the port's sequence, each at its place: callbacks of monitors and timers, and
 * handlers of tags. Those, and predicates, must not receive themselves.
 *
 * <p>Each receive has three forms: it waits for ever; or for a time, and returns nothing if none came; or for a time, and
 * returns a given value if none came. A time of zero looks at what is there and does not wait. Messages that are there
 * are found whatever the time.
 *
 * <p><b>Threads:</b> receives, {@code ask}, {@link #on} and {@link #off}: the port's own thread; the rest: any.
 * <p><b>Blocking:</b> receives park the virtual thread. When the port is killed they throw {@link PortKilled}, an error
 * without a stack trace, so that the code unwinds; an interrupt from elsewhere is a kill, too.
 * <p><b>Failures:</b> every receive throws {@link IllegalStateException} when called by another thread, or inside a
 * predicate or callback, and {@link IllegalArgumentException} for a negative time.
 *
 * @see <a href="https://metacpan.org/pod/Coro::MP">Coro::MP, whose get and get_cond these are</a>
 */
public interface ThreadSelf extends Self {

    /** Receives the oldest message. */
    Message get();

    /** Receives the oldest message, if there is one in this time. */
    Optional<Message> get(Duration timeout);

    /** Receives the oldest message, or {@code otherwise} if there is none in this time. */
    Message get(Duration timeout, Message otherwise);

    /** Receives the oldest message with this tag. */
    Message get(String tag);

    /** Receives the oldest message with this tag, if there is one in this time. */
    Optional<Message> get(String tag, Duration timeout);

    /** Receives the oldest message with this tag, or {@code otherwise} if there is none in this time. */
    Message get(String tag, Duration timeout, Message otherwise);

    /**
     * Receives the oldest message that the predicate accepts. The predicate sees each message once in one receive; an
     * accessor of the message that finds another shape means no. Any other exception leaves the mailbox as it was and is
     * thrown here.
     */
    Message getCond(Predicate<? super Message> predicate);

    /** As {@link #getCond(Predicate)}, if there is one in this time. */
    Optional<Message> getCond(Predicate<? super Message> predicate, Duration timeout);

    /** As {@link #getCond(Predicate)}, or {@code otherwise} if there is none in this time. */
    Message getCond(Predicate<? super Message> predicate, Duration timeout, Message otherwise);

    /**
     * Receives the oldest message that converts to this record, or to one of the records of this sealed interface. What does
     * not convert does not fit, and stays. A record that was sent on this node is received itself, not a copy.
     *
     * @throws IllegalArgumentException if the type cannot be the type of messages, naming what is wrong
     */
    <T> T receive(Class<T> type);

    /** As {@link #receive(Class)}, if there is one in this time. */
    <T> Optional<T> receive(Class<T> type, Duration timeout);

    /** As {@link #receive(Class)}, or {@code otherwise} if there is none in this time. */
    <T> T receive(Class<T> type, Duration timeout, T otherwise);

    /**
     * Receives the oldest message, which is to be of this type. One that does not convert is taken, too: it is a dead letter,
     * and the receive goes on. The loop of a server uses this: nothing piles up that nobody will ever receive.
     *
     * @throws IllegalArgumentException if the type cannot be the type of messages, naming what is wrong
     */
    <T> T next(Class<T> type);

    /** As {@link #next(Class)}, if there is one in this time. */
    <T> Optional<T> next(Class<T> type, Duration timeout);

    /** As {@link #next(Class)}, or {@code otherwise} if there is none in this time. */
    <T> T next(Class<T> type, Duration timeout, T otherwise);

    /**
     * Waits for several things at once: tags, types, predicates, channels, replies, changes of the database.
     *
     * <pre>{@code
     * String outcome = self.select(r -> r
     *         .on("exit", m -> "bye")
     *         .on(Say.class, s -> s.text())
     *         .after(Duration.ofSeconds(30), "idle"));
     * }</pre>
     *
     * @param clauses says what to take and what becomes of it
     * @return what the clause returned, or what {@link Select#after} gives
     * @throws IllegalArgumentException if there is no clause and no time limit
     */
    <R extends @Nullable Object> R select(Consumer<? super Select<R>> clauses);

    /** The database of the node; reads wait for their answer, and changes can be received as messages are. */
    @Override
    ThreadDatabase database();

    /**
     * Opens a channel: one more address of this port, whose messages are received apart from the others.
     *
     * @param type what is received: a record, a sealed interface of records, or {@link Message}
     * @throws IllegalArgumentException if the type cannot be the type of messages, naming what is wrong
     */
    <T> Channel<T> channel(Class<T> type);

    /**
     * Asks a port a question and goes on: sends it a message with one more element, the address for the reply, which is
     * received later.
     *
     * <p><b>Blocking:</b> as a send.
     *
     * @throws IllegalArgumentException if an element may not stand in a message
     * @throws MailboxFull if a bounded mailbox stays full
     */
    default Request<Message> request(Address target, @Nullable Object... elements) {
        return request(target, Message.of(elements));
    }

    /** Asks a port a question and goes on; see {@link #request(Address, Object...)}. */
    default Request<Message> request(Address target, Message message) {
        return request(target, slot -> message.with(slot));
    }

    /** Asks a port a question, a record or message that is made when the address for the reply is known, and goes on. */
    Request<Message> request(Address target, Function<? super PortId, ?> question);

    /** Asks a port that accepts the question, and goes on. */
    default <T> Request<Message> request(Ref<T> target, Function<? super PortId, ? extends T> question) {
        Function<? super PortId, ?> untyped = question;
        return request(target.id(), untyped);
    }

    /**
     * Asks a port a question whose reply is of a type, and goes on.
     *
     * @throws IllegalArgumentException if the type cannot be the type of messages, naming what is wrong
     */
    <R> Request<R> request(Address target, Class<R> reply, Function<? super Ref<R>, ?> question);

    /** Asks a port that accepts the question, and goes on; see {@link #request(Address, Class, Function)}. */
    default <T, R> Request<R> request(Ref<T> target, Class<R> reply, Function<? super Ref<R>, ? extends T> question) {
        Function<? super Ref<R>, ?> untyped = question;
        return request(target.id(), reply, untyped);
    }

    /**
     * Runs code that the interrupt of a kill does not reach. An interrupt closes a file channel for all who share
     * it; code that uses such a thing belongs in here. The kill is held back, not lost: the port ends at once
     * for everybody else, and its code ends behind the shield, or inside it at a receive or send.
     *
     * <p><b>Blocking:</b> a wait inside that only an interrupt would end does not end.
     *
     * @return what the code returns
     * @throws Exception what the code throws
     * @throws PortKilled if the port has been killed before
     */
    <T extends @Nullable Object> T shield(Callable<T> code) throws Exception;

    /**
     * Asks a port a question: sends it a message with one more element, the address for the reply, and waits for the first
     * message that comes there. It takes nothing out of the mailbox and runs nothing that waits there.
     *
     * <p><b>Blocking:</b> until the reply or the timeout; sending the question may itself wait, as a send does.
     *
     * @throws MailboxFull if a bounded mailbox stays full
     * @throws AskFailed at once when the port, or the connection to its node, is gone or ends before it replies; and when no
     *     reply has come in time
     * @throws IllegalArgumentException if an element may not stand in a message, or the timeout is negative
     */
    default Message ask(Address target, Duration timeout, @Nullable Object... elements) {
        return ask(target, timeout, Message.of(elements));
    }

    /** Asks a port a question and waits for the reply; see {@link #ask(Address, Duration, Object...)}. */
    default Message ask(Address target, Duration timeout, Message message) {
        return ask(target, timeout, slot -> message.with(slot));
    }

    /**
     * Asks a port a question that is made when the address for the reply is known, and waits for the reply:
     * {@code slot -> new Reverse(text, slot)}.
     *
     * @param question makes a record or a {@link Message}; nothing is appended to it
     * @see #ask(Address, Duration, Object...)
     */
    Message ask(Address target, Duration timeout, Function<? super PortId, ?> question);

    /** Asks a port that accepts the question; see {@link #ask(Address, Duration, Function)}. */
    default <T> Message ask(Ref<T> target, Duration timeout, Function<? super PortId, ? extends T> question) {
        Function<? super PortId, ?> untyped = question;
        return ask(target.id(), timeout, untyped);
    }

    /**
     * Asks a port a question whose reply is of a type, and waits for it. A reply that is not is {@link AskFailed}, too.
     *
     * @param reply a record or a sealed interface of records
     * @param question makes a record or a {@link Message}
     * @throws IllegalArgumentException if the type cannot be the type of messages, naming what is wrong
     * @see #ask(Address, Duration, Object...)
     */
    <R> R ask(Address target, Duration timeout, Class<R> reply, Function<? super Ref<R>, ?> question);

    /** Asks a port that accepts the question; see {@link #ask(Address, Duration, Class, Function)}. */
    default <T, R> R ask(
            Ref<T> target, Duration timeout, Class<R> reply, Function<? super Ref<R>, ? extends T> question) {
        Function<? super Ref<R>, ?> untyped = question;
        return ask(target.id(), timeout, reply, untyped);
    }

    /**
     * Creates a child: a port with a thread that ends with this one, for the same reason. This port has not ended before its
     * children have.
     *
     * @throws PortKilled if this port has ended
     * @throws IllegalStateException if the node is closed
     */
    default Port spawn(ThreadBody body) {
        return ThreadPorts.spawn(this, body);
    }

    /** As {@link #spawn(ThreadBody)}, with a bound for what may wait in the child's mailbox. */
    default Port spawn(MailboxBound bound, ThreadBody body) {
        return ThreadPorts.spawn(this, bound, body);
    }

    /**
     * As {@link #spawn(ThreadBody)}; {@code first} is given the child's id before the body runs, so that links and monitors
     * are in place: {@code self.spawn(self::link, body)}. When it throws, the child ends and the body does not run.
     */
    default Port spawn(Consumer<? super PortId> first, ThreadBody body) {
        return ThreadPorts.spawn(this, first, body);
    }

    /** Sets or replaces a handler: from now on messages with this tag go to it and never reach the mailbox. */
    void on(String tag, MessageHandler handler);

    /**
     * Sets or replaces the handler of all tags of this type's messages. What does not convert goes to the mailbox, as if
     * there were none for its tag.
     *
     * @throws IllegalArgumentException if the type cannot be the type of messages, naming what is wrong
     */
    <T> void on(Class<T> type, RecordHandler<? super T> handler);

    /** Removes the handler of a tag, if there is one. */
    void off(String tag);

    /** Removes the handlers of all tags of this type's messages. */
    void off(Class<?> type);
}
