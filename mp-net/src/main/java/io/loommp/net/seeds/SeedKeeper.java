package io.loommp.net.seeds;

import io.loommp.spi.ConfinedTo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Keeps a node connected to its seeds: says which addresses to dial, and when.
 *
 * <p>All are dialled at once, and again whenever there is no connection, whoever dialled it, to a node that was met at an
 * address: after 1.2 to 2.4 s, then after twice the time, up to a limit.
 *
 * <p>Whoever answers can claim any id. Until the node of that id has proven itself at the address, the claim changes one thing
 * only: while it looks as if dialling were needless, the time between two attempts is the limit.
 *
 * <p>Time is handed in, monotonic nanoseconds. An attempt begins by {@link #due} and ends by {@link #ended}.
 */
@ConfinedTo("one selector thread")
public final class SeedKeeper {
    private static final long DELAY_MIN_NANOS = Duration.ofMillis(1200).toNanos();

    private final long delayMaxNanos;
    private final RandomGenerator random;
    private final Map<String, Seed> seeds = new LinkedHashMap<>();
    private final Set<String> linked = new HashSet<>();

    private static final class Seed {
        private final Set<String> met = new HashSet<>(2); // what those who answered last have called themselves
        private final Set<String> proven = new HashSet<>(2); // which of them are who they say
        private boolean itself; // who answers claims to be this very node
        private boolean dialling;
        private boolean answered; // somebody, to the present or last attempt
        private long dueNanos;
        private long delayNanos; // before the next attempt but one; 0: from the start
    }

    /** @param delayMax the longest time between two attempts */
    public SeedKeeper(List<String> addresses, Duration delayMax, RandomGenerator random, long now) {
        this.delayMaxNanos = delayMax.toNanos();
        this.random = random;
        for (String address : addresses) {
            Seed seed = new Seed();
            seed.dueNanos = now;
            seeds.put(address, seed);
        }
    }

    /** The addresses to dial now; an attempt has begun at each. */
    public List<String> due(long now) {
        List<String> due = new ArrayList<>();
        seeds.forEach((address, seed) -> {
            if (isWaiting(seed) && seed.dueNanos - now <= 0) {
                seed.dialling = true;
                seed.answered = false;
                due.add(address);
            }
        });
        return due;
    }

    /** How long it is until {@link #due} has something, if it will without anything new happening. */
    public OptionalLong nanosUntilDue(long now) {
        return seeds.values().stream()
                .filter(this::isWaiting)
                .mapToLong(seed -> Math.max(seed.dueNanos - now, 0))
                .min();
    }

    private boolean isWaiting(Seed seed) {
        return !seed.dialling && !isConnected(seed);
    }

    private boolean isConnected(Seed seed) {
        return seed.proven.stream().anyMatch(linked::contains);
    }

    private boolean isLinked(Seed seed) {
        return seed.met.stream().anyMatch(linked::contains);
    }

    /** Who answers at an address has said that it is this node; nothing proves it. */
    public void met(String address, String node) {
        Seed seed = seeds.get(address);
        if (seed != null) {
            answered(seed);
            seed.met.add(node);
        }
    }

    /** Who answers at an address has said that it is the very node that dials; nothing proves it. */
    public void metItself(String address) {
        Seed seed = seeds.get(address);
        if (seed != null) {
            answered(seed);
            seed.itself = true;
        }
    }

    /** Those who answered to an earlier attempt are forgotten, when somebody answers to the present one. */
    private static void answered(Seed seed) {
        if (!seed.answered) {
            seed.answered = true;
            seed.itself = false;
            seed.met.clear();
            seed.proven.clear();
        }
    }

    /** Who answers at an address has proven that it is this node. */
    public void proven(String address, String node) {
        met(address, node);
        Seed seed = seeds.get(address);
        if (seed != null) {
            seed.proven.add(node);
        }
    }

    /** Whether nobody has answered to the present or last attempt at an address. */
    public boolean isUnmet(String address) {
        Seed seed = seeds.get(address);
        return seed != null && !seed.answered;
    }

    /** Whether there are seeds other than this node itself, and none of them is connected. */
    public boolean seesNone() {
        return seeds.values().stream().anyMatch(seed -> !seed.itself)
                && seeds.values().stream().noneMatch(this::isConnected);
    }

    /** An attempt has ended: by failure, or because its connection was refused or is ready. */
    public void ended(String address, long now) {
        Seed seed = seeds.get(address);
        if (seed != null) {
            seed.dialling = false;
            if (seed.itself || isLinked(seed)) {
                seed.dueNanos = now + delayMaxNanos;
            } else {
                backOff(seed, now);
            }
        }
    }

    private void backOff(Seed seed, long now) {
        if (seed.delayNanos == 0) {
            seed.delayNanos = DELAY_MIN_NANOS + random.nextLong(DELAY_MIN_NANOS);
        }
        long delay = Math.min(seed.delayNanos, delayMaxNanos);
        seed.dueNanos = now + delay;
        seed.delayNanos = 2 * delay;
    }

    /** There is a connection to a node. */
    public void linkUp(String node) {
        linked.add(node);
        seeds.values().stream().filter(seed -> seed.met.contains(node)).forEach(seed -> seed.delayNanos = 0);
    }

    /** There is no connection to a node any more. */
    public void linkDown(String node, long now) {
        linked.remove(node);
        for (Seed seed : seeds.values()) {
            if (seed.met.contains(node)) {
                seed.delayNanos = 0;
                if (!seed.dialling) {
                    backOff(seed, now);
                }
            }
        }
    }

    /** The nodes that were met at seeds, connected or not. */
    public Set<String> nodes() {
        Set<String> nodes = new HashSet<>();
        seeds.values().forEach(seed -> nodes.addAll(seed.met));
        return nodes;
    }

    /** Whether any node may yet be met at some seed. */
    public boolean hasUnmet() {
        return seeds.values().stream().anyMatch(seed -> seed.met.isEmpty() && !seed.itself);
    }
}
