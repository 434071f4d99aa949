package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An address with one cell, for the reply to one question (design decision 10). The reply never enters a mailbox: whoever
 * delivers it puts it into the cell, after all that it delivered before.
 *
 * <p>To other nodes it is a port that ends when the question is over.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public final class ReplySlot implements Watchable, Expected {
    /** What the names of slots begin with, so that a reply to one that is gone is known as late. */
    static final String NAME_PREFIX = "~";

    /*
     * `outcome` is null until the question is over: a Message that is the reply, a KillReason if there can be none, or
     * NOTHING if whoever asked has given up. The first CAS wins; its author tells the one who waits.
     */
    private enum Mark {
        NOTHING
    }

    private static final VarHandle OUTCOME;

    static {
        try {
            OUTCOME = MethodHandles.lookup().findVarHandle(ReplySlot.class, "outcome", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Questions questions;
    private final PortId id;
    private final Runnable tell;
    private final ClosableSet<Watch> watches = new ClosableSet<>();
    private volatile @Nullable Object outcome;

    /** {@code tell} is run once when there is an outcome, by whoever brought it; short, and no code of users. */
    ReplySlot(Questions questions, PortId id, Runnable tell) {
        this.questions = questions;
        this.id = id;
        this.tell = tell;
    }

    /** Where the reply is to be sent. */
    public PortId id() {
        return id;
    }

    /** Whether the question is over. */
    public boolean isOver() {
        return outcome != null;
    }

    @Override
    public boolean hasCome() {
        return isOver();
    }

    /** The reply, if it has come. */
    public @Nullable Message reply() {
        return outcome instanceof Message message ? message : null;
    }

    /** Why there can be no reply, if that has turned out. */
    public @Nullable KillReason failure() {
        return outcome instanceof KillReason reason ? reason : null;
    }

    /** False if the question was over: then the reply is too late. */
    boolean answer(Message reply) {
        return end(reply, KillReason.normal());
    }

    /** There can be no reply. */
    void fail(KillReason reason) {
        end(reason, reason);
    }

    /** Whoever asked does not wait any longer. */
    public void giveUp() {
        end(Mark.NOTHING, KillReason.normal());
    }

    private boolean end(Object how, KillReason forWatchers) {
        if (!OUTCOME.compareAndSet(this, null, how)) {
            return false;
        }
        questions.forget(this);
        tell.run();
        watches.close().forEach(watch -> watch.fire(forWatchers));
        return true;
    }

    @Override
    public boolean watch(Watch watch) {
        return watches.add(watch);
    }

    @Override
    public void unwatch(Watch watch) {
        watches.remove(watch);
    }
}
