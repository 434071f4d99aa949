package io.loommp.cli.shell;

import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.NodeDatabase;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * The names that the shell has come across: nodes, ports and families, for completion and for {@code nodes}.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never: the addresses of the network ({@code 'l}) are subscribed to. <b>Limits:</b>
 * the first 10,000 ports and families are remembered.
 */
final class Known implements AutoCloseable {
    private static final String ADDRESSES = "'l";
    private static final int NAMES_MAX = 10_000;

    private final Node node;
    private final NodeDatabase.Subscription addresses;
    private volatile Set<String> listening = Set.of(); // written by the subscription
    private volatile String chosen; // written by the shell
    private final Set<String> families = new ConcurrentSkipListSet<>();
    private final Map<String, Set<PortId>> ports = new ConcurrentHashMap<>(); // by where they were seen

    Known(Node node) {
        this.node = node;
        this.chosen = node.id();
        addresses = Kernel.of(node)
                .nodeDatabase()
                .subscription(
                        ADDRESSES, change -> listening = Set.copyOf(change.all().keySet()));
        addresses.begin();
    }

    /** The node whose ports are written {@code #NAME}. */
    String chosen() {
        return chosen;
    }

    /** Chooses it. */
    void choose(String id) {
        chosen = id;
    }

    /** The nodes that are connected, and those that say where they listen; for each whether it is connected. */
    Map<String, Boolean> nodes() {
        Map<String, Boolean> all = new TreeMap<>();
        listening.forEach(id -> all.put(id, false));
        node.upNodes().forEach(id -> all.put(id, true));
        all.put(node.id(), true);
        return all;
    }

    /** The families that were seen. */
    Collection<String> families() {
        return families;
    }

    /** The ports that were seen, in their text form. */
    Collection<String> ports() {
        Set<String> all = new TreeSet<>();
        ports.values().forEach(some -> some.forEach(port -> all.add(port.toString())));
        for (PortId port : node.ports()) {
            node.names(port).forEach(name -> all.add(new PortId(node.id(), name).toString()));
        }
        return all;
    }

    /** Remembers a family, and those of its keys that are ports. */
    void seen(String family, @Nullable Collection<String> keys) {
        if (families.size() >= NAMES_MAX && !families.contains(family)) {
            return;
        }
        families.add(family);
        if (keys != null) {
            ports.put("family " + family, portsAmong(keys));
        }
    }

    /** Remembers a port. */
    void seen(PortId port) {
        Set<PortId> some = ports.computeIfAbsent("", anew -> ConcurrentHashMap.newKeySet());
        if (!port.isNodePort() && some.size() < NAMES_MAX) {
            some.add(port);
        }
    }

    private static Set<PortId> portsAmong(Collection<String> keys) {
        Set<PortId> found = ConcurrentHashMap.newKeySet();
        keys.stream().limit(NAMES_MAX).filter(key -> key.contains("#")).forEach(key -> {
            try {
                found.add(PortId.of(key));
            } catch (IllegalArgumentException e) {
                return; // a key that only looks like one
            }
        });
        return found;
    }

    @Override
    public void close() {
        addresses.end();
    }
}
