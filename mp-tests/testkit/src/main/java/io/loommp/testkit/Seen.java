package io.loommp.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/*
 * What a probe has seen, in order: others add, a test waits for what it expects. Things stay in the order in which they
 * came; a failure lists them.
 */
final class Seen<T> {
    private static final int LISTED_MAX = 100;

    private final String owner;
    private final Supplier<String> more;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();

    @GuardedBy("lock")
    private final List<T> things = new ArrayList<>();

    /** {@code owner} begins the message of a failure, {@code more} ends it. */
    Seen(String owner, Supplier<String> more) {
        this.owner = owner;
        this.more = more;
    }

    void add(T thing) {
        lock.lock();
        try {
            things.add(thing);
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The oldest that is expected, left there. */
    <R> R await(Expected<? super T, R> expected, Duration limit) {
        return await(List.of(expected), limit, false).get(0);
    }

    /** The oldest that is expected, taken out. */
    <R> R take(Expected<? super T, R> expected, Duration limit) {
        return await(List.of(expected), limit, true).get(0);
    }

    /** For each expectation another thing, in whatever order they come; all are taken out, or none. */
    <R> List<R> takeAll(List<? extends Expected<? super T, R>> expected, Duration limit) {
        return await(expected, limit, true);
    }

    private <R> List<R> await(List<? extends Expected<? super T, R>> expected, Duration limit, boolean take) {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (true) {
                Found<R> found = find(expected);
                if (found.missing.isEmpty()) {
                    if (take) {
                        removeAll(found.places);
                    }
                    return found.results;
                }
                if (left <= 0) {
                    throw failure(
                            "waited %d ms in vain for %s".formatted(limit.toMillis(), String.join(", ", found.missing)),
                            thing -> nearly(expected, thing));
                }
                left = added.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(
                    owner + " was interrupted while it waited for "
                            + expected.stream().map(Expected::what).collect(Collectors.joining(", ")),
                    e);
        } finally {
            lock.unlock();
        }
    }

    /** Where the expected things stand, in the order of the expectations. */
    private record Found<R>(List<R> results, List<Integer> places, List<String> missing) {}

    @GuardedBy("lock")
    private <R> Found<R> find(List<? extends Expected<? super T, R>> expected) {
        Found<R> found = new Found<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Expected<? super T, R> each : expected) {
            R result = null;
            for (int i = 0; i < things.size() && result == null; i++) {
                if (!found.places.contains(i)) {
                    result = each.fits(things.get(i));
                    if (result != null) {
                        found.results.add(result);
                        found.places.add(i);
                    }
                }
            }
            if (result == null) {
                found.missing.add(each.what());
            }
        }
        return found;
    }

    @GuardedBy("lock")
    private void removeAll(List<Integer> places) {
        for (int place : places.stream().sorted(Comparator.reverseOrder()).toList()) {
            things.remove(place);
        }
    }

    private static <T> @Nullable String nearly(List<? extends Expected<? super T, ?>> expected, T thing) {
        for (Expected<? super T, ?> each : expected) {
            String why = each.nearly(thing);
            if (why != null) {
                return why;
            }
        }
        return null;
    }

    /** What is to be thrown when {@code what} went wrong, with a list of what was seen. */
    AssertionError failure(String what, Function<? super T, @Nullable String> note) {
        List<T> all = all();
        StringBuilder text = new StringBuilder(owner).append(' ').append(what);
        text.append(all.isEmpty() ? "; nothing at all came" : "; this came:");
        for (int i = 0; i < all.size() && i < LISTED_MAX; i++) {
            String said = note.apply(all.get(i));
            text.append("\n    ").append(i + 1).append(". ").append(all.get(i));
            text.append(said == null ? "" : "   (" + said + ")");
        }
        if (all.size() > LISTED_MAX) {
            text.append("\n    and ").append(all.size() - LISTED_MAX).append(" more");
        }
        return new AssertionError(text.append(more.get()).toString());
    }

    List<T> all() {
        lock.lock();
        try {
            return List.copyOf(things);
        } finally {
            lock.unlock();
        }
    }

    /** A limit in the time of the machine, after which a test has waited long enough. */
    static Duration usualLimit() {
        return Duration.ofSeconds(10);
    }
}
