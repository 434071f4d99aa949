package io.loommp.sim;

import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.testkit.World;
import io.loommp.testkit.sim.SimNode;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Within which time a loss has to be told (G8): what stands when two nodes cannot hear each other, or one has been killed,
 * must have fired when that time is over and nothing has changed between the two.
 */
final class Detection {
    private static final Duration ON_THE_WAY = Duration.ofMillis(800); // the longest way there and back, and late loops
    private static final Duration SILENCE = Duration.ofSeconds(3).plus(ON_THE_WAY); // monitorTimeout and a second
    private static final Duration DEATH = Duration.ofMillis(500).plus(ON_THE_WAY);

    private final World world;
    private final Oracle oracle;
    private final BiConsumer<PortId, Runnable> inbox;
    private final Map<String, Integer> changes = new HashMap<>(); // of what lies between two nodes
    private final Set<String> cut = new HashSet<>(); // ways
    private final Set<String> stopped = new HashSet<>(); // nodes

    /** @param inbox puts something to be done into the inbox of a port: behind the firings that have come by then */
    Detection(World world, Oracle oracle, BiConsumer<PortId, Runnable> inbox) {
        this.world = world;
        this.oracle = oracle;
        this.inbox = inbox;
    }

    private static String way(String from, String to) {
        return from + '>' + to;
    }

    private static String pair(String one, String other) {
        return one.compareTo(other) < 0 ? way(one, other) : way(other, one);
    }

    private void changed(String one, String other) {
        changes.merge(pair(one, other), 1, Integer::sum);
    }

    private int changesBetween(String one, String other) {
        return changes.getOrDefault(pair(one, other), 0);
    }

    private boolean isFree(String one, String other) {
        return !cut.contains(way(one, other))
                && !cut.contains(way(other, one))
                && !stopped.contains(one)
                && !stopped.contains(other);
    }

    // ---- what happens ----

    /** Nothing comes through from one to the other, and so neither is answered. */
    void cut(SimNode from, SimNode to) {
        cut.add(way(from.id(), to.id()));
        changed(from.id(), to.id());
        mustTell(from, to.id(), SILENCE);
        mustTell(to, from.id(), SILENCE);
    }

    void mended(String from, String to) {
        cut.remove(way(from, to));
        changed(from, to);
    }

    void stopped(SimNode node, Collection<SimNode> others) {
        stopped.add(node.id());
        silent(node, others);
    }

    void goesOn(SimNode node, Collection<SimNode> others) {
        stopped.remove(node.id());
        others.forEach(other -> changed(node.id(), other.id()));
    }

    /** It says nothing any more. */
    void silent(SimNode node, Collection<SimNode> others) {
        for (SimNode other : others) {
            changed(node.id(), other.id());
            mustTell(other, node.id(), SILENCE);
        }
    }

    /** Its connections are closed. */
    void killed(SimNode node, Collection<SimNode> others) {
        for (SimNode other : others) {
            boolean heard = isFree(node.id(), other.id()) && isLinked(other, node.id());
            changed(node.id(), other.id());
            mustTell(other, node.id(), heard ? DEATH : SILENCE);
        }
    }

    /** All connections of two nodes are broken. */
    void broken(SimNode one, SimNode other) {
        boolean linked = isLinked(one, other.id()) && isLinked(other, one.id());
        if (linked && isFree(one.id(), other.id())) {
            mustTell(one, other.id(), DEATH);
            mustTell(other, one.id(), DEATH);
        }
    }

    private static boolean isLinked(SimNode node, String other) {
        return node.isUp() && Kernel.of(node.node()).isLinked(other);
    }

    // ---- what has to come of it ----

    private void mustTell(SimNode watcher, String watched, Duration within) {
        if (!watcher.isUp() || stopped.contains(watcher.id()) || watcher.id().equals(watched)) {
            return;
        }
        List<Flow.Epoch> standing = oracle.standing().stream()
                .filter(epoch -> epoch.isBetween(watcher.id(), watched))
                .toList();
        int before = changesBetween(watcher.id(), watched);
        long at = world.timers().nanoTime() + within.toNanos();
        world.timers().at(at, () -> {
            if (watcher.isUp() && changesBetween(watcher.id(), watched) == before) {
                standing.forEach(
                        epoch -> inbox.accept(epoch.flow().key().from(), () -> oracle.mustBeOver(epoch, within)));
            }
        });
    }
}
