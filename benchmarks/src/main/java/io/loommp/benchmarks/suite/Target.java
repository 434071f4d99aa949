package io.loommp.benchmarks.suite;

import org.jspecify.annotations.Nullable;

/**
 * What is to be reached in a workload. With a peer, the bounds are of the advantage over it, and more is better; without
 * one they are of the figure itself, and less is.
 *
 * @param subject the name of the entrant
 * @param figure the key of the figure
 * @param peer the entrant that it is compared with
 * @param floor below it (above it without a peer) the work is not done
 * @param goal what we are after
 */
record Target(
        String subject,
        String figure,
        @Nullable String peer,
        @Nullable Double floor,
        @Nullable Double goal) {
    static Target floor(String subject, String figure, String peer, double floor) {
        return new Target(subject, figure, peer, floor, null);
    }

    static Target goal(String subject, String figure, String peer, double goal) {
        return new Target(subject, figure, peer, null, goal);
    }

    static Target both(String subject, String figure, String peer, double floor, double goal) {
        return new Target(subject, figure, peer, floor, goal);
    }

    static Target atMost(String subject, String figure, @Nullable Double floor, @Nullable Double goal) {
        return new Target(subject, figure, null, floor, goal);
    }

    /** Whether a value is as good as a bound. */
    boolean reaches(double value, double bound) {
        return peer == null ? value <= bound : value >= bound;
    }
}
