package io.loommp.testing;

import io.loommp.spi.Parking;

/** Parks as another one does, that of the JDK as a rule; for tests that want to know of some of it. No port spins under it. */
public class UsualParking implements Parking {
    private final Parking usual;

    /** Parks as the JDK does. */
    public UsualParking() {
        this(Parking.system());
    }

    /** Parks as this one does. */
    public UsualParking(Parking usual) {
        this.usual = usual;
    }

    @Override
    public void park(Object blocker) {
        usual.park(blocker);
    }

    @Override
    public void parkNanos(Object blocker, long nanos) {
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
        usual.mayPause();
    }
}
