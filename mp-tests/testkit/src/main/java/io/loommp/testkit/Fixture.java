package io.loommp.testkit;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.manage.Event;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one test has, and whether it has left it as it should. */
final class Fixture implements AutoCloseable {
    private static final int LISTED_MAX = 20;

    private final LoomTest settings;
    private final @Nullable FakeTimers time;
    private final TestNetwork network;
    private final Tolerance tolerance = new Tolerance();
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    private final List<Node> watched = new CopyOnWriteArrayList<>(); // also those that the test started in the network
    private final List<Event> events = new CopyOnWriteArrayList<>();

    Fixture(LoomTest settings) {
        this.settings = settings;
        this.time = settings.fakeTime() ? new FakeTimers() : null;
        this.network = time == null ? TestNetwork.inRealTime() : TestNetwork.on(time);
        network.onStart(this::watch);
    }

    Optional<FakeTimers> time() {
        return Optional.ofNullable(time);
    }

    TestNetwork network() {
        return network;
    }

    Tolerance tolerance() {
        return tolerance;
    }

    /** The node of the test with this id. */
    Node node(String id) {
        NodeSettings usual = NodeSettings.usual();
        return nodes.computeIfAbsent(id, n -> network.start(n, settings.listForm() ? usual.withListForm() : usual));
    }

    private void watch(Kernel node) {
        watched.add(node);
        EnumSet<Event.Kind> kinds = settings.failOnDeadLetters()
                ? EnumSet.of(Event.Kind.DIED, Event.Kind.DEAD_LETTER)
                : EnumSet.of(Event.Kind.DIED);
        node.events().subscribe(kinds, events::add);
    }

    /** @throws AssertionError if it has not, naming what is left, and what went unnoticed */
    void check() {
        List<String> problems = new ArrayList<>();
        try {
            network.settle();
        } catch (AssertionError e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        if (!settings.allowLeaks()) {
            problems.addAll(leaks());
        }
        problems.addAll(happened());
        if (!problems.isEmpty()) {
            int more = problems.size() - LISTED_MAX;
            throw new AssertionError("the test left behind, or did not notice:"
                    + problems.stream()
                            .limit(LISTED_MAX)
                            .map(problem -> "\n  " + problem)
                            .collect(Collectors.joining())
                    + (more > 0 ? "\n  and " + more + " more" : "")
                    + "\n(end what is left, watch what may die, or have it tolerated: see LoomTest)");
        }
    }

    private List<String> leaks() {
        Map<String, Activity.Origin> alive = network.activity().alive().stream()
                .filter(origin -> isPortId(origin.thread().getName()))
                .collect(Collectors.toMap(origin -> origin.thread().getName(), Function.identity(), (a, b) -> a));
        List<String> problems = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Node node : watched) {
            if (!node.isClosed()) {
                for (Port port : Kernel.of(node).livePorts()) {
                    known.add(port.id().toString());
                    if (!network.activity().isOwnPort(port.id()) && !tolerance.allows(port.id())) {
                        Activity.Origin origin = alive.get(port.id().toString());
                        problems.add("port " + port.id() + " is live"
                                + (origin == null ? "" : StackTexts.madeAt(origin.where())));
                    }
                }
            }
        }
        alive.values().stream()
                .filter(origin -> !known.contains(origin.thread().getName()))
                .filter(origin -> !tolerance.allows(PortId.of(origin.thread().getName())))
                .forEach(origin -> problems.add("the code of a port that has ended still runs:"
                        + StackTexts.of(origin.thread()) + StackTexts.madeAt(origin.where())));
        network.activity().elsewhere().stream()
                .filter(thread -> !isPortId(thread.getName()))
                .forEach(thread ->
                        problems.add("code of a callback port, or a listener, still runs:" + StackTexts.of(thread)));
        return problems;
    }

    /** Whether it is the name of the thread of a port; activations and listeners are called after their node. */
    private static boolean isPortId(String name) {
        return name.indexOf('#') > 0;
    }

    private List<String> happened() {
        List<String> problems = new ArrayList<>();
        for (Event event : events) {
            if (event instanceof Event.Died died && isUnexpected(died) && !settings.allowDeaths()) {
                Throwable cause = died.cause();
                problems.add("port " + died.port() + " died and nobody watched it: " + died.reason()
                        + (cause == null ? "" : StackTexts.of(cause)));
            } else if (event instanceof Event.DeadLetter letter && !tolerance.allows(letter)) {
                problems.add("not delivered: " + DeadLetters.text(letter));
            } else if (event instanceof Event.Dropped dropped) {
                problems.add(dropped.count() + " events came too fast to be looked at");
            }
        }
        return problems;
    }

    private boolean isUnexpected(Event.Died died) {
        return !died.monitored()
                && !died.reason().isNormal()
                && !(died.reason() instanceof KillReason.NodeClosed)
                && !tolerance.allows(died);
    }

    @Override
    public void close() {
        network.close();
    }
}
