package io.loommp.database;

import io.loommp.Elements;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a global node knows of the database: a shard for each node that has told it something, and what they are merged.
 *
 * <p>A change of shards is told as two differences: of the merged view, for those who monitor it, and of what the slaves of
 * this node hold together, for the other global nodes.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Shards {
    /*
     * Several nodes may set one key. Among the slaves of one global node the last one to arrive counts. Between global nodes
     * the highest rank counts, and of equal ones the global node that comes first by its id: so all of them come to the
     * same, whatever came to them first. A slave's write gets a rank above all that other global nodes have said of the key
     * so far, so it counts everywhere once it has arrived. Who knows no ranks (AnyEvent::MP) is taken to have written just
     * now, whenever something of his arrives: there the last one to arrive counts, as it does for him.
     *
     * The database's own families have no ranks. Where a node listens it knows best itself: of family 'l an entry of the node
     * that is its key counts before all others.
     */
    static final String LISTENERS = "'l";

    static final String GLOBALS = "'g";
    static final long RANK_MAX = 1L << 50;
    private static final long KEPT_OCTETS = 150; // what keeps an entry here, beside what it takes anywhere

    /** What the node of a shard is to this one. */
    enum Kind {
        /** It has chosen this node as its master; so has this node itself. */
        SLAVE,
        /** Another global node. */
        GLOBAL,
        /** One that has said nothing of the kind. What it sets is seen here and nowhere else. */
        OTHER
    }

    private final String self;
    private final int keysMax;
    private final long octetsMax;
    private final Map<String, Shard> shards = new LinkedHashMap<>();
    private final Map<String, Map<String, Owners>> families = new LinkedHashMap<>();
    private long arrivals;
    private long octets; // of all shards
    private long ownOctets; // of that of this node

    /** What one node has told. */
    private static final class Shard {
        final String origin;
        final Map<String, Set<String>> keys = new LinkedHashMap<>();
        Kind kind = Kind.OTHER;
        boolean ranked; // a global node that knows ranks
        int size;
        long octets; // about what all that takes, and what else the node has us keep

        Shard(String origin) {
            this.origin = origin;
        }
    }

    /**
     * A value that a node has set.
     *
     * @param octets about what it takes
     * @param shared whether it is the very object that another node has set: what that takes is counted with the other one
     */
    private record Held(Shard shard, @Nullable Object value, long arrival, long rank, long octets, boolean shared) {}

    /** All values of one key; most keys have one. */
    private static final class Owners {
        final List<Held> held = new ArrayList<>(1);

        @SuppressWarnings("ReferenceEquality") // a shard is itself
        @Nullable
        Held of(Shard shard) {
            for (Held each : held) {
                if (each.shard == shard) {
                    return each;
                }
            }
            return null;
        }

        /** That of another shard which counts for all that share it; null if there is no equal one. */
        @SuppressWarnings("ReferenceEquality") // a shard is itself
        @Nullable
        Held equalOfOther(Shard shard, @Nullable Object value) {
            for (Held each : held) {
                if (each.shard != shard && !each.shared && Elements.equal(each.value, value)) {
                    return each;
                }
            }
            return null;
        }

        /** The place of one that shares this value; -1 if there is none. */
        @SuppressWarnings("ReferenceEquality") // it is the same object
        int sharing(@Nullable Object value) {
            for (int i = 0; i < held.size(); i++) {
                if (held.get(i).shared && held.get(i).value == value) {
                    return i;
                }
            }
            return -1;
        }
    }

    /**
     * What has changed in a family.
     *
     * @param set what the merged view has got
     * @param deleted what it has lost
     * @param slaves the same for what the slaves of this node hold together
     */
    record Difference(String family, Map<String, @Nullable Object> set, List<String> deleted, Request.Update slaves) {}

    /** How keys stood before something is done to them. */
    private final class Change {
        private record Before(
                @Nullable Held merged, @Nullable Held slaves) {}

        private final Map<String, Map<String, Before>> touched = new LinkedHashMap<>();

        void touch(String family, String key) {
            touched.computeIfAbsent(family, f -> new LinkedHashMap<>())
                    .computeIfAbsent(key, k -> new Before(merged(family, k), slaves(family, k)));
        }

        List<Difference> differences() {
            List<Difference> differences = new ArrayList<>();
            touched.forEach((family, keys) -> {
                Map<String, @Nullable Object> set = new LinkedHashMap<>();
                List<String> deleted = new ArrayList<>();
                Map<String, @Nullable Object> slavesSet = new LinkedHashMap<>();
                List<String> slavesDeleted = new ArrayList<>();
                keys.forEach((key, before) -> {
                    compare(key, before.merged, merged(family, key), false, set, deleted);
                    compare(key, before.slaves, slaves(family, key), true, slavesSet, slavesDeleted);
                });
                Request.Update slaves =
                        new Request.Update(family, slavesSet, slavesDeleted, ranks(family, slavesSet.keySet()));
                differences.add(new Difference(family, set, deleted, slaves));
            });
            return differences;
        }

        private static void compare(
                String key,
                @Nullable Held before,
                @Nullable Held after,
                boolean ranksCount,
                Map<String, @Nullable Object> set,
                List<String> deleted) {
            if (after == null) {
                if (before != null) {
                    deleted.add(key);
                }
            } else if (before == null
                    || !Elements.equal(before.value, after.value)
                    || (ranksCount && before.rank != after.rank)) {
                set.put(key, after.value);
            }
        }
    }

    /**
     * @param keysMax how many keys one node may set; a global one ten times that
     * @param octetsMax how much one other node may set; all of them together, and so a global one, twice that
     */
    Shards(String self, int keysMax, long octetsMax) {
        this.self = self;
        this.keysMax = keysMax;
        this.octetsMax = octetsMax;
    }

    // ---- what is there ----

    /** What a family holds, merged; null if there is nothing in it. */
    @Nullable
    Map<String, @Nullable Object> family(String family) {
        Map<String, Owners> keys = families.get(family);
        if (keys == null) {
            return null;
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        keys.keySet().forEach(key -> {
            Held held = merged(family, key);
            if (held != null) {
                all.put(key, held.value);
            }
        });
        return all;
    }

    /** The keys of a family. */
    List<String> keys(String family) {
        Map<String, Owners> keys = families.get(family);
        return keys == null ? List.of() : new ArrayList<>(keys.keySet());
    }

    /** How many keys there are in each family. */
    Map<String, Integer> sizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        families.forEach((family, keys) -> sizes.put(family, keys.size()));
        return sizes;
    }

    /** The value of a key; null if there is none, or it is null. */
    @Nullable
    Object value(String family, String key) {
        Held held = merged(family, key);
        return held == null ? null : held.value;
    }

    /** The value of a key that counts goes into a map; false if there is no such key. */
    boolean read(String family, String key, Map<String, @Nullable Object> values) {
        Held held = merged(family, key);
        if (held != null) {
            values.put(key, held.value);
        }
        return held != null;
    }

    /** As {@link #read}, of what the slaves of this node hold together, with its rank if that is not 1. */
    boolean readOfSlaves(String family, String key, Map<String, @Nullable Object> values, Map<String, Long> ranks) {
        Held held = slaves(family, key);
        if (held != null) {
            values.put(key, held.value);
            if (held.rank > 1) {
                ranks.put(key, held.rank);
            }
        }
        return held != null;
    }

    /** How many keys all nodes have set, each counted as often as it is set. */
    long size() {
        return shards.values().stream().mapToLong(shard -> shard.size).sum();
    }

    /** About how many octets that takes. */
    long octets() {
        return octets;
    }

    /** What the node of a shard is; {@link Kind#OTHER} if there is none. */
    Kind kind(String origin) {
        Shard shard = shards.get(origin);
        return shard == null ? Kind.OTHER : shard.kind;
    }

    /** What all slaves of this node hold together, for another global node. */
    Request.Whole ofSlaves() {
        Map<String, Map<String, @Nullable Object>> all = new LinkedHashMap<>();
        Map<String, Map<String, Long>> ranks = new LinkedHashMap<>();
        families.forEach((family, keys) -> {
            Map<String, @Nullable Object> content = new LinkedHashMap<>();
            keys.keySet().forEach(key -> {
                Held held = slaves(family, key);
                if (held != null) {
                    content.put(key, held.value);
                }
            });
            if (!content.isEmpty()) {
                all.put(family, content);
                Map<String, Long> some = ranks(family, content.keySet());
                if (!some.isEmpty()) {
                    ranks.put(family, some);
                }
            }
        });
        return new Request.Whole(all, ranks);
    }

    private Map<String, Long> ranks(String family, Collection<String> keys) {
        Map<String, Long> ranks = new LinkedHashMap<>();
        keys.forEach(key -> {
            Held held = slaves(family, key);
            if (held != null && held.rank > 1) {
                ranks.put(key, held.rank);
            }
        });
        return ranks;
    }

    private List<Held> held(String family, String key) {
        Map<String, Owners> keys = families.get(family);
        Owners owners = keys == null ? null : keys.get(key);
        return owners == null ? List.of() : owners.held;
    }

    /** The value that counts among the slaves of this node. */
    private @Nullable Held slaves(String family, String key) {
        Held last = null;
        for (Held each : held(family, key)) {
            if (each.shard.kind == Kind.SLAVE && (last == null || each.arrival > last.arrival)) {
                last = each;
            }
        }
        return last;
    }

    /** The value that counts. */
    private @Nullable Held merged(String family, String key) {
        Held best = slaves(family, key);
        for (Held each : held(family, key)) {
            if (family.equals(LISTENERS) && each.shard.origin.equals(key)) {
                return each;
            }
            if (each.shard.kind != Kind.SLAVE && (best == null || beats(each, best))) {
                best = each;
            }
        }
        return best;
    }

    private boolean beats(Held one, Held other) {
        return one.rank != other.rank ? one.rank > other.rank : globalOf(one).compareTo(globalOf(other)) < 0;
    }

    private String globalOf(Held held) {
        return held.shard.kind == Kind.SLAVE ? self : held.shard.origin;
    }

    // ---- what is done ----

    /**
     * Takes in what a node has set and deleted. What is more than one node may set is left out, and what it had set there is
     * gone; then it says so.
     */
    List<Difference> apply(String origin, Request.Update update, Runnable refused) {
        Change change = new Change();
        Shard shard = shards.computeIfAbsent(origin, Shard::new);
        if (!set(shard, update.family(), update.set(), update.ranks(), change)) {
            refused.run();
        }
        update.deleted().forEach(key -> delete(shard, update.family(), key, change));
        return change.differences();
    }

    /** Puts this in the place of all that a global node has said before. */
    List<Difference> replace(String origin, Request.Whole whole, Runnable refused) {
        Change change = new Change();
        Shard shard = shards.computeIfAbsent(origin, Shard::new);
        shard.ranked = whole.ranks() != null;
        deleteAllBut(shard, whole.database(), change);
        boolean[] complete = {true};
        whole.database()
                .keySet()
                .forEach(
                        family -> complete[0] &= set(shard, family, whole.family(family), whole.ranks(family), change));
        if (!complete[0]) {
            refused.run();
        }
        return change.differences();
    }

    /** The node of a shard is now this. What it has said stays. */
    List<Difference> become(String origin, Kind kind) {
        Change change = new Change();
        Shard shard = shards.computeIfAbsent(origin, Shard::new);
        if (shard.kind != kind) {
            shard.keys.forEach((family, keys) -> keys.forEach(key -> change.touch(family, key)));
            shard.kind = kind;
        }
        shard.ranked = false;
        return change.differences();
    }

    /** Forgets a node and all that it has said. */
    List<Difference> remove(String origin) {
        Change change = new Change();
        Shard shard = shards.get(origin);
        if (shard != null) {
            deleteAllBut(shard, Map.of(), change);
            count(shard, -shard.octets);
            shards.remove(origin);
        }
        return change.differences();
    }

    /** Has something counted among what a node has us keep, until that is gone; false if that is too much. */
    boolean keep(String origin, long more) {
        Shard shard = shards.computeIfAbsent(origin, Shard::new);
        boolean kept = hasRoom(shard, more, more);
        if (kept) {
            count(shard, more);
        }
        return kept;
    }

    /** It is not kept any more. */
    void release(String origin, long less) {
        Shard shard = shards.get(origin);
        if (shard != null) {
            count(shard, -less);
        }
    }

    /** What makes it no more is always taken; and of this node itself there is no bound. */
    private boolean hasRoom(Shard shard, long more, long moreOfAll) {
        long ofOne = shard.kind == Kind.GLOBAL ? 2 * octetsMax : octetsMax;
        return shard.origin.equals(self)
                || ((more <= 0 || shard.octets + more <= ofOne)
                        && (moreOfAll <= 0 || octets - ownOctets + moreOfAll <= 2 * octetsMax));
    }

    private void count(Shard shard, long more) {
        shard.octets += more;
        octets += more;
        if (shard.origin.equals(self)) {
            ownOctets += more;
        }
    }

    private boolean set(
            Shard shard, String family, Map<String, @Nullable Object> set, Map<String, Long> ranks, Change change) {
        int max = shard.kind == Kind.GLOBAL ? Bounds.GLOBAL_KEYS_MAX : keysMax;
        boolean complete = true;
        for (Map.Entry<String, @Nullable Object> entry : set.entrySet()) {
            String key = entry.getKey();
            Owners owners = families.computeIfAbsent(family, f -> new LinkedHashMap<>())
                    .computeIfAbsent(key, k -> new Owners());
            Held old = owners.of(shard);
            Object value = entry.getValue();
            long rank = Bounds.isInternal(family) ? 1 : rank(shard, owners, old, value, ranks.getOrDefault(key, 1L));
            if (old != null && Elements.equal(old.value, value)) {
                if (old.rank != rank) {
                    change.touch(family, key);
                    owners.held.set(
                            owners.held.indexOf(old),
                            new Held(shard, old.value, ++arrivals, rank, old.octets, old.shared));
                }
                continue;
            }
            Held other = owners.equalOfOther(shard, value);
            long size = KEPT_OCTETS + (other == null ? Intake.octetsOf(key, value) : Intake.octetsOf(key, null));
            if ((old == null && shard.size >= max)
                    || !hasRoom(shard, size - (old == null ? 0 : old.octets), size - freed(owners, old))) {
                complete = false;
                delete(shard, family, key, change); // better none than an old one
                forgetIfEmpty(family, key, owners);
                continue;
            }
            change.touch(family, key);
            count(shard, size);
            Held held = new Held(shard, other == null ? value : other.value, ++arrivals, rank, size, other != null);
            if (old == null) {
                owners.held.add(held);
                shard.keys.computeIfAbsent(family, f -> new LinkedHashSet<>()).add(key);
                shard.size++;
            } else {
                owners.held.set(owners.held.indexOf(old), held);
                released(owners, old);
            }
        }
        return complete;
    }

    /** The rank of a value that is being set; that of the old one, if nothing changes. */
    @SuppressWarnings("ReferenceEquality") // a shard is itself
    private static long rank(Shard shard, Owners owners, @Nullable Held old, @Nullable Object value, long said) {
        if (shard.ranked) {
            return said;
        }
        if (old != null && Elements.equal(old.value, value)) {
            return old.rank;
        }
        long highest = 0;
        for (Held each : owners.held) {
            boolean rival = each.shard != shard && (shard.kind != Kind.SLAVE || each.shard.kind != Kind.SLAVE);
            highest = rival ? Math.max(highest, each.rank) : highest;
        }
        return Math.min(highest + 1, RANK_MAX - 1);
    }

    private void delete(Shard shard, String family, String key, Change change) {
        Map<String, Owners> keys = families.get(family);
        Owners owners = keys == null ? null : keys.get(key);
        Held held = owners == null ? null : owners.of(shard);
        if (owners == null || held == null) {
            return; // it is not its own, or not there
        }
        change.touch(family, key);
        owners.held.remove(held);
        released(owners, held);
        forgetIfEmpty(family, key, owners);
        Set<String> mine = shard.keys.get(family);
        if (mine != null && mine.remove(key)) {
            shard.size--;
            if (mine.isEmpty()) {
                shard.keys.remove(family);
            }
        }
    }

    /** What becomes free without a value, for all: nothing, if another node shares it. */
    private static long freed(Owners owners, @Nullable Held old) {
        return old == null || (!old.shared && owners.sharing(old.value) >= 0) ? 0 : old.octets;
    }

    /** A value counts no longer with its node; if another one shares it, then with that one, however much it has. */
    private void released(Owners owners, Held old) {
        count(old.shard, -old.octets);
        int heir = old.shared ? -1 : owners.sharing(old.value);
        if (heir >= 0) {
            Held its = owners.held.get(heir);
            owners.held.set(heir, new Held(its.shard, its.value, its.arrival, its.rank, old.octets, false));
            count(its.shard, old.octets - its.octets);
        }
    }

    private void deleteAllBut(Shard shard, Map<String, ? extends Map<String, ?>> kept, Change change) {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        shard.keys.forEach((family, keys) -> all.put(family, new LinkedHashSet<>(keys)));
        all.forEach((family, keys) -> {
            keys.removeAll(kept.containsKey(family) ? kept.get(family).keySet() : Set.of());
            keys.forEach(key -> delete(shard, family, key, change));
        });
    }

    private void forgetIfEmpty(String family, String key, Owners owners) {
        Map<String, Owners> keys = families.get(family);
        if (keys != null && owners.held.isEmpty()) {
            keys.remove(key);
            if (keys.isEmpty()) {
                families.remove(family);
            }
        }
    }
}
