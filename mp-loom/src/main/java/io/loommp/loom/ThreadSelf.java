package io.loommp.loom;

import io.loommp.Address;
import io.loommp.AskFailed;
import io.loommp.MailboxFull;
import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.RecordHandler;
import io.loommp.Ref;
import io.loommp.Self;
import java.time.Duration;
import java.util.Optional;
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
