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
public final class ReplySlot implements Watchable, Expected, PortId.Nameable {
    /** What the names of slots begin with, so that a reply to one that is gone is known as late. */
    static final String NAME_PREFIX = "~";

    /*
     * `outcome` is null until the question is over: a Message that is the reply, a KillReason if there can be none, or
     * NOTHING if whoever asked has given up. The first CAS wins; its author tells the one who waits.
     *
     * A thread that asks mostly spins, and has seen the outcome before it could be told. So it is told only if it has put
     * WAITING there before it parked, and it takes the slot out of the table itself: whoever brings the reply touches
     * nothing else that is of the thread's core.
     *
     * A slot is in the table of its node only once it has a name. Who makes that enters it, writes `name`, and then reads
     * `outcome`; who ends the question, or for a thread that asks the thread itself, finds `outcome` written and then reads
     * `name`. So one of the two takes it out.
     */
    private enum Mark {
        WAITING,
        NOTHING
    }

    private static final VarHandle OUTCOME;
    private static final VarHandle WATCHES;

    static {
        try {
            OUTCOME = MethodHandles.lookup().findVarHandle(ReplySlot.class, "outcome", Object.class);
            WATCHES = MethodHandles.lookup().findVarHandle(ReplySlot.class, "watches", ClosableSet.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Questions questions;
    private final PortId id;
    private @Nullable Runnable tell; // set to null once the question is closed
    private final boolean awaited;
    private volatile @Nullable String name; // written under the lock of this
    private volatile @Nullable ClosableSet<Watch> watches; // made by the first who watches
    private volatile @Nullable Object outcome;

    /**
     * {@code tell} is run once when there is an outcome, by whoever brought it; short, and no code of users.
     *
     * @param awaited whether a thread looks at it, is told only if it has {@link #beginWait begun to wait}, and gives it up in the
     *     end
     */
    ReplySlot(Questions questions, Runnable tell, boolean awaited) {
        this.questions = questions;
        this.id = questions.address(this);
        this.tell = tell;
        this.awaited = awaited;
    }

    /** Where the reply is to be sent. */
    public PortId id() {
        return id;
    }

    /** Puts it into the table: who has its address as a text, as other nodes do, answers by name. */
    @Override
    public String makeName() {
        String known = name;
        return known == null ? enterTable() : known;
    }

    private synchronized String enterTable() {
        String known = name;
        if (known == null) {
            known = questions.newName();
            questions.enter(known, this);
            name = known; // not before: who sees it may pass it on
            if (isOver()) {
                questions.forget(known, this);
            }
        }
        return known;
    }

    /** The slot that an id was made for, if it is one of these questions. */
    @SuppressWarnings("ReferenceEquality") // the questions of a node are themselves
    static @Nullable ReplySlot of(PortId id, Questions asked) {
        return id.nameable() instanceof ReplySlot slot && slot.questions == asked ? slot : null;
    }

    /** Whether it belongs to a thread that awaits the reply. */
    boolean isAwaited() {
        return awaited;
    }

    /** Whether the question is over. */
    public boolean isOver() {
        Object found = outcome;
        return found != null && found != Mark.WAITING;
    }

    /** Says that the one who asked is going to park; false if the question is over. */
    public boolean beginWait() {
        return OUTCOME.compareAndSet(this, null, Mark.WAITING) || !isOver();
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
        try {
            if (!isOver()) {
                end(Mark.NOTHING, KillReason.normal());
            }
        } finally {
            if (awaited) {
                leaveTable();
            }
        }
    }

    /** Whoever asked has read the reply, or will not: who keeps the address does not keep that, nor the one who asked. */
    void close() {
        giveUp();
        OUTCOME.setOpaque(this, Mark.NOTHING);
        tell = null;
    }

    private void leaveTable() {
        String known = name;
        if (known != null) {
            questions.forget(known, this);
        }
    }

    private boolean end(Object how, KillReason forWatchers) {
        Runnable telling = tell; // before the question is over, and so before it can be closed
        boolean waits = !OUTCOME.compareAndSet(this, null, how);
        if (waits && !OUTCOME.compareAndSet(this, Mark.WAITING, how)) {
            return false;
        }
        if (!awaited) {
            leaveTable();
        }
        if (telling != null && (waits || !awaited)) {
            telling.run();
        }
        @SuppressWarnings("unchecked")
        @Nullable
        ClosableSet<Watch> watching = (ClosableSet<Watch>) WATCHES.getAndSet(this, ClosableSet.CLOSED);
        if (watching != null) {
            watching.close().forEach(watch -> watch.fire(forWatchers));
        }
        return true;
    }

    @Override
    public boolean watch(Watch watch) {
        ClosableSet<Watch> made = new ClosableSet<>();
        @SuppressWarnings("unchecked")
        @Nullable
        ClosableSet<Watch> found = (ClosableSet<Watch>) WATCHES.compareAndExchange(this, null, made);
        return (found == null ? made : found).add(watch);
    }

    @Override
    public void unwatch(Watch watch) {
        ClosableSet<Watch> watching = watches;
        if (watching != null) {
            watching.remove(watch);
        }
    }
}
