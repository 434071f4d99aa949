package io.loommp.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/*
 * What a probe has seen, in order: others add, a test waits for what it expects. Things stay in the order in which they
 * came; a failure lists them.
 */
final class Seen<T> {
    private static final int LISTED_MAX = 100;

    private final String owner;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();

    @GuardedBy("lock")
    private final List<T> things = new ArrayList<>();

    /** {@code owner} begins the message of a failure. */
    Seen(String owner) {
        this.owner = owner;
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

    /** The oldest that fits, taken out or left there. */
    T await(Predicate<? super T> fits, String what, Duration limit, boolean take) {
        lock.lock();
        try {
            long left = limit.toNanos();
            while (true) {
                T found = find(fits, take);
                if (found != null) {
                    return found;
                }
                if (left <= 0) {
                    throw new AssertionError("%s did not see %s within %d ms, but %s"
                            .formatted(owner, what, limit.toMillis(), list(things)));
                }
                left = added.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(owner + " was interrupted while it waited for " + what, e);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private @Nullable T find(Predicate<? super T> fits, boolean take) {
        for (Iterator<T> each = things.iterator(); each.hasNext(); ) {
            T thing = each.next();
            if (fits.test(thing)) {
                if (take) {
                    each.remove();
                }
                return thing;
            }
        }
        return null;
    }

    List<T> all() {
        lock.lock();
        try {
            return List.copyOf(things);
        } finally {
            lock.unlock();
        }
    }

    private static String list(List<?> things) {
        if (things.isEmpty()) {
            return "nothing at all";
        }
        String listed =
                things.stream().limit(LISTED_MAX).map(thing -> "\n    " + thing).collect(Collectors.joining());
        int more = things.size() - LISTED_MAX;
        return "this:" + listed + (more > 0 ? "\n    and " + more + " more" : "");
    }

    /** A limit in the time of the machine, after which a test has waited long enough. */
    static Duration usualLimit() {
        return Duration.ofSeconds(10);
    }
}
