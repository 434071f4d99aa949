package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Timer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The place in a callback port's sequence at which it ends; when it is not reached within the grace time, it ends out of turn. */
final class KillEntry extends ControlEntry implements Owned {
    /*
     * A port may be given a thread while this waits, and then ends at once. The one who pushes puts this where the port has it
     * and then reads `runner`; the one who installs a thread writes `runner` and then looks at what the port has. One of them
     * sees the other.
     *
     * A port whose own code kills it has come to this as soon as that code returns, as a rule, so it would be a waste to set a
     * timer each time: the timer thread does so when it finds that the code goes on for long, see Turns.
     */
    private final LocalPort port;
    private final KillReason reason;
    private final @Nullable BooleanSupplier begin; // null for a kill that was asked for, which the port has as `kill`
    private volatile @Nullable Timer outOfTurn; // written once, by who pushes it or the timer thread

    private KillEntry(LocalPort port, KillReason reason, @Nullable BooleanSupplier begin) {
        this.port = port;
        this.reason = reason;
        this.begin = begin;
    }

    /** A kill that somebody has asked for. */
    static KillEntry asked(LocalPort port, KillReason reason) {
        return new KillEntry(port, reason, null);
    }

    /** The consequence of another end; {@code begin} says, once, whether it still stands. */
    static KillEntry following(LocalPort port, KillReason reason, BooleanSupplier begin) {
        return new KillEntry(port, reason, begin);
    }

    /** Puts it into the sequence; false if the port has a thread meanwhile, so that it is due now. */
    boolean push() {
        if (begin != null && !port.own(this)) {
            return true; // it has ended
        }
        port.push(this);
        if (port.runner().endsAtOnce()) {
            return false;
        }
        Turns turns = port.activation();
        if (turns == null || !turns.setsTimerOf(this)) {
            setTimer();
        }
        return true;
    }

    /** Has it act when the grace time is over. */
    void setTimer() {
        if (stands()) {
            outOfTurn = port.kernel().ends().afterGrace(this::act);
            if (!stands()) {
                release(); // its turn came before there was a timer
            }
        }
    }

    private boolean stands() {
        return begin == null ? port.isLive() : port.owns(this);
    }

    /** Ends the port if this still stands. */
    void act() {
        if (begin == null) {
            port.end(reason, null); // which releases this, whoever is the first to end it
            return;
        }
        port.disown(this);
        release();
        if (begin.getAsBoolean()) {
            port.end(reason, null);
        }
    }

    @Override
    protected void run(LocalPort turn) {
        act();
    }

    @Override
    public void release() {
        Timer set = outOfTurn;
        if (set != null) {
            set.cancel();
        }
    }
}
