package io.loommp.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Elements;
import io.loommp.database.Shards.Difference;
import io.loommp.database.Shards.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * The update algorithm against whole maps: what is told as differences adds up to what is there, and what is there is what
 * the rule says of all that has been set.
 */
class ShardsProperties {
    private static final List<String> ORIGINS = List.of("self", "s1", "s2", "g1", "g2", "other");

    /** One thing that is done. */
    record Step(What what, int origin, int key, int value, int rank) {
        enum What {
            SETS,
            DELETES,
            BECOMES_SLAVE,
            BECOMES_GLOBAL,
            REPLACES,
            REMOVED
        }
    }

    /** What a node has set, as the model has it. */
    private record Value(@Nullable Object value, long arrival, long rank) {}

    private static final class Model {
        final Map<String, Map<String, Value>> shards = new LinkedHashMap<>();
        final Map<String, Kind> kinds = new HashMap<>(Map.of("self", Kind.SLAVE));
        final Map<String, Boolean> ranked = new HashMap<>();
        long arrivals;

        Kind kind(String origin) {
            return kinds.getOrDefault(origin, Kind.OTHER);
        }

        void set(String origin, String key, int value, long said) {
            Map<String, Value> shard = shards.computeIfAbsent(origin, o -> new TreeMap<>());
            Value old = shard.get(key);
            boolean same = old != null && Elements.equal(old.value, value);
            long oldRank = old == null ? 0 : old.rank;
            long rank = said;
            if (!ranked.getOrDefault(origin, false)) {
                rank = same ? oldRank : 1 + highestOfOthers(origin, key);
            }
            if (!same || oldRank != rank) {
                shard.put(key, new Value(value, ++arrivals, rank));
            }
        }

        private long highestOfOthers(String origin, String key) {
            long highest = 0;
            for (Map.Entry<String, Map<String, Value>> each : shards.entrySet()) {
                boolean both = kind(origin) == Kind.SLAVE && kind(each.getKey()) == Kind.SLAVE;
                Value value = each.getValue().get(key);
                if (!each.getKey().equals(origin) && !both && value != null) {
                    highest = Math.max(highest, value.rank);
                }
            }
            return highest;
        }

        @Nullable
        Value ofSlaves(String key) {
            Value last = null;
            for (Map.Entry<String, Map<String, Value>> each : shards.entrySet()) {
                Value value = each.getValue().get(key);
                if (value != null
                        && kind(each.getKey()) == Kind.SLAVE
                        && (last == null || value.arrival > last.arrival)) {
                    last = value;
                }
            }
            return last;
        }

        @Nullable
        Value merged(String key) {
            Value best = ofSlaves(key);
            String global = "self";
            for (Map.Entry<String, Map<String, Value>> each : shards.entrySet()) {
                Value value = each.getValue().get(key);
                if (value == null || kind(each.getKey()) == Kind.SLAVE) {
                    continue;
                }
                if (best == null
                        || value.rank > best.rank
                        || (value.rank == best.rank && each.getKey().compareTo(global) < 0)) {
                    best = value;
                    global = each.getKey();
                }
            }
            return best;
        }

        Map<String, @Nullable Object> all() {
            Map<String, @Nullable Object> all = new TreeMap<>();
            for (int key = 0; key < 3; key++) {
                Value value = merged("k" + key);
                if (value != null) {
                    all.put("k" + key, value.value);
                }
            }
            return all;
        }

