package io.loommp.net.transport;

import io.loommp.spi.ConfinedTo;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When nodes may be dialled again that could not be reached: half a second later, then after twice the time, up to a limit,
 * and at once when they have been reached.
 *
 * <p>Time is handed in, monotonic nanoseconds. <b>Limits:</b> the 1,000 nodes that failed last.
 */
@ConfinedTo("home")
final class BackOff {
    private static final int NODES_MAX = 1000;
    private static final long FIRST_NANOS = Duration.ofMillis(500).toNanos();

    private final long maxNanos;
    private final Map<String, Failure> failures = new LinkedHashMap<>(); // the oldest first

    private record Failure(long atNanos, long pauseNanos) {}

    /** @param max the longest pause */
    BackOff(Duration max) {
        this.maxNanos = max.toNanos();
    }

    /** How long it is until a node may be dialled. */
    long pauseNanos(String node, long now) {
        Failure last = failures.get(node);
        return last == null ? 0 : Math.max(0, last.pauseNanos - (now - last.atNanos));
    }

    /** A node was dialled in vain. */
    void failed(String node, long now) {
        Failure last = failures.remove(node);
        long pause = last == null ? FIRST_NANOS : 2 * last.pauseNanos;
        failures.put(node, new Failure(now, Math.min(pause, maxNanos)));
        if (failures.size() > NODES_MAX) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    /** There is a connection to a node. */
    void reached(String node) {
        failures.remove(node);
    }
}
