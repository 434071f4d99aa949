package io.loommp.supervise;

import io.loommp.kernel.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * How long a supervisor waits before it starts a child anew: longer from failure to failure, and a little less than that by
 * chance, so that many do not come back in the same moment.
 *
 * @param min the delay after the first failure
 * @param max no delay is longer than this
 * @param factor by what the delay grows from one failure in a row to the next
 * @param jitter how much of a delay chance may take away, 0 to 1
 * @param healthyAfter a child that has run for this long begins again with the first delay when it fails
 * @param random where chance comes from; one that several supervisors share must be fit for several threads
 */
public record Backoff(
        Duration min, Duration max, double factor, double jitter, Duration healthyAfter, RandomGenerator random) {

    private static final Backoff NONE =
            new Backoff(Duration.ZERO, Duration.ZERO, 1, 0, Duration.ZERO, new SharedRandom());

    /** @throws IllegalArgumentException if a value is out of its range, naming it */
    public Backoff {
        Durations.nanos(min, "min");
        Durations.nanos(max, "max");
        Durations.nanos(healthyAfter, "healthyAfter");
        Objects.requireNonNull(random, "random");
        if (max.compareTo(min) < 0) {
            throw new IllegalArgumentException("max must not be less than min: %s < %s".formatted(max, min));
        }
        if (!(factor >= 1 && factor <= 1e6)) {
            throw new IllegalArgumentException("factor must be from 1 to 1000000: " + factor);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be from 0 to 1: " + jitter);
        }
    }

    /** Starts anew at once. */
    public static Backoff none() {
        return NONE;
    }

    /**
     * Delays that double from {@code min} to {@code max}, less up to a fifth; a child that has run for {@code max} begins
     * again with {@code min}.
     *
     * @throws IllegalArgumentException if one is negative, {@code min} is zero or {@code max} is less
     */
    public static Backoff between(Duration min, Duration max) {
        if (min.isZero()) {
            throw new IllegalArgumentException("min must be positive, as a delay of zero does not grow: " + min);
        }
        return new Backoff(min, max, 2, 0.2, max, new SharedRandom());
    }

    /** With another factor. */
    public Backoff factor(double other) {
        return new Backoff(min, max, other, jitter, healthyAfter, random);
    }

    /** With another part that chance may take away. */
    public Backoff jitter(double other) {
        return new Backoff(min, max, factor, other, healthyAfter, random);
    }

    /** With another time after which a child counts as healthy. */
    public Backoff healthyAfter(Duration other) {
        return new Backoff(min, max, factor, jitter, other, random);
    }

    /** With another source of chance: a seeded one makes the delays the same in each run. */
    public Backoff random(RandomGenerator other) {
        return new Backoff(min, max, factor, jitter, healthyAfter, other);
    }

    /** The delay after so many failures in a row, 1 or more. */
    long delayNanos(int failures) {
        double grown = Durations.nanos(min, "min") * Math.pow(factor, failures - 1.0);
        double limited = Math.min(grown, (double) Durations.nanos(max, "max"));
        double chance = jitter == 0 ? 0 : jitter * random.nextDouble();
        return Math.round(limited * (1 - chance));
    }

    /** That of the thread that asks. */
    private static final class SharedRandom implements RandomGenerator {
        @Override
        public long nextLong() {
            return ThreadLocalRandom.current().nextLong();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof SharedRandom;
        }

        @Override
        public int hashCode() {
            return SharedRandom.class.hashCode();
        }
    }
}
