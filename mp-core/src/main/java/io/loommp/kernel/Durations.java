package io.loommp.kernel;

import java.time.Duration;
import java.util.Objects;

/** Durations of the API as nanoseconds of a {@link io.loommp.spi.Timers}. */
public final class Durations {
    /** Longer waits count as this, so that a deadline in nanoseconds never overflows: 146 years. */
    private static final long NANOS_MAX = Long.MAX_VALUE / 2;

    private static final Duration MAX = Duration.ofNanos(NANOS_MAX);

    private Durations() {}

    /**
     * A duration that is more than nothing, in nanoseconds.
     *
     * @throws IllegalArgumentException if it is zero or negative, naming the argument
     */
    public static long positiveNanos(Duration duration, String argument) {
        Objects.requireNonNull(duration, argument);
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(argument + " must be positive: " + duration);
        }
        return nanos(duration, argument);
    }

    /**
     * A duration in nanoseconds.
     *
     * @throws IllegalArgumentException if it is negative, naming the argument
     */
    public static long nanos(Duration duration, String argument) {
        Objects.requireNonNull(duration, argument);
        if (duration.isNegative()) {
            throw new IllegalArgumentException(argument + " must not be negative: " + duration);
        }
        return duration.compareTo(MAX) >= 0 ? NANOS_MAX : duration.toNanos();
    }
}