        Map<String, @Nullable Object> allOfSlaves() {
            Map<String, @Nullable Object> all = new TreeMap<>();
            for (int key = 0; key < 3; key++) {
                Value value = ofSlaves("k" + key);
                if (value != null) {
                    all.put("k" + key, value.value);
                }
            }
            return all;
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Step.What.class),
                        Arbitraries.integers().between(0, ORIGINS.size() - 1),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(1, 4))
                .as(Step::new)
                .list()
                .ofMaxSize(50);
    }

    @Property(tries = 3000)
    void differencesAddUpToTheWhole(@ForAll("steps") List<Step> steps) {
        Shards shards = new Shards("self", 1000, 1L << 30);
        shards.become("self", Kind.SLAVE);
        Model model = new Model();
        Map<String, @Nullable Object> told = new TreeMap<>();
        Map<String, @Nullable Object> toldToGlobals = new TreeMap<>();
        for (Step step : steps) {
            for (Difference difference : perform(step, shards, model)) {
                difference.set().forEach((key, value) -> {
                    assertThat(told.containsKey(key) && Elements.equal(told.get(key), value))
                            .isFalse();
                    told.put(key, value);
                });
                difference.deleted().forEach(key -> {
                    assertThat(told).containsKey(key);
                    told.remove(key);
                });
                toldToGlobals.putAll(difference.slaves().set());
                difference.slaves().deleted().forEach(toldToGlobals::remove);
            }
            assertThat(told).isEqualTo(model.all());
            Map<String, @Nullable Object> family = shards.family("f");
            assertThat(family == null ? Map.of() : family).isEqualTo(model.all());
            assertThat(toldToGlobals).isEqualTo(model.allOfSlaves());
            assertThat(shards.ofSlaves().family("f")).isEqualTo(model.allOfSlaves());
            assertThat(new TreeMap<>(shards.ofSlaves().ranks("f"))).isEqualTo(ranks(model));
        }
        ORIGINS.forEach(shards::remove);
        assertThat(shards.octets()).isZero();
    }

    private static Map<String, Long> ranks(Model model) {
        Map<String, Long> ranks = new TreeMap<>();
        for (int key = 0; key < 3; key++) {
            Value value = model.ofSlaves("k" + key);
            if (value != null && value.rank > 1) {
                ranks.put("k" + key, value.rank);
            }
        }
        return ranks;
    }

    private static List<Difference> perform(Step step, Shards shards, Model model) {
        String origin = ORIGINS.get(step.origin);
        String key = "k" + step.key;
        boolean fixed = origin.equals("self");
        return switch (step.what) {
            case SETS -> {
                model.set(origin, key, step.value, step.rank);
                yield shards.apply(
                        origin,
                        new Request.Update("f", Map.of(key, step.value), List.of(), Map.of(key, (long) step.rank)),
                        ShardsProperties::refused);
            }
            case DELETES -> {
                model.shards.getOrDefault(origin, new TreeMap<>()).remove(key);
                yield shards.apply(origin, new Request.Update("f", Map.of(), List.of(key)), ShardsProperties::refused);
            }
            case BECOMES_SLAVE -> fixed ? List.of() : become(origin, Kind.SLAVE, shards, model);
            case BECOMES_GLOBAL -> fixed ? List.of() : become(origin, Kind.GLOBAL, shards, model);
            case REPLACES -> model.kind(origin) == Kind.GLOBAL ? replace(origin, step, shards, model) : List.of();
            case REMOVED -> {
                if (fixed) {
                    yield List.of();
                }
                model.shards.remove(origin);
                model.kinds.remove(origin);
                model.ranked.remove(origin);
                yield shards.remove(origin);
            }
        };
    }

    private static List<Difference> become(String origin, Kind kind, Shards shards, Model model) {
        model.kinds.put(origin, kind);
        model.ranked.put(origin, false);
        assertThat(shards.kind(origin)).isNotNull();
        return shards.become(origin, kind);
    }

    private static List<Difference> replace(String origin, Step step, Shards shards, Model model) {
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        for (int key = 0; key < step.value; key++) {
            content.put("k" + key, step.key);
        }
        boolean ranked = step.rank > 1;
        model.ranked.put(origin, ranked);
        Map<String, Value> shard = model.shards.computeIfAbsent(origin, o -> new TreeMap<>());
        new ArrayList<>(shard.keySet())
                .stream().filter(key -> !content.containsKey(key)).forEach(shard::remove);
        content.keySet().forEach(key -> model.set(origin, key, step.key, key.equals("k0") ? step.rank : 1));
        Map<String, Map<String, Long>> ranks = ranked ? Map.of("f", Map.of("k0", (long) step.rank)) : null;
        return shards.replace(origin, new Request.Whole(Map.of("f", content), ranks), ShardsProperties::refused);
    }

    private static void refused() {
        throw new AssertionError("nothing is too much");
    }
}
