package io.loommp.server;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.loom.ThreadSelf;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whoever waits for the answer to a call. It can be kept and answered later, from any code of the server's port, once.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> as a send.
 *
 * @param <R> the reply
 */
public final class Caller<R> {
    private final ThreadSelf server;
    private final PortId slot;
    private final AtomicBoolean answered = new AtomicBoolean();

    Caller(ThreadSelf server, PortId slot) {
        this.server = server;
        this.slot = slot;
    }

    /** Where the answer goes; it ends when the caller waits no longer, so it can be watched. */
    public PortId id() {
        return slot;
    }

    /**
     * Answers.
     *
     * @throws IllegalStateException if this call was answered before
     * @throws NullPointerException if there is no reply: say {@link #reject} for that, or give the reply a record of its own
     */
    public void reply(R reply) {
        Objects.requireNonNull(reply, "the reply to a call is null; it must be a record");
        answerOnce();
        server.send(new Ref<R>(slot), reply);
    }

    /**
     * Refuses to answer: the call throws {@link Rejected} with this text.
     *
     * @throws IllegalStateException if this call was answered before
     */
    public void reject(String why) {
        answerOnce();
        server.send(slot, Message.of(Rejected.TAG, why));
    }

    private void answerOnce() {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("the call of " + slot + " was answered before");
        }
    }

    @Override
    public String toString() {
        return "caller " + slot;
    }
}
