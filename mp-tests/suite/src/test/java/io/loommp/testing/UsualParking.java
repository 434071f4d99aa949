package io.loommp.testing;

import io.loommp.spi.Parking;

/** Parks as the JDK does; for tests that want to know of some of it. No port spins under it. */
public class UsualParking implements Parking {
    private final Parking system = Parking.system();

    @Override
    public void park(Object blocker) {
        system.park(blocker);
    }

    @Override
    public void parkNanos(Object blocker, long nanos) {
        system.parkNanos(blocker, nanos);
    }

    @Override
    public void unpark(Thread thread) {
        system.unpark(thread);
    }

    @Override
    public long nanoTime() {
        return system.nanoTime();
    }
}
