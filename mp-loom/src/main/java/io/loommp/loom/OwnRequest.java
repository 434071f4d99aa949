package io.loommp.loom;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.kernel.Durations;
import io.loommp.kernel.LocalPort;
import io.loommp.kernel.Question;
import io.loommp.kernel.Signal;
import io.loommp.record.Protocol;
import io.loommp.spi.ConfinedTo;
import java.time.Duration;
import java.util.function.Function;

/**
 * A request, as the port that made it has it. When the question is over, whoever brought the outcome leaves an entry in the
 * port's sequence, so the outcome has its place among the messages.
 */
final class OwnRequest<T> implements Request<T>, Signal.Source {
    private final LocalPort port;
    private final Mailbox mailbox;
    private final Protocol<T> protocol;
    private final Wanted.From wanted;
    private final Question question;

    @ConfinedTo("the port's own thread")
    private boolean over;

    OwnRequest(
            LocalPort port,
            Mailbox mailbox,
            PortId target,
            Protocol<T> protocol,
            Function<? super PortId, Message> makeQuestion) {
        this.port = port;
        this.mailbox = mailbox;
        this.protocol = protocol;
        this.wanted = new Wanted.From(this, "a reply of " + target);
        try {
            this.question = Question.ask(port, target, makeQuestion, this::leaveEntry);
        } catch (Throwable t) {
            over = true; // the entry that says so is nobody's
            throw t;
        }
    }

    /** The request behind a public one, if it is one of this mailbox and not over. */
    @SuppressWarnings("ReferenceEquality") // a mailbox is itself
    static <T> OwnRequest<T> of(Request<T> request, Mailbox mailbox) {
        if (!(request instanceof OwnRequest<T> own) || own.mailbox != mailbox) {
            throw new IllegalArgumentException("the request to " + request.target() + " is not one of port "
                    + mailbox.waiter() + ", and only the port that asked receives the reply");
        }
        own.checkNotOver();
        return own;
    }

    private void leaveEntry() {
        port.push(new Signal(this));
    }

    @Override
    public boolean isOver() {
        return over;
    }

    Wanted wanted() {
        return wanted;
    }

    private void checkNotOver() {
        if (over) {
            throw new IllegalStateException("the request to " + target() + " is over");
        }
    }

    @Override
    public PortId target() {
        return question.target();
    }

    @Override
    public T reply() {
        return reply(Mailbox.FOR_EVER);
    }

    @Override
    public T reply(Duration timeout) {
        return reply(Durations.nanos(timeout, "timeout"));
    }

    private T reply(long timeoutNanos) {
        checkNotOver();
        Object found = mailbox.receive(wanted, timeoutNanos);
        if (found == null) {
            checkNotOver(); // a callback of the port may have closed it
            question.slot().giveUp(); // a reply that comes in this very moment still counts
        }
        return result();
    }

    /** The reply whose entry has been taken, or the failure. */
    T result() {
        try {
            return question.reply(protocol);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        over = true;
        question.close();
    }

    @Override
    public String toString() {
        return "request to " + target();
    }
}
