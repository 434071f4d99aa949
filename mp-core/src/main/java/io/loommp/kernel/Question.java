package io.loommp.kernel;

import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.MailboxFull;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.record.Protocol;
import io.loommp.spi.Waiting;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One question to a port, from the moment it is asked: the slot for the reply, and the watch that tells if there can be none.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> asking waits as a send does.
 */
public final class Question implements AutoCloseable, Waiting {
    private final Kernel kernel;
    private final LocalPort asker;
    private final PortId target;
    private final long askedAt;
    private final ReplySlot slot;
    private final LocalMonitor.ToSlot watch;
    private String tag = ""; // written by the asker before the question is sent

    private Question(LocalPort asker, PortId target, Runnable tell, @Nullable AskingThread thread) {
        this.kernel = asker.kernel();
        this.asker = asker;
        this.target = target;
        this.askedAt = kernel.timers().nanoTime();
        this.slot = kernel.questions().open(tell, thread != null);
        this.watch = watch(thread);
    }

    private LocalMonitor.ToSlot watch(@Nullable AskingThread thread) {
        try {
            return thread == null
                    ? kernel.monitor(new LocalMonitor.ToSlot(asker, target, slot, false))
                    : thread.watch(target, slot);
        } catch (Throwable t) {
            slot.giveUp();
            throw t;
        }
    }

    /**
     * Asks.
     *
     * @param asker who is not to be told any more when it has ended
     * @param question makes the message, given the id of the slot
     * @param tell run once when there is an outcome, by whoever brought it
     */
    public static Question ask(
            LocalPort asker, PortId target, Function<? super PortId, Message> question, Runnable tell) {
        return new Question(asker, target, tell, null).send(question);
    }

    /** Asks, for a thread that looks at the slot and closes the question in the end. */
    public static Question askAndAwait(AskingThread asker, PortId target, Function<? super PortId, Message> question) {
        return new Question(asker.port(), target, asker.wake(), asker).send(question);
    }

    private Question send(Function<? super PortId, Message> question) {
        try {
            Message message = question.apply(slot.id());
            tag = message.tag();
            if (!slot.isOver()) {
                kernel.send(target, message, asker);
            }
            return this;
        } catch (MailboxFull e) {
            close();
            asker.checkLive(); // a kill ended the wait for room
            throw e;
        } catch (Throwable t) {
            close();
            throw t;
        }
    }

    /** Who is asked. */
    public PortId target() {
        return target;
    }

    /** When it was asked, by the node's time; its time limit counts from then. */
    public long askedAt() {
        return askedAt;
    }

    /** Where the reply will be. */
    public ReplySlot slot() {
        return slot;
    }

    /**
     * The reply.
     *
     * @throws AskFailed if there is none, and says why: it cannot come, or it did not come in time
     */
    public Message reply() {
        Message reply = slot.reply();
        if (reply == null) {
            throw failed();
        }
        return reply;
    }

    /**
     * The reply, converted.
     *
     * @throws AskFailed if there is none, or it does not convert
     */
    public <T> T reply(Protocol<T> protocol) {
        Message reply = reply();
        T read = protocol.read(reply);
        if (read == null) {
            throw new AskFailed(
                    target,
                    KillReason.of("unreadable_reply", reply.tag()),
                    "the reply of %s to \"%s\" is no %s: %s"
                            .formatted(target, tag, protocol.type().getSimpleName(), reply));
        }
        return read;
    }

    private AskFailed failed() {
        KillReason reason = slot.failure();
        long millis = TimeUnit.NANOSECONDS.toMillis(kernel.timers().nanoTime() - askedAt);
        String question = "no reply from %s to \"%s\" after %d ms: ".formatted(target, tag, millis);
        return new AskFailed(target, reason, question + (reason == null ? kernel.describe(target) : reason));
    }

    /** The question is over, answered or not: a reply that comes now is too late, and one that has come cannot be read any more. */
    @Override
    public void close() {
        try {
            slot.close();
        } finally {
            watch.questionOver();
        }
    }

    @Override
    public PortId waiter() {
        return asker.id();
    }

    @Override
    public PortId waitsFor() {
        return target;
    }

    @Override
    public String what() {
        return "a reply of " + target + " to \"" + tag + '"';
    }
}
