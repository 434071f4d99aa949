package io.loommp.database;

import io.loommp.database.Shards.Difference;
import io.loommp.database.Shards.Kind;
import io.loommp.spi.Planted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A global node: master of those who chose it, and one of those who hold the whole database together (aemp.md part 9).
 *
 * <p>What a slave sets goes to all other global nodes, and never on from there; each change of the merged view to whoever has
 * subscribed.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class GlobalRole {
    private static final long SUBSCRIPTION_OCTETS = 300; // what keeps it
    private static final int SUBSCRIBED_MAX = 100_000; // families, by one other node

    private final String self;
    private final boolean keepsLost; // a planted bug
    private final Client own;
    private final Surroundings surroundings;
    private final Shards shards;
    private final Set<String> globals = new TreeSet<>(); // that are connected, and have said so
    private final Map<String, Set<String>> subscribers = new LinkedHashMap<>(); // of each family
    private final Map<String, Set<String>> subscribed = new LinkedHashMap<>(); // by each node

    /** What this role asks and tells the machine that it is a part of. */
    interface Surroundings {
        /** To a connected node, or this one. */
        void send(String node, Request request);

        /** Whether a node takes no more at the moment, and is yet to be told all that the slaves of this one hold. */
        boolean owesWhole(String node);

        /** The same of a family that it has subscribed to. */
        boolean owesFamily(String node, String family);

        /** Answers a question of a connected node, or this one, in its turn. */
        void answer(String node, Request.Query query);

        /** A node is among the global ones, or no longer. */
        void member(String node, boolean isMember);

        /** A global node is lost that listened there. */
        void lost(String node, List<String> addresses);

        /** Something that a node has sent was not taken. */
        void refused(String node, String what);
    }

    GlobalRole(DatabaseMachine.Settings settings, Client own, Surroundings surroundings) {
        this.self = settings.node();
        this.keepsLost = settings.has(Planted.LOST_NODE_STAYS_IN_DATABASE);
        this.own = own;
        this.surroundings = surroundings;
        this.shards = new Shards(self, settings.keysMax(), settings.toldOctetsMax());
        tell(shards.become(self, Kind.SLAVE));
    }

    // ---- nodes come and go ----

    /** A node says that it is a global one: what it was before is over, and both tell what they hold. */
    void announced(String node) {
        boolean again = !globals.add(node);
        tell(shards.become(node, Kind.GLOBAL));
        own.set(Shards.GLOBALS, node, null);
        // who says it again and again, and does not listen, costs nothing
        if (!again || !surroundings.owesWhole(node)) {
            Pieces.send(shards.ofSlaves(), piece -> surroundings.send(node, piece));
        }
    }

    /** A node is gone, and with it what it has set and wanted to know. */
    void linkDown(String node) {
        List<String> addresses = addresses(node);
        List.copyOf(subscribed.getOrDefault(node, Set.of())).forEach(family -> unsubscribe(node, family));
        if (globals.remove(node)) {
            surroundings.lost(node, addresses);
        }
        own.delete(Shards.GLOBALS, List.of(node));
        own.delete(Shards.LISTENERS, List.of(node));
        if (!keepsLost) {
            tell(shards.remove(node));
        }
    }

    // ---- requests ----

    /** Takes in what a node, or this one itself, says to a global node; false if it has no meaning. */
    boolean receive(String node, Request request) {
        switch (request) {
            case Request.Slave slave -> slave(node, slave);
            case Request.Whole whole -> {
                if (!globals.contains(node)) {
                    return false;
                }
                tell(shards.replace(node, whole, () -> refused(node)));
                mirror(node, whole.family(Shards.LISTENERS));
            }
            case Request.Update update -> {
                Request.Update allowed = allowed(node, update);
                tell(shards.apply(node, allowed, () -> refused(node)));
                if (globals.contains(node) && allowed.family().equals(Shards.LISTENERS)) {
                    mirror(node, allowed.set());
                }
            }
            case Request.Find find -> {
                List<String> addresses = addresses(find.node());
                surroundings.send(node, new Request.Found(find.node(), addresses.isEmpty() ? null : addresses));
            }
            case Request.Query query -> surroundings.answer(node, query);
            case Request.Subscribe subscribe -> {
                boolean again = isSubscribed(node, subscribe.family());
                if (!again && !subscribe(node, subscribe.family())) {
                    surroundings.refused(node, "too many families are subscribed to");
                    return true;
                }
                if (!again || !surroundings.owesFamily(node, subscribe.family())) {
                    Request.Content content =
                            new Request.Content(subscribe.family(), shards.family(subscribe.family()), false);
                    Pieces.send(content, piece -> surroundings.send(node, piece));
                }
            }
            case Request.Unsubscribe unsubscribe -> unsubscribe(node, unsubscribe.family());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean isSubscribed(String node, String family) {
        return subscribed.getOrDefault(node, Set.of()).contains(family);
    }

    /** False if that are more families than one node may have us look after. */
    private boolean subscribe(String node, String family) {
        int its = subscribed.getOrDefault(node, Set.of()).size();
        if ((its >= SUBSCRIBED_MAX && !node.equals(self)) || !shards.keep(node, octets(family))) {
            return false;
        }
        subscribed.computeIfAbsent(node, n -> new LinkedHashSet<>()).add(family);
        subscribers.computeIfAbsent(family, f -> new LinkedHashSet<>()).add(node);
        return true;
    }

    private void unsubscribe(String node, String family) {
        Set<String> its = subscribed.get(node);
        if (its == null || !its.remove(family)) {
            return;
        }
        if (its.isEmpty()) {
            subscribed.remove(node);
        }
        shards.release(node, octets(family));
        Set<String> nodes = subscribers.get(family);
        if (nodes != null && nodes.remove(node) && nodes.isEmpty()) {
            subscribers.remove(family);
        }
    }

    private static long octets(String family) {
        return SUBSCRIPTION_OCTETS + family.length();
    }

    private void slave(String node, Request.Slave slave) {
        if (globals.contains(node)) {
            surroundings.refused(node, "g_slave of a global node");
            return;
        }
        tell(shards.become(node, Kind.SLAVE));
        slave.updates().forEach(update -> tell(shards.apply(node, allowed(node, update), () -> refused(node))));
    }

    private void refused(String node) {
        surroundings.refused(node, "more than one node may set");
    }

    /* Who is no global node says where it listens itself, and nothing of other nodes. */
    private Request.Update allowed(String node, Request.Update update) {
        String family = update.family();
        boolean isListeners = family.equals(Shards.LISTENERS);
        if (node.equals(self) || globals.contains(node) || !(isListeners || family.equals(Shards.GLOBALS))) {
            return update;
        }
        Map<String, @Nullable Object> set = new LinkedHashMap<>();
        if (isListeners && update.set().containsKey(node)) {
            set.put(node, update.set().get(node));
        }
        if (set.size() < update.set().size()) {
            surroundings.refused(node, "what is said of other nodes in " + family);
        }
        return new Request.Update(family, set, update.deleted());
    }

    /** Where another global node listens this one says as well, as global nodes do. */
    private void mirror(String node, Map<String, @Nullable Object> listeners) {
        if (listeners.containsKey(node)) {
            own.set(Shards.LISTENERS, node, listeners.get(node));
        }
    }

    /** How many keys there are in each family. */
    Map<String, Integer> sizes() {
        return shards.sizes();
    }

    /** Where a node listens. */
    List<String> addresses(String node) {
        return shards.value(Shards.LISTENERS, node) instanceof List<?> list ? RequestReader.addresses(list) : List.of();
    }

    /** What this node knows. */
    Shards shards() {
        return shards;
    }

    /** The answer to a question. */
    Object answer(Request.Query query) {
        Map<String, @Nullable Object> family = shards.family(query.family());
        return switch (query.question()) {
            case FAMILY -> family == null ? Map.of() : family;
            case KEYS -> shards.keys(query.family());
            case VALUES -> family == null ? List.of() : new ArrayList<>(family.values());
        };
    }

    // ---- what comes of it ----

    private void tell(Collection<Difference> differences) {
        differences.forEach(this::tell);
    }

    private void tell(Difference difference) {
        Request.Update slaves = difference.slaves();
        if (!slaves.set().isEmpty() || !slaves.deleted().isEmpty()) {
            globals.forEach(global -> Pieces.send(slaves, piece -> surroundings.send(global, piece)));
        }
        if (!difference.set().isEmpty() || !difference.deleted().isEmpty()) {
            Request.Changes changes =
                    new Request.Changes(difference.family(), difference.set(), difference.deleted(), false);
            List.copyOf(subscribers.getOrDefault(difference.family(), Set.of()))
                    .forEach(node -> Pieces.send(changes, piece -> surroundings.send(node, piece)));
            if (difference.family().equals(Shards.GLOBALS)) {
                difference.set().keySet().forEach(node -> surroundings.member(node, true));
                difference.deleted().forEach(node -> surroundings.member(node, false));
            }
        }
    }
}
