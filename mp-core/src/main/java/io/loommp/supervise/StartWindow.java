package io.loommp.supervise;

import java.util.ArrayDeque;

/** How often children were started anew lately. */
final class StartWindow {
    private final int max;
    private final long periodNanos;
    private final ArrayDeque<Long> times = new ArrayDeque<>(); // at most one more than max

    StartWindow(int max, long periodNanos) {
        this.max = max;
        this.periodNanos = periodNanos;
    }

    /** Counts one more; false if that is too many. */
    boolean count(long now) {
        forgetBefore(now);
        times.addLast(now);
        return times.size() <= max;
    }

    int max() {
        return max;
    }

    /** How many count at this time. */
    int size(long now) {
        forgetBefore(now);
        return times.size();
    }

    private void forgetBefore(long now) {
        while (!times.isEmpty() && now - times.getFirst() >= periodNanos) {
            times.removeFirst();
        }
    }
}
