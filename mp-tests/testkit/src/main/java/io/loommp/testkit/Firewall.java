package io.loommp.testkit;

import io.loommp.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a network does to what travels in it, by the ids of nodes: which connections are cut, what is held, late or dropped.
 *
 * <p><b>Threads:</b> any.
 */
final class Firewall {
    /** From one node to another. */
    record Route(String from, String to) {
        Route back() {
            return new Route(to, from);
        }

        /** The same for both directions. */
        Route pair() {
            return from.compareTo(to) <= 0 ? this : back();
        }
    }

    /** What becomes of a packet. */
    enum Fate {
        ARRIVES,
        VANISHES,
        /** The connection is lost before it arrives. */
        RESETS
    }

    private final Set<Route> cut = new HashSet<>(); // pairs
    private final Set<Route> held = new HashSet<>();
    private final Set<String> paused = new HashSet<>();
    private final Map<Route, Long> delays = new HashMap<>();
    private final List<Rule> rules = new ArrayList<>();

    /** A rule that was set by a test. */
    final class Rule implements TestNetwork.Rule {
        private final Predicate<? super TestNetwork.Packet> which;
        private final Fate fate;
        private int hits; // guarded by the firewall

        Rule(Predicate<? super TestNetwork.Packet> which, Fate fate) {
            this.which = which;
            this.fate = fate;
        }

        @Override
        public int hits() {
            synchronized (Firewall.this) {
                return hits;
            }
        }

        private void hit() {
            synchronized (Firewall.this) {
                hits++;
            }
        }

        @Override
        public void close() {
            synchronized (Firewall.this) {
                rules.remove(this);
            }
        }
    }

    synchronized Rule add(Predicate<? super TestNetwork.Packet> which, Fate fate) {
        Rule rule = new Rule(which, fate);
        rules.add(rule);
        return rule;
    }

    /** What becomes of a packet that would arrive now; the first rule that fits decides. */
    Fate fate(Route route, String port, Message message) {
        List<Rule> now = rules();
        if (!now.isEmpty()) {
            TestNetwork.Packet packet = new TestNetwork.Packet(route.from, route.to, port, message);
            for (Rule rule : now) {
                if (rule.which.test(packet)) { // code of the test: no lock is held
                    rule.hit();
                    return rule.fate;
                }
            }
        }
        return Fate.ARRIVES;
    }

    private synchronized List<Rule> rules() {
        return List.copyOf(rules);
    }

    synchronized void cut(Route pair) {
        cut.add(pair.pair());
    }

    synchronized boolean isCut(Route route) {
        return cut.contains(route.pair());
    }

    synchronized void hold(Route route) {
        held.add(route);
    }

    synchronized void pause(String node) {
        paused.add(node);
    }

    synchronized void resume(String node) {
        paused.remove(node);
    }

    /** Whether what takes this way stands still. */
    synchronized boolean isHeld(Route route) {
        return held.contains(route) || paused.contains(route.from) || paused.contains(route.to);
    }

    synchronized void delay(Route route, long nanos) {
        delays.put(route, nanos);
    }

    synchronized long delayNanos(Route route) {
        return delays.getOrDefault(route, 0L);
    }

    /** Nothing happens to what travels between these any more, in either direction; rules and pauses stay. */
    synchronized void heal(Route route) {
        cut.remove(route.pair());
        for (Route each : List.of(route, route.back())) {
            held.remove(each);
            delays.remove(each);
        }
    }

    /** Nothing happens to anything any more. */
    synchronized void healAll() {
        cut.clear();
        held.clear();
        paused.clear();
        delays.clear();
        rules.clear();
    }
}
