package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Monitor;
import io.loommp.PortId;
import io.loommp.manage.Event;
import io.loommp.spi.Planted;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A watch that a port of this node has set, on a port here or elsewhere.
 *
 * <p>What it does when it fires is an entry of the watcher's own sequence, so it stands behind all that the watcher was sent
 * before. A cancel beats an entry that has not begun.
 */
abstract class LocalMonitor implements Monitor, Watch, Owned {
    private enum State {
        ARMED,
        FIRED,
        BEGUN,
        CANCELLED
    }

    private static final VarHandle STATE;
    private static final VarHandle REFERENCE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(LocalMonitor.class, "state", State.class);
            REFERENCE = MethodHandles.lookup().findVarHandle(LocalMonitor.class, "reference", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final LocalPort watcher;
    private final PortId watched;
    private volatile State state = State.ARMED;

    private volatile long reference; // CAS from 0 by the first who asks

    private volatile @Nullable Runnable detach; // written by whoever sets the watch, before it hangs

    LocalMonitor(LocalPort watcher, PortId watched) {
        this.watcher = watcher;
        this.watched = watched;
    }

    /** Puts what is to be done into the watcher's sequence. */
    abstract void deliver(KillReason reason);

    /** How to take the watch from where it is about to hang. */
    void hangsOn(Runnable detaching) {
        detach = detaching;
    }

    /** The same for what is of this node. */
    void hangsOn(Watchable here) {
        hangsOn(() -> here.unwatch(this));
    }

    /** Takes the watch down again if it was cancelled while it was being hung up. */
    void detachIfOver() {
        Runnable detaching = detach;
        if (isCancelled() && detaching != null) {
            detaching.run();
        }
    }

    @Override
    public PortId watched() {
        return watched;
    }

    @Override
    public @Nullable PortId holder() {
        return watcher.isHidden() ? null : watcher.id();
    }

    @Override
    public long reference() {
        if (reference == 0) {
            REFERENCE.compareAndSet(this, 0, watcher.kernel().nextReference());
        }
        return reference;
    }

    @Override
    public void fire(KillReason reason) {
        if (claim()) {
            deliver(reason);
            if (watcher.kernel().has(Planted.MONITOR_FIRES_TWICE)) {
                deliver(reason);
            }
        }
    }

    /** For the one who fires it. */
    final boolean claim() {
        boolean first = STATE.compareAndSet(this, State.ARMED, State.FIRED);
        if (first) {
            watcher.disown(this);
        }
        return first;
    }

    /** From here on it cannot be taken back; false if it was. */
    final boolean begin() {
        return STATE.compareAndSet(this, State.FIRED, State.BEGUN) || isPlanted();
    }

    private boolean isPlanted() {
        Planted bug = isCancelled() ? Planted.FIRES_AFTER_UNMONITOR : Planted.MONITOR_FIRES_TWICE;
        return watcher.kernel().has(bug);
    }

    final boolean isArmed() {
        return state == State.ARMED;
    }

    final boolean hasBegun() {
        return state == State.BEGUN;
    }

    final boolean isCancelled() {
        return state == State.CANCELLED;
    }

    @Override
    public boolean cancel() {
        if (STATE.compareAndSet(this, State.ARMED, State.CANCELLED)) {
            watcher.disown(this);
            Runnable detaching = detach;
            if (detaching != null) {
                detaching.run();
            }
            cancelled();
            return true;
        }
        boolean beaten = STATE.compareAndSet(this, State.FIRED, State.CANCELLED);
        if (beaten) {
            cancelled();
        }
        return beaten;
    }

    @Override
    public void release() {
        cancel();
    }

    /** Told once when the watch has been taken back. */
    void cancelled() {}

    /** Runs a callback in the watcher's context. */
    static final class Callback extends LocalMonitor {
        private final Consumer<KillReason> callback;
        private final boolean endsWatcher;

        /** With {@code endsWatcher} the watcher is a port made for this callback alone. */
        Callback(LocalPort watcher, PortId watched, Consumer<KillReason> callback, boolean endsWatcher) {
            super(watcher, watched);
            this.callback = callback;
            this.endsWatcher = endsWatcher;
        }

        @Override
        void deliver(KillReason reason) {
            watcher.push(new ControlEntry() {
                @Override
                protected void run(LocalPort port) {
                    if (begin()) {
                        callback.accept(reason);
                        cancelled();
                    }
                }
            });
        }

        @Override
        void cancelled() {
            if (endsWatcher) {
                watcher.end(KillReason.normal(), null);
            }
        }
    }

    /** Puts a message into the watcher's sequence. */
    static final class Notice extends LocalMonitor {
        private final BiFunction<? super Monitor, KillReason, ?> notice;

        Notice(LocalPort watcher, PortId watched, Function<KillReason, ?> notice) {
            this(watcher, watched, (monitor, reason) -> notice.apply(reason));
        }

        Notice(LocalPort watcher, PortId watched, BiFunction<? super Monitor, KillReason, ?> notice) {
            super(watcher, watched);
            this.notice = notice;
        }

        @Override
        void deliver(KillReason reason) {
            if (watcher.push(new NoticeEntry(reason))
                    && watcher.kernel().events().wants(Event.Kind.RECEIVED)) {
                watcher.kernel().traffic().noticed(watcher, watched(), reason);
            }
        }

        private final class NoticeEntry extends LateEntry {
            private final KillReason reason;

            NoticeEntry(KillReason reason) {
                super(watcher);
                this.reason = reason;
            }

            @Override
            @Nullable
            Object make() {
                return notice.apply(Notice.this, reason);
            }

            @Override
            public boolean take() {
                return begin();
            }

            @Override
            public boolean isWithdrawn() {
                return isCancelled();
            }
        }
    }

    /** Tells a question that there can be no reply; one question, or one after the other. */
    static final class ToSlot extends LocalMonitor {
        /*
         * The asker writes `slot` and then reads the state; whoever fires it writes the state and then reads `slot`. So a
         * question that found it armed is told.
         */
        private final boolean stays;
        private volatile @Nullable ReplySlot slot; // written by the asker; null between questions
        private @Nullable Watchable here; // what it hangs on, if that is of this node; written by the asker

        /** With {@code stays} it hangs on after the question, for {@link #goesOn the next one}. */
        ToSlot(LocalPort watcher, PortId watched, ReplySlot slot, boolean stays) {
            super(watcher, watched);
            this.slot = slot;
            this.stays = stays;
        }

        @Override
        void hangsOn(Watchable port) {
            here = port;
            super.hangsOn(port);
        }

        /** Serves the next question, to what is found now; false if it cannot. */
        boolean goesOn(@Nullable Watchable found, ReplySlot next) {
            if (found == null || !found.equals(here)) {
                return false;
            }
            slot = next;
            if (!isArmed()) {
                slot = null;
                return false;
            }
            return true;
        }

        /** The question is over. */
        void questionOver() {
            if (stays) {
                slot = null;
            } else {
                cancel();
            }
        }

        /** Whether it is at a question. */
        boolean isBusy() {
            return slot != null;
        }

        /** Whether the thread of the watcher awaits a reply. */
        boolean awaitsReply() {
            ReplySlot asked = slot;
            return asked != null && asked.isAwaited() && !asked.isOver();
        }

        @Override
        public boolean takesCare() {
            return false;
        }

        @Override
        void deliver(KillReason reason) {
            here = null; // the asker may keep the watch, and shall not keep what it hung on
            super.detach = null;
            ReplySlot asked = slot;
            if (begin() && asked != null) {
                asked.fail(reason);
            }
        }

        /** Whoever asked has ended, or has its reply: a reply is too late. */
        @Override
        void cancelled() {
            ReplySlot asked = slot;
            if (asked != null) {
                asked.giveUp();
            }
        }
    }

    /** Ends the watcher when the watched port ends, abnormally as a rule. */
    static final class Dependence extends LocalMonitor implements Consequence {
        /*
         * A cancel that comes too late ends the watcher itself: whoever began may not have come to that yet, and when a
         * cancel returns, no end is still to come.
         */
        private final boolean normalEnds;
        private final PortLink.@Nullable RemoteEnd counterpart;
        private volatile @Nullable KillReason why; // written by the one who fires it, before it can begin

        /** {@code counterpart} is the other half of a link to a port of another node. */
        Dependence(LocalPort watcher, PortId watched, boolean normalEnds, PortLink.@Nullable RemoteEnd counterpart) {
            super(watcher, watched);
            this.normalEnds = normalEnds;
            this.counterpart = counterpart;
        }

        @Override
        public PortId linkedTo() {
            return watched();
        }

        @Override
        void deliver(KillReason reason) {
            if (comesOf(reason)) {
                LocalPort due = due(reason);
                if (due != null) {
                    due.end(reason, null);
                }
            }
        }

        @Override
        public void fire(KillReason reason, Collection<Consequence> consequences) {
            if (claim() && comesOf(reason)) {
                consequences.add(this);
            }
        }

        private boolean comesOf(KillReason reason) {
            why = reason;
            if (counterpart != null) {
                counterpart.otherEnded(reason);
            }
            return normalEnds || !reason.isNormal();
        }

        @Override
        public @Nullable LocalPort due(KillReason reason) {
            if (!watcher.runner().endsAtOnce()
                    && KillEntry.following(watcher, reason, this::begin).push()) {
                return null;
            }
            return begin() ? watcher : null;
        }

        @Override
        public boolean cancel() {
            boolean taken = super.cancel();
            KillReason reason = why;
            if (!taken && reason != null && hasBegun()) {
                watcher.end(reason, null);
            }
            return taken;
        }
    }
}
