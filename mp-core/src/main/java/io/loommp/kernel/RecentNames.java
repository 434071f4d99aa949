package io.loommp.kernel;

import java.util.LinkedHashSet;

/**
 * The names that have come up lately, to tell of each only once.
 *
 * <p><b>Threads:</b> one at a time. <b>Limits:</b> the last 1,000.
 */
final class RecentNames {
    private static final int MAX = 1000;

    private final LinkedHashSet<String> names = new LinkedHashSet<>(0);

    /** Whether this name comes up for the first time. */
    boolean add(String name) {
        boolean isNew = names.add(name);
        if (names.size() > MAX) {
            names.removeFirst();
        }
        return isNew;
    }

    void clear() {
        names.clear();
    }
}
