package io.loommp.database;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The nodes to which this one keeps up connections: a global node to all others, and whoever was told to, to its seeds.
 *
 * <p>A global node that is lost is no member any more when no other one sees it; it is tried on for some time, so that two
 * halves of a network find together again although nobody has the other half among his seeds.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Mesh {
    private static final long FIRST_DELAY = 600_000_000;
    private static final long LOST_NANOS = 600_000_000_000L;
    private static final int MEMBERS_MAX = 10_000;
    private static final int LOST_MAX = 64;

    private final long delayMax;
    private final RandomGenerator random;
    private final Predicate<String> isLinked;
    private final Consumer<String> connect;
    private final Set<String> members = new TreeSet<>();
    private final Map<String, Attempts> attempts = new TreeMap<>();
    private final Map<String, Lost> lost = new LinkedHashMap<>();

    /** When to try again, and how long to wait after that. */
    private record Attempts(long next, long delay) {}

    private record Lost(List<String> addresses, long until) {}

    Mesh(long delayMaxNanos, RandomGenerator random, Predicate<String> isLinked, Consumer<String> connect) {
        this.delayMax = Math.max(delayMaxNanos, FIRST_DELAY);
        this.random = random;
        this.isLinked = isLinked;
        this.connect = connect;
    }

    /** A node is to be kept connected from now on. */
    void add(String node, long now) {
        if (members.size() < MEMBERS_MAX && members.add(node) && !isLinked.test(node)) {
            connect(node, FIRST_DELAY, now);
        }
    }

    /** It is not any more, unless it was lost just now. */
    void remove(String node) {
        members.remove(node);
        if (!lost.containsKey(node)) {
            attempts.remove(node);
        }
    }

    /** A node has come. */
    void linkUp(String node) {
        attempts.remove(node);
        lost.remove(node);
    }

    /** A node is gone that is to be kept. */
    void linkDown(String node, long now) {
        if (isWanted(node)) {
            attempts.put(node, later(FIRST_DELAY, now));
        }
    }

    /** A global node is gone that listened there. */
    void lost(String node, List<String> addresses, long now) {
        if (!addresses.isEmpty() && lost.size() < LOST_MAX) {
            lost.put(node, new Lost(addresses, now + LOST_NANOS));
        }
    }

    /** Where a node listened that is lost; nowhere if it is none. */
    List<String> addressesOfLost(String node) {
        Lost found = lost.get(node);
        return found == null ? List.of() : found.addresses;
    }

    private boolean isWanted(String node) {
        return members.contains(node) || lost.containsKey(node);
    }

    private Attempts later(long delay, long now) {
        return new Attempts(now + (long) (delay * (1 + random.nextDouble())), Math.min(2 * delay, delayMax / 2));
    }

    private void connect(String node, long delay, long now) {
        attempts.put(node, later(delay, now));
        connect.accept(node);
    }

    /** Tries again what is due. */
    void tick(long now) {
        lost.entrySet().removeIf(entry -> entry.getValue().until - now <= 0);
        for (Map.Entry<String, Attempts> entry : List.copyOf(attempts.entrySet())) {
            String node = entry.getKey();
            Attempts due = entry.getValue();
            if (!isWanted(node)) {
                attempts.remove(node);
            } else if (due.next - now <= 0) {
                connect(node, due.delay, now);
            }
        }
    }

    /** When something is due next; {@link Long#MAX_VALUE} if nothing is. */
    long next(long now) {
        long wait = Long.MAX_VALUE;
        for (Attempts each : attempts.values()) {
            wait = Math.min(wait, each.next - now);
        }
        return wait == Long.MAX_VALUE ? wait : now + Math.max(0, wait);
    }
}
