package io.loommp.kernel;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.Timer;
import io.loommp.manage.Cause;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A message that is sent later, by the timer's thread: without waiting, so it is not counted by a bound, as other control
 * entries are not. For a port of this node it can be taken back until that has received it.
 */
final class MessageTimer implements Timer, Owned {
    private enum State {
        WAITING,
        SENT,
        /** Received, or out of our hands. */
        GONE,
        CANCELLED
    }

    private final Kernel kernel;
    private final @Nullable LocalPort sender;
    private final PortId to;
    private final Message message;
    private final @Nullable Object cause = Cause.current();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile @Nullable Timer alarm; // set once by the starter

    private MessageTimer(Kernel kernel, @Nullable LocalPort sender, PortId to, Message message) {
        this.kernel = kernel;
        this.sender = sender;
        this.to = to;
        this.message = message;
    }

    /** Starts one, in the name of a port, whose end stops it, or, with null, in nobody's. */
    static MessageTimer start(Kernel kernel, @Nullable LocalPort sender, long nanos, PortId to, Message message) {
        MessageTimer timer = new MessageTimer(kernel, sender, to, message);
        if (!kernel.isLocal(to)) {
            message.toList(); // made of an object it may be: its elements are made here and not by the timer's thread
        }
        if (sender != null && !sender.own(timer)) {
            sender.checkLive();
        }
        timer.alarm = kernel.timers().at(kernel.timers().nanoTime() + nanos, timer::ring);
        if (timer.state.get() == State.CANCELLED) {
            timer.release(); // the port ended before it could see the alarm
        }
        return timer;
    }

    private void ring() {
        if (cause == null) {
            send();
        } else {
            Cause.run(cause, this::send);
        }
    }

    private void send() {
        if (!state.compareAndSet(State.WAITING, State.SENT)) {
            return;
        }
        disown();
        if (kernel.events().wantsAny(Events.SENDS)) {
            kernel.traffic().sent(to, message, sender);
        }
        if (kernel.isLocal(to)) {
            kernel.delivery().deliverUncounted(to, message, new TimedEntry());
        } else if (state.compareAndSet(State.SENT, State.GONE)) {
            sendAway();
        }
    }

    private void sendAway() {
        try {
            kernel.peers().send(to, message, null);
        } catch (IllegalArgumentException e) {
            kernel.deadLetter(to, message, Event.DeadLetter.Cause.NOT_ENCODABLE); // there is nobody to throw it at
        }
    }

    private void disown() {
        if (sender != null) {
            sender.disown(this);
        }
    }

    @Override
    public boolean cancel() {
        if (state.compareAndSet(State.WAITING, State.CANCELLED)) {
            disown();
            release();
            return true;
        }
        return state.compareAndSet(State.SENT, State.CANCELLED);
    }

    /** The port ends: what is still to come does not, and what was sent stays sent. */
    @Override
    public void release() {
        state.compareAndSet(State.WAITING, State.CANCELLED);
        Timer set = alarm;
        if (set != null) {
            set.cancel();
        }
    }

    private final class TimedEntry extends MessageEntry {
        TimedEntry() {
            super(MessageTimer.this.message);
        }

        @Override
        public @Nullable Message open() {
            return isWithdrawn() ? null : super.open();
        }

        @Override
        public boolean take() {
            return state.compareAndSet(State.SENT, State.GONE);
        }

        @Override
        public boolean isWithdrawn() {
            return state.get() == State.CANCELLED;
        }

        @Override
        public @Nullable Message lost() {
            return take() ? super.lost() : null;
        }
    }
}
