package io.loommp.kernel;

import io.loommp.Address;
import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.MailboxFull;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.PortId;
import java.util.concurrent.TimeUnit;

/**
 * One question to a port, from the moment it is asked: the slot for the reply, and the watch that tells if there can be none.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> asking waits as a send does.
 */
public final class Question implements AutoCloseable {
    private final Kernel kernel;
    private final PortId target;
    private final String tag;
    private final long askedAt;
    private final ReplySlot slot;
    private final Monitor watch;

    private Question(Kernel kernel, LocalPort asker, PortId target, Message message, Runnable tell) {
        this.kernel = kernel;
        this.target = target;
        this.tag = message.tag();
        this.askedAt = kernel.timers().nanoTime();
        this.slot = kernel.questions().open(tell);
        this.watch = watch(asker);
    }

    private Monitor watch(LocalPort asker) {
        try {
            return kernel.monitor(new LocalMonitor.ToSlot(asker, target, slot));
        } catch (Throwable t) {
            slot.giveUp();
            throw t;
        }
    }

    /**
     * Asks: sends the message with the id of the slot as its last element.
     *
     * @param asker who is not to be told any more when it has ended
     * @param tell run once when there is an outcome, by whoever brought it
     */
    public static Question ask(LocalPort asker, Address target, Message message, Runnable tell) {
        Question question = new Question(asker.kernel(), asker, target.id(), message, tell);
        try {
            if (!question.slot.isOver()) {
                asker.kernel().send(target, message.with(question.slot.id()), asker);
            }
            return question;
        } catch (MailboxFull e) {
            question.close();
            asker.checkLive(); // a kill ended the wait for room
            throw e;
        } catch (Throwable t) {
            question.close();
            throw t;
        }
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

    private AskFailed failed() {
        KillReason reason = slot.failure();
        long millis = TimeUnit.NANOSECONDS.toMillis(kernel.timers().nanoTime() - askedAt);
        String question = "no reply from %s to \"%s\" after %d ms: ".formatted(target, tag, millis);
        return new AskFailed(target, reason, question + (reason == null ? kernel.describe(target) : reason));
    }

    /** The question is over, answered or not: a reply that comes now is too late. */
    @Override
    public void close() {
        slot.giveUp();
        watch.cancel();
    }
}
