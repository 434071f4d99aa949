package io.loommp.testing;

import java.time.Duration;

/**
 * What happens to octets that go one way.
 *
 * @param frozen nothing is taken from who sends
 * @param blackhole nothing is given to who shall receive
 * @param delayLeastNanos how long they take at least
 * @param delayMostNanos how long they take at most
 * @param mergeNanos they arrive at the end of such a period, if it is not 0
 * @param pieceMax so many arrive at once, at most, if it is not 0
 * @param octetsPerSecond so many may pass, if it is not 0
 */
record Conditions(
        boolean frozen,
        boolean blackhole,
        long delayLeastNanos,
        long delayMostNanos,
        long mergeNanos,
        int pieceMax,
        long octetsPerSecond) {
    static final Conditions FINE = new Conditions(false, false, 0, 0, 0, 0, 0);

    Conditions frozen(boolean value) {
        return new Conditions(value, blackhole, delayLeastNanos, delayMostNanos, mergeNanos, pieceMax, octetsPerSecond);
    }

    Conditions blackhole(boolean value) {
        return new Conditions(frozen, value, delayLeastNanos, delayMostNanos, mergeNanos, pieceMax, octetsPerSecond);
    }

    Conditions delay(Duration least, Duration most) {
        return new Conditions(
                frozen, blackhole, least.toNanos(), most.toNanos(), mergeNanos, pieceMax, octetsPerSecond);
    }

    Conditions merged(Duration period) {
        return new Conditions(
                frozen, blackhole, delayLeastNanos, delayMostNanos, period.toNanos(), pieceMax, octetsPerSecond);
    }

    Conditions pieces(int max) {
        return new Conditions(frozen, blackhole, delayLeastNanos, delayMostNanos, mergeNanos, max, octetsPerSecond);
    }

    Conditions limit(long most) {
        return new Conditions(frozen, blackhole, delayLeastNanos, delayMostNanos, mergeNanos, pieceMax, most);
    }

    boolean isBlocked() {
        return frozen || blackhole;
    }
}
