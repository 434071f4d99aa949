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
    private final TreeSet<Due> due = new TreeSet<>(); // of the attempts, as this is looked at with each request
    private final Map<String, Lost> lost = new LinkedHashMap<>();

    /** When to try again, and how long to wait after that. */
    private record Attempts(long next, long delay) {}

    private record Due(long at, String node) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at == other.at ? node.compareTo(other.node) : Long.signum(at - other.at);
        }
    }

    private record Lost(List<String> addresses, long until) {}

    Mesh(long delayMaxNanos, RandomGenerator random, Predicate<String> isLinked, Consumer<String> connect) {
        this.delayMax = Math.max(delayMaxNanos, FIRST_DELAY);
        this.random = random;
        this.isLinked = isLinked;
        this.connect = connect;
    }

    /** A node is to be kept connected from now on. */
    void add(String node, long now) {
        if (members.size() < MEMBERS_MAX && members.add(node)) {
            lost.remove(node);
            if (!isLinked.test(node)) {
                connect(node, FIRST_DELAY, now);
            }
        }
    }

    /** It is not any more, unless it was lost just now. */
    void remove(String node) {
        members.remove(node);
        if (!lost.containsKey(node)) {
            forget(node);
        }
    }

    /** A node has come. One that was lost, and is no member, stays so until it says that it is a global node. */
    void linkUp(String node) {
        forget(node);
        if (members.contains(node)) {
            lost.remove(node);
        }
    }

    /** A node is gone that is to be kept. */
    void linkDown(String node, long now) {
        if (isWanted(node)) {
            tryLater(node, FIRST_DELAY, now);
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

    private void tryLater(String node, long delay, long now) {
        forget(node);
        long at = now + (long) (delay * (1 + random.nextDouble()));
        attempts.put(node, new Attempts(at, Math.min(2 * delay, delayMax / 2)));
        due.add(new Due(at, node));
    }

    private void forget(String node) {
        Attempts planned = attempts.remove(node);
        if (planned != null) {
            due.remove(new Due(planned.next, node));
        }
    }

    private void connect(String node, long delay, long now) {
        tryLater(node, delay, now);
        connect.accept(node);
    }

    /** Tries again what is due. */
    void tick(long now) {
        lost.entrySet().removeIf(entry -> {
            boolean over = entry.getValue().until - now <= 0;
            if (over && !members.contains(entry.getKey())) {
                forget(entry.getKey());
            }
            return over;
        });
        while (!due.isEmpty() && due.first().at - now <= 0) {
            String node = due.removeFirst().node;
            Attempts planned = attempts.get(node);
            if (planned != null) {
                connect(node, planned.delay, now); // plans the next one later than now
            }
        }
    }

    /** When something is due next; {@link Long#MAX_VALUE} if nothing is. */
    long next(long now) {
        return due.isEmpty() ? Long.MAX_VALUE : now + Math.max(0, due.first().at - now);
    }
}
