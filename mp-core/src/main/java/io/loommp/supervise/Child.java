package io.loommp.supervise;

import io.loommp.kernel.Durations;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a supervisor keeps a child: after which ends it is started anew, after what delay, how long its start and its end may
 * take, and the name under which others find it.
 *
 * <p>Immutable; each method that changes something returns another one.
 */
public final class Child {
    private static final Duration START_WITHIN = Duration.ofSeconds(30);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final Lifetime lifetime;
    private final @Nullable Duration startWithin; // null: the usual for its kind
    private final @Nullable Duration stopWithin; // null: the usual for its kind
    private final Backoff backoff;
    private final @Nullable String registeredName;

    private Child(
            Lifetime lifetime,
            @Nullable Duration startWithin,
            @Nullable Duration stopWithin,
            Backoff backoff,
            @Nullable String registeredName) {
        this.lifetime = lifetime;
        this.startWithin = startWithin;
        this.stopWithin = stopWithin;
        this.backoff = backoff;
        this.registeredName = registeredName;
    }

    private static Child of(Lifetime lifetime) {
        return new Child(lifetime, null, null, Backoff.none(), null);
    }

    /** A child that is started anew whenever it ends. */
    public static Child permanent() {
        return of(Lifetime.PERMANENT);
    }

    /** A child that is started anew when it ends abnormally. */
    public static Child transientChild() {
        return of(Lifetime.TRANSIENT);
    }

    /** A child that is never started anew, and forgotten when it has ended. */
    public static Child temporary() {
        return of(Lifetime.TEMPORARY);
    }

    /**
     * With a limit for its start function, 30 s unless said otherwise; then the function's thread is interrupted, and the
     * start has failed. For a tree, which has no limit otherwise, it is the time in which all its children are to be
     * started.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Child startWithin(Duration limit) {
        if (Durations.nanos(limit, "startWithin") == 0) {
            throw new IllegalArgumentException("startWithin must be positive: " + limit);
        }
        return new Child(lifetime, limit, stopWithin, backoff, registeredName);
    }

    /**
     * With a limit for the time from the exit that asks it to end to its end, 5 s unless said otherwise; then it is killed.
     * Zero kills it at once. For a tree, which has no limit otherwise, it is the time in which all its children are to be
     * stopped.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Child stopWithin(Duration limit) {
        Durations.nanos(limit, "stopWithin");
        return new Child(lifetime, startWithin, limit, backoff, registeredName);
    }

    /** With a delay before it is started anew; otherwise there is none. */
    public Child backoff(Backoff other) {
        return new Child(lifetime, startWithin, stopWithin, Objects.requireNonNull(other, "backoff"), registeredName);
    }

    /**
     * With a name of the node, by which others find whichever incarnation runs. It has the name as soon as it counts as
     * started.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public Child named(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a name must not be empty");
        }
        return new Child(lifetime, startWithin, stopWithin, backoff, name);
    }

    /** After which ends it is started anew. */
    public Lifetime lifetime() {
        return lifetime;
    }

    Backoff backoff() {
        return backoff;
    }

    @Nullable
    String registeredName() {
        return registeredName;
    }

    /** {@link Machine#NEVER} for a tree without a limit. */
    long startNanos(boolean tree) {
        return nanos(startWithin, tree, START_WITHIN);
    }

    /** {@link Machine#NEVER} for a tree without a limit. */
    long stopNanos(boolean tree) {
        return nanos(stopWithin, tree, STOP_WITHIN);
    }

    private static long nanos(@Nullable Duration limit, boolean tree, Duration usual) {
        if (limit != null) {
            return Durations.nanos(limit, "limit");
        }
        return tree ? Machine.NEVER : Durations.nanos(usual, "limit");
    }
}
