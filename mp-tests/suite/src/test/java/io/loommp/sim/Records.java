package io.loommp.sim;

import io.loommp.DatabaseChange;
import io.loommp.DatabaseEntry;
import io.loommp.PortId;
import io.loommp.testkit.World;
import io.loommp.testkit.sim.SimNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What nodes set in the database, and what they are told of it (G11): each monitor is told differences of states that fit
 * together, and in the end all nodes know the same, which is what the nodes have set that are there.
 */
final class Records {
    private static final String FAMILY = "records";
    private static final String PORTS = "ports";
    private static final int SHARED_KEYS = 4;

    private final Oracle oracle;
    private final RandomGenerator random;
    private final Map<SimNode, Of> nodes = new LinkedHashMap<>();

    Records(World world, Oracle oracle) {
        this.oracle = oracle;
        this.random = world.random();
    }

    /** What one start of a node has set, and what it has been told. */
    private static final class Of {
        final SimNode node;
        final String ownKey;
        final Map<String, Integer> set = new HashMap<>();
        final Set<PortId> ports = new HashSet<>();
        final Map<String, Map<String, String>> told = new HashMap<>(); // by family
        int last;

        Of(SimNode node, int number) {
            this.node = node;
            this.ownKey = "of start " + number + " of " + node.id();
        }

        Map<String, String> told(String family) {
            return told.getOrDefault(family, Map.of());
        }
    }

    void starts(SimNode node) {
        Of of = new Of(node, nodes.size());
        nodes.put(node, of);
        for (String family : List.of(FAMILY, PORTS)) {
            node.node().database().monitor(family, change -> changed(of, change));
        }
    }

    // ---- what nodes do ----

    /** Has a node set or delete something. */
    void act(SimNode node) {
        Of of = of(node);
        boolean own = random.nextBoolean();
        String key = own ? of.ownKey : "shared " + random.nextInt(SHARED_KEYS);
        if (random.nextInt(4) == 0) {
            of.set.remove(key);
            node.node().database().delete(FAMILY, key);
        } else {
            of.set.put(key, ++of.last);
            node.node().database().set(FAMILY, key, of.last);
        }
    }

    /** Offers a port of a node to all. */
    void offer(SimNode node, PortId port) {
        of(node).ports.add(port);
        DatabaseEntry ignored = node.node().database().register(PORTS, port);
    }

    void gone(SimNode node, PortId port) {
        of(node).ports.remove(port);
    }

    private Of of(SimNode node) {
        Of of = nodes.get(node);
        if (of == null) {
            throw new IllegalStateException("not started: " + node.id());
        }
        return of;
    }

    // ---- what nodes are told ----

    private void changed(Of of, DatabaseChange<@Nullable Object> change) {
        if (!of.node.isUp()) {
            return;
        }
        Map<String, String> before = of.told(change.family());
        Map<String, String> all = texts(change.all());
        Map<String, String> after = new HashMap<>(before);
        for (String key : change.added()) {
            must(!before.containsKey(key), of, change, key + " was there before");
            after.put(key, String.valueOf(all.get(key)));
        }
        for (String key : change.changed()) {
            String value = before.get(key);
            must(value != null && !value.equals(all.get(key)), of, change, key + " has not changed");
            after.put(key, String.valueOf(all.get(key)));
        }
        for (String key : change.deleted()) {
            must(after.remove(key) != null, of, change, key + " was not there");
        }
        must(after.equals(all), of, change, "it is not all that differs from " + before);
        of.told.put(change.family(), all);
    }

    private static Map<String, String> texts(Map<String, ?> values) {
        Map<String, String> texts = new HashMap<>();
        values.forEach((key, value) -> texts.put(key, String.valueOf(value)));
        return texts;
    }

    private void must(boolean right, Of of, DatabaseChange<@Nullable Object> change, String wrong) {
        must(right, of.node.id() + " is told " + change + ", and " + wrong);
    }

    private void must(boolean right, String wrong) {
        if (!right) {
            oracle.violated("G11", wrong);
        }
    }

    // ---- the end ----

    /** All had their time: they must agree on what is right. */
    void checkAgreement() {
        List<Of> up = nodes.values().stream().filter(of -> of.node.isUp()).toList();
        Set<String> ports = new TreeSet<>();
        Map<String, Set<String>> values = new TreeMap<>();
        for (Of of : up) {
            of.ports.forEach(port -> ports.add(port.toString()));
            of.set.forEach((key, value) ->
                    values.computeIfAbsent(key, k -> new TreeSet<>()).add(String.valueOf(value)));
        }
        Map<String, String> first = up.getFirst().told(FAMILY);
        for (Of of : up) {
            String who = of.node.id();
            Map<String, String> told = of.told(FAMILY);
            Set<String> toldPorts = new TreeSet<>(of.told(PORTS).keySet());
            must(toldPorts.equals(ports), who + " knows the ports " + toldPorts + ", and there are " + ports);
            must(told.keySet().equals(values.keySet()), who + " knows " + told + ", and set are " + values);
            told.forEach((key, value) -> must(
                    values.getOrDefault(key, Set.of()).contains(value),
                    who + " knows " + key + " as " + value + ", and set are " + values.get(key)));
            must(
                    told.equals(first),
                    who + " knows " + told + ", and " + up.getFirst().node.id() + ' ' + first);
        }
    }
}
