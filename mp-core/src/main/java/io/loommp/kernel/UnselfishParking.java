package io.loommp.kernel;

import io.loommp.spi.Parking;
import org.jspecify.annotations.Nullable;

/** Gives the port a thread that waits behind the current one, see {@link Turns}, before that waits itself. */
record UnselfishParking(Parking parking, TurnTable turns) implements Parking {
    @Override
    public void park(Object blocker) {
        turns.passNextOn();
        parking.park(blocker);
    }

    @Override
    public void parkNanos(Object blocker, long nanos) {
        turns.passNextOn();
        parking.parkNanos(blocker, nanos);
    }

    @Override
    public void unpark(Thread thread) {
        parking.unpark(thread);
    }

    @Override
    public @Nullable Object blocker(Thread thread) {
        return parking.blocker(thread);
    }

    @Override
    public long nanoTime() {
        return parking.nanoTime();
    }

    @Override
    public void mayPause() {
        parking.mayPause();
    }

    @Override
    public boolean maySpin() {
        return parking.maySpin();
    }
}
