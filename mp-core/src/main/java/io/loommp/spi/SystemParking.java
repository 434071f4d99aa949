package io.loommp.spi;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

enum SystemParking implements Parking {
    INSTANCE;

    private static final boolean OTHERS_RUN = Runtime.getRuntime().availableProcessors() > 1
            && !"1".equals(System.getProperty("jdk.virtualThreadScheduler.parallelism"));

    @Override
    public void park(Object blocker) {
        LockSupport.park(blocker);
    }

    @Override
    public void parkNanos(Object blocker, long nanos) {
        LockSupport.parkNanos(blocker, nanos);
    }

    @Override
    public void unpark(Thread thread) {
        LockSupport.unpark(thread);
    }

    @Override
    public @Nullable Object blocker(Thread thread) {
        return LockSupport.getBlocker(thread);
    }

    @Override
    public boolean maySpin() {
        return OTHERS_RUN;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
