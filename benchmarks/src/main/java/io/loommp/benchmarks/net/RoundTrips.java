package io.loommp.benchmarks.net;

import java.util.Arrays;

/** How long round trips take that are made one after the other, first for a while that does not count, then for a time. */
final class RoundTrips {
    private static final int MOST = 10_000_000;
    private static final double NANOS_PER_MICRO = 1000;

    private final long[] times = new long[MOST];
    private final long nanos;
    private final long warmEnd;
    private final long end;
    private int count;
    private long before = System.nanoTime();

    RoundTrips(long warmNanos, long nanos) {
        this.nanos = nanos;
        this.warmEnd = before + warmNanos;
        this.end = warmEnd + nanos;
    }

    /** One there and back. */
    interface Trip {
        void make() throws Exception;
    }

    /** Makes all of them, and tells how long they took. */
    static void run(Trip trip, long warmNanos, long nanos) throws Exception {
        RoundTrips trips = new RoundTrips(warmNanos, nanos);
        do {
            trip.make();
        } while (trips.made());
    }

    /** One was made; false if it was the last one, and all has been told. */
    boolean made() {
        long now = System.nanoTime();
        if (now > warmEnd && count < MOST) {
            times[count++] = now - before;
        }
        before = now;
        if (now < end) {
            return true;
        }
        Arrays.sort(times, 0, count);
        Work.tell("p50", times[count / 2] / NANOS_PER_MICRO);
        Work.tell("p99", times[(int) (count * 0.99)] / NANOS_PER_MICRO);
        Work.tellRate(count, nanos);
        return false;
    }
}
