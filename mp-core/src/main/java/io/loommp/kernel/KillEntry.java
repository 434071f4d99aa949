package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Timer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The place in a callback port's sequence at which it ends; when it is not reached within the grace time, it ends out of turn. */
final class KillEntry extends ControlEntry implements Owned {
    /*
     * A port may be given a thread while this waits, and then ends at once. The one who pushes puts this among what the port
     * owns and then reads `runner`; the one who installs a thread writes `runner` and then looks at what the port owns. One
     * of them sees the other.
     */
    private final LocalPort port;
    private final KillReason reason;
    private final BooleanSupplier begin;
    private volatile @Nullable Timer outOfTurn; // written once by who pushes it

    /** {@code begin} says, once, whether it still stands. */
    KillEntry(LocalPort port, KillReason reason, BooleanSupplier begin) {
        this.port = port;
        this.reason = reason;
        this.begin = begin;
    }

    /** Puts it into the sequence; false if the port has a thread meanwhile, so that it is due now. */
    boolean push() {
        if (!port.own(this)) {
            return true; // it has ended
        }
        port.push(this);
        if (port.runner().endsAtOnce()) {
            return false;
        }
        if (port.owns(this)) {
            outOfTurn = port.kernel().ends().afterGrace(this::act);
            if (!port.owns(this)) {
                release(); // its turn came before there was a timer
            }
        }
        return true;
    }

    /** Ends the port if this still stands. */
    void act() {
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
