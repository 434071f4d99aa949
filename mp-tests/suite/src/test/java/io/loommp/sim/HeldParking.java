package io.loommp.sim;

import io.loommp.spi.Parking;

/** Parking of a world that holds nobody up while an actor does what must not be interrupted. */
final class HeldParking implements Parking {
    private final Parking usual;
    private boolean held;

    HeldParking(Parking usual) {
        this.usual = usual;
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
        usual.park(blocker);
    }

    @Override
    public void parkNanos(Object blocker, long nanos) {
        held = false;
        usual.parkNanos(blocker, nanos);
    }

    @Override
    public void unpark(Thread thread) {
        usual.unpark(thread);
    }

    @Override
    public long nanoTime() {
        return usual.nanoTime();
    }

    @Override
    public void mayPause() {
        if (!held) {
            usual.mayPause();
        }
    }
}
