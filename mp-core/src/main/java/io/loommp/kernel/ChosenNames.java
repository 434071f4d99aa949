package io.loommp.kernel;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Which names of ports here other nodes have chosen, as long as they are held (security S24).
 *
 * <p><b>Threads:</b> any. <b>Limits:</b> so many names for each node.
 */
final class ChosenNames {
    private final String verb;
    private final String noun;
    private final int max;
    private final ConcurrentHashMap<String, String> choosers = new ConcurrentHashMap<>(); // by name
    private final ConcurrentHashMap<String, Integer> counts = new ConcurrentHashMap<>(); // by node

    /** @param verb what nodes have done with so many nouns, for people */
    ChosenNames(String verb, String noun, int max) {
        this.verb = verb;
        this.noun = noun;
        this.max = max;
    }

    /**
     * A node chooses a name; it counts until it is {@link #gone}.
     *
     * @return false if it is one that a node has chosen
     * @throws IllegalStateException if this node has chosen too many
     */
    boolean add(String node, String name) {
        boolean[] added = {false};
        counts.compute(node, (n, count) -> {
            if (choosers.putIfAbsent(name, node) != null) {
                return count;
            }
            int before = count == null ? 0 : count;
            if (before >= max) {
                choosers.remove(name);
                throw new IllegalStateException(
                        "node %s has %s %d %s here, which is the limit".formatted(node, verb, max, noun));
            }
            added[0] = true;
            return before + 1;
        });
        return added[0];
    }

    /** Nobody holds the name any more. */
    void gone(String name) {
        String node = choosers.remove(name);
        if (node != null) {
            counts.computeIfPresent(node, (n, count) -> count == 1 ? null : count - 1);
        }
    }
}
