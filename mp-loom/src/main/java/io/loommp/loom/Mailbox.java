package io.loommp.loom;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.kernel.ControlEntry;
import io.loommp.kernel.Entry;
import io.loommp.kernel.Inbox;
import io.loommp.kernel.LocalPort;
import io.loommp.kernel.MessageEntry;
import io.loommp.kernel.Question;
import io.loommp.kernel.ReplySlot;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.Parking;
import io.loommp.spi.Waiting;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The incoming messages of one port with a thread, with selective receive.
 *
 * <p><b>Threads:</b> the port's own thread; others push into the port's {@link Inbox}.
 * <p><b>Blocking:</b> {@link #receive} parks until something fits, the time is up, or the port is killed.
 */
final class Mailbox implements Waiting {
    /*
     * Three places, oldest first: `kept`, what receives have seen and left; `taken`, what was taken from the inbox and not
     * yet looked at; the inbox, which others fill. A receive looks through `kept` once, then walks on: each entry moves
     * from `taken` to where it belongs (a closure runs, a message fits and is returned, or is kept), and when `taken` is
     * empty, it takes all of the inbox, or waits. So one receive looks at each message once, however often it is woken,
     * and the order never changes.
     *
     * An entry leaves `taken` before anything of the user's is called with it, and is kept before a predicate's exception
     * goes up.
     */
    static final long FOR_EVER = Long.MAX_VALUE;

    private static final int RECEIVES_AFTER_END = 2;
    private static final long REFUSAL_WAIT_MAX_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LocalPort port;
    private final Thread owner;
    private final Inbox inbox;
    private final Alarm alarm;

    @ConfinedTo("the owner")
    private final KeptMessages kept = new KeptMessages();

    @ConfinedTo("the owner; whoever hands over before that")
    private @Nullable Entry taken;

    @ConfinedTo("the owner")
    private boolean receiving;

    @ConfinedTo("the owner")
    private int receivesAfterEnd;

    Mailbox(LocalPort port, Thread owner) {
        this.port = port;
        this.owner = owner;
        this.inbox = port.inbox();
        this.alarm = new Alarm(port.kernel().timers(), this::wakeOwner);
    }

    /** Sets what was taken from the inbox before the owner starts. */
    void begin(@Nullable Entry first) {
        taken = first;
    }

    /** Receives, and handlers being set, belong to the port's own thread. */
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    void checkOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("port " + port.id() + " is used by thread " + Thread.currentThread()
                    + ", but only its own thread may receive and set handlers");
        }
    }

    /**
     * Takes the oldest message that is wanted out of the mailbox.
     *
     * @param timeoutNanos how long to wait when there is none
     * @return null if none came in that time
     */
    @Nullable
    Message receive(Wanted wanted, long timeoutNanos) {
        checkOwner();
        if (receiving) {
            throw new IllegalStateException(
                    "port " + port.id() + " receives already: a predicate or callback must not receive itself");
        }
        checkLive();
        port.kernel().probe().relieve();
        receiving = true;
        try {
            Message found = kept.remove(wanted);
            return found != null ? found : walk(wanted, timeoutNanos);
        } finally {
            receiving = false;
        }
    }

    private @Nullable Message walk(Wanted wanted, long timeoutNanos) {
        long deadline =
                timeoutNanos == FOR_EVER ? FOR_EVER : port.kernel().timers().nanoTime() + timeoutNanos;
        while (true) {
            Entry entry = nextTaken();
            if (entry == null) {
                if (!await(deadline)) {
                    return null;
                }
                checkLive();
            } else if (entry instanceof ControlEntry control) {
                port.execute(control);
                checkLive();
            } else if (entry instanceof MessageEntry message && offer(message, wanted)) {
                return message.message();
            }
        }
    }

    private @Nullable Entry nextTaken() {
        Entry entry = taken;
        if (entry == null) {
            entry = inbox.take();
        }
        if (entry != null) {
            taken = entry.detachNext();
        }
        return entry;
    }

    /** Puts a message where it belongs; true if that is the receive that is going on. */
    private boolean offer(MessageEntry entry, Wanted wanted) {
        Message message = open(entry);
        if (message == null) {
            return false;
        }
        MessageHandler handler = port.taggedHandler(message);
        if (handler != null) {
            if (entry.take()) {
                port.handle(handler, message);
                checkLive();
            }
            return false;
        }
        boolean fits = false;
        boolean tested = false;
        try {
            fits = wanted.fits(message);
            tested = true;
        } finally {
            if (!tested || !fits) {
                kept.add(entry);
                port.noteWaiting(kept.size());
            }
        }
        return fits && entry.take();
    }

    private @Nullable Message open(MessageEntry entry) {
        try {
            return entry.open();
        } catch (Throwable t) {
            port.endBy(t);
            throw killed();
        }
    }

    /** Waits until something has come; false if the deadline came first. Coming back with true does not mean there is a message. */
    private boolean await(long deadline) {
        if (!inbox.beginWait()) {
            return true;
        }
        boolean came = park(deadline);
        if (deadline != FOR_EVER) {
            alarm.clear();
        }
        return came;
    }

    private boolean park(long deadline) {
        while (inbox.isWaiting()) {
            if (deadline != FOR_EVER) {
                if (port.kernel().timers().nanoTime() - deadline >= 0) {
                    return !inbox.endWait(); // what came in this very moment wins
                }
                alarm.setFor(deadline);
            }
            port.kernel().parking().park(this);
            if (owner.isInterrupted()) {
                endByInterrupt();
                return true;
            }
        }
        return true;
    }

    // ---- questions ----

    void wakeOwner() {
        port.kernel().parking().unpark(owner);
    }

    /** Waits until a question is over or its time is up, and looks at nothing else. */
    void await(Question question, long deadline) {
        ReplySlot slot = question.slot();
        checkLive();
        port.kernel().probe().relieve();
        while (!slot.isOver() && port.kernel().timers().nanoTime() - deadline < 0) {
            alarm.setFor(deadline);
            port.kernel().parking().park(question);
            checkLive();
        }
        alarm.clear();
        slot.giveUp();
    }

    @Override
    public PortId waiter() {
        return port.id();
    }

    @Override
    public @Nullable PortId waitsFor() {
        return null;
    }

    @Override
    public String what() {
        return "a message";
    }

    // ---- the end ----

    private void checkLive() {
        if (owner.isInterrupted()) {
            endByInterrupt();
        }
        if (!port.isLive()) {
            throw killed();
        }
    }

    /** An interrupt is a kill; one that does not come from a kill makes it. */
    private void endByInterrupt() {
        port.end(new KillReason.Die("interrupted"), null);
    }

    private PortKilled killed() {
        receivesAfterEnd++;
        if (receivesAfterEnd > RECEIVES_AFTER_END) {
            slowDown(receivesAfterEnd - RECEIVES_AFTER_END);
        }
        KillReason reason = port.endReason();
        assert reason != null;
        return new PortKilled(port.id(), reason);
    }

    /** The code catches what is thrown and receives again: it shall not burn a core, nor fill a log, doing so. */
    private void slowDown(int refusals) {
        if (refusals == 1) {
            port.kernel().refusesToEnd(port);
        }
        boolean interrupted = Thread.interrupted(); // or the park would not wait
        long nanos = Math.min(TimeUnit.MILLISECONDS.toNanos(1) << Math.min(refusals - 1, 20), REFUSAL_WAIT_MAX_NANOS);
        Parking parking = port.kernel().parking(); // whose time goes on when the node is closed
        long until = parking.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = until - parking.nanoTime()) {
            parking.parkNanos(this, left);
        }
        if (interrupted) {
            owner.interrupt();
        }
    }

    /** Gives up what nobody will receive any more. */
    void close() {
        alarm.close();
        kept.drain(port::dropMessage);
        port.drop(taken);
        taken = null;
    }
}
