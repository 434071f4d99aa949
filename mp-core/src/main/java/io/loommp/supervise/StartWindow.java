package io.loommp.supervise;

import java.util.ArrayList;
import java.util.List;

/**
 * How often children were started anew lately.
 *
 * <p><b>Threads:</b> any; it does not change.
 *
 * @param max so many within the period are not too many
 * @param periodNanos how long one counts
 * @param times when it was; at most one more than {@code max}
 */
record StartWindow(int max, long periodNanos, List<Long> times) {
    StartWindow {
        times = List.copyOf(times);
    }

    /** Nothing was started anew yet. */
    StartWindow(int max, long periodNanos) {
        this(max, periodNanos, List.of());
    }

    /** With one more, and without those that do not count any more. */
    StartWindow with(long now) {
        List<Long> counted = new ArrayList<>(times.subList(times.size() - size(now), times.size()));
        counted.add(now);
        return new StartWindow(max, periodNanos, counted);
    }

    /** How many count at this time. */
    int size(long now) {
        return (int) times.stream().filter(time -> now - time < periodNanos).count();
    }
}
