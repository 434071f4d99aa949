package io.loommp.sim;

import io.loommp.KillReason;
import io.loommp.PortId;
import io.loommp.testkit.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Knows all that actors have done and seen, and what is promised: fails the run at the first thing that must not be.
 *
 * <p>Whether a message was sent before a monitor fired is decided by the inbox of the sender, in which the firing is an
 * entry. Before it sends, and without anybody running in between, an actor puts a mark into its own inbox: the firing came
 * after the send if the mark comes out before it.
 */
final class Oracle {
    private final World world;
    private final Map<Flow.Key, Flow> flows = new HashMap<>();
    private final Set<PortId> everUsed = new HashSet<>();
    private final Map<PortId, Boolean> alive = new HashMap<>();
    private final Map<String, Boolean> linked = new HashMap<>();
    private final Map<String, NavigableSet<Duration>> losses = new HashMap<>(); // of "from to", by the ids of nodes
    private int sent;
    private int delivered;
    private int fired;
    private boolean calm;
    private @Nullable AssertionError first;

    Oracle(World world) {
        this.world = world;
    }

    /** Fails the run, also where nobody hears what is thrown. */
    void violated(String rule, String text) {
        AssertionError violation = new AssertionError(rule + " is broken at " + world.time() + ": " + text);
        if (first == null) {
            first = violation;
        }
        throw violation;
    }

    /** Fails if something that is promised has been broken so far. */
    void checkSoFar() {
        if (first != null) {
            throw first;
        }
    }

    Flow flow(PortId from, PortId to) {
        return flows.computeIfAbsent(new Flow.Key(from, to), Flow::new);
    }

    /** From now on the network is as it should be. */
    void calm() {
        calm = true;
    }

    // ---- ports ----

    void born(PortId port) {
        if (!everUsed.add(port)) {
            violated("G7", port + " is the id of a second port");
        }
        alive.put(port, true);
    }

    /** A port has ended, or its node has crashed: what it had set is gone with it. */
    void gone(PortId port) {
        alive.put(port, false);
        flows.values().stream().filter(flow -> flow.key().from().equals(port)).forEach(Flow::abandon);
    }

    boolean isAlive(PortId port) {
        return alive.getOrDefault(port, false);
    }

    // ---- messages ----

    /** A message is being sent; its number. */
    Flow.Sent sent(PortId from, PortId to) {
        sent++;
        return flow(from, to).sent(world.time());
    }

    void delivered(PortId from, PortId to, int number) {
        delivered++;
        Flow flow = flow(from, to);
        if (!isAlive(to)) {
            violated("G7", "message " + number + " of " + flow + " was delivered after the end of the port");
        }
        check(flow, flow.delivered(number, world.time()));
    }

    /** The mark of a message has come out of the sender's inbox before any firing of its monitor. */
    void settled(Flow flow, Flow.Sent message) {
        check(flow, flow.settled(message));
    }

    private void check(Flow flow, @Nullable String wrong) {
        if (wrong != null) {
            violated(wrong.substring(0, 2), wrong.substring(2) + " (" + flow + ")");
        }
    }

    // ---- monitors ----

    Flow.Epoch watched(PortId from, PortId to) {
        return flow(from, to).begin();
    }

    void unwatched(Flow.Epoch epoch) {
        epoch.cancel();
    }

    void fired(Flow.Epoch epoch, KillReason reason) {
        fired++;
        Flow flow = epoch.flow();
        PortId watched = flow.key().to();
        world.note(flow.key().from() + " hears of " + watched + ": " + reason);
        check(flow, epoch.fire());
        boolean told = !(reason instanceof KillReason.TransportError);
        if (told && isAlive(watched)) {
            violated("G5", "a monitor says " + reason + " of a port that lives (" + flow + ")");
        }
        if (!told && calm && isAlive(watched)) {
            violated("G5", "a monitor says " + reason + " though the network is calm (" + flow + ")");
        }
        if (told) {
            flow(watched, flow.key().from()).lastWordSaid();
        }
    }

    /** The time in which a monitor had to fire is over. */
    void mustBeOver(Flow.Epoch epoch, Duration within) {
        if (!epoch.isOver()) {
            violated("G8", epoch + " has not fired within " + within);
        }
    }

    // ---- nodes ----

    /** A node has told that it is connected with another, or no longer. */
    void linked(String at, String with, boolean up) {
        Boolean before = linked.put(at + ' ' + with, up);
        if (up == (before != null && before)) {
            violated("G10", at + " says twice that " + with + (up ? " is up" : " is down"));
        }
        if (!up) {
            lost(at, with);
            lost(with, at);
        }
    }

    /** A node says something to another on a second connection, and has not given up the first. */
    void secondInUse(String one, String other) {
        violated("G12", one + " uses a second connection with " + other + ", and has not given up the first");
    }

    /** So many connections of two nodes are in use. */
    void connections(String one, String other, int count) {
        if (count > 1) {
            violated("G12", one + " has " + count + " connections in use with " + other);
        }
    }

    /** What was on its way from a node to another is lost, or what waited for a connection is given up. */
    void lost(String from, String to) {
        losses.computeIfAbsent(from + ' ' + to, way -> new TreeSet<>()).add(world.time());
    }

    /** A node has crashed, and starts with nothing. */
    void crashed(String node, Collection<String> others) {
        linked.keySet().removeIf(pair -> pair.startsWith(node + ' '));
        for (String other : others) {
            lost(node, other);
            lost(other, node);
        }
    }

    // ---- the end ----

    /** Everything had its time: whatever was to come has come. */
    void checkAll() {
        checkSoFar();
        for (Flow flow : flows.values()) {
            check(flow, flow.whatIsMissing(isAlive(flow.key().to())));
            String way = flow.key().from().node() + ' ' + flow.key().to().node();
            check(flow, flow.droppedAlone(losses.getOrDefault(way, Collections.emptyNavigableSet())));
        }
    }

    /** The monitors that stand. */
    List<Flow.Epoch> standing() {
        List<Flow.Epoch> standing = new ArrayList<>();
        for (Flow flow : flows.values()) {
            Flow.Epoch epoch = flow.current();
            if (epoch != null) {
                standing.add(epoch);
            }
        }
        return standing;
    }

    int sentInAll() {
        return sent;
    }

    int deliveredInAll() {
        return delivered;
    }

    int firedInAll() {
        return fired;
    }
}
