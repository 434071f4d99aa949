package io.loommp.sim;

import io.loommp.spi.Parking;
import io.loommp.testing.UsualParking;

/** Parking of a world that holds nobody up while an actor does what must not be interrupted. */
final class HeldParking extends UsualParking {
    private boolean held;

    HeldParking(Parking usual) {
        super(usual);
    }

    /** From now on nobody else runs, until the one that does waits, or {@link #release}. */
    void hold() {
        held = true;
    }

    void release() {
        held = false;
    }

    /** Whether nobody else has run since. */
    boolean isHeld() {
        return held;
    }

    @Override
    public void park(Object blocker) {
        held = false;
        super.park(blocker);
    }

    @Override
    public void parkNanos(Object blocker, long nanos) {
        held = false;
        super.parkNanos(blocker, nanos);
    }

    @Override
    public void mayPause() {
        if (!held) {
            super.mayPause();
        }
    }
}
