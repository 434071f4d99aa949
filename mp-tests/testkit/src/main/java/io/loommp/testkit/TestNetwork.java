package io.loommp.testkit;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Timer;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.Timers;
import io.loommp.spi.Transport;
import io.loommp.testkit.Firewall.Fate;
import io.loommp.testkit.Firewall.Route;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes in this process with connections in memory, and a firewall between them that the test commands.
 *
 * <pre>{@code
 * FakeTimers time = new FakeTimers();
 * try (TestNetwork network = TestNetwork.on(time)) {
 *     Node a = network.start("a");
 *     Node b = network.start("b");
 *     // … a port of a watches one of b
 *     network.cut(a, b); // it is told "transport_error"
 * }
 * }</pre>
 *
 * <p>Two nodes are connected when one of them first has something for the other, and keep the promises of a real
 * connection: what arrives is in order and without holes, and a loss is told to whoever watches before anything flows again.
 * Messages arrive as over a real one: made of plain elements (port ids and octets are texts, reasons lists, records lists),
 * which share nothing with what was sent.
 *
 * <p>The nodes share a database: the first one that was started is the seed of the others, which connect to it when they
 * use theirs, and again, after a moment of the network's time, when that connection was lost.
 *
 * <p>All deliveries are made by one thread, in the order in which things were sent or fell due, and its work counts when
 * {@link FakeTimers#advance}, {@link #settle} and {@link Probe#expectNothing} wait for rest.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> what the test commands is done when the call returns.
 */
public final class TestNetwork implements AutoCloseable {
    private static final long HIGH_WATER_BYTES = 1L << 20;
    private static final long BYTES_MAX = 64L << 20;

    private final @Nullable FakeTimers fakeTime;
    private final Timers time;
    private final Activity activity;
    private final NetworkThread thread;
    private final Firewall firewall = new Firewall();
    private final ConcurrentHashMap<String, Member> members = new ConcurrentHashMap<>();

    /** The ends of connections that are in use. */
    private final Map<Route, MemoryLink> links = new ConcurrentHashMap<>(); // changed by the network's thread

    /** Pairs for which something waits, and that could not be connected yet. */
    private final Set<Route> wanted = ConcurrentHashMap.newKeySet(); // taken out by the network's thread

    private final List<Consumer<? super Kernel>> listeners = new CopyOnWriteArrayList<>();

    private volatile @Nullable String seed; // of the database; the test, when it starts the first node
    private volatile long highWaterBytes = HIGH_WATER_BYTES; // the test
    private volatile long bytesMax = BYTES_MAX; // the test

    /**
     * Something that is about to arrive.
     *
     * @param from the id of the node that sent it
     * @param to the id of the node it is for
     * @param port the name of the port there; empty for what is said to the node itself, such as {@code mon1}
     * @param message in the form in which it travels
     */
    public record Packet(String from, String to, String port, Message message) {}

    /** Something that is done to certain packets until it is closed. */
    public interface Rule extends AutoCloseable {
        /** How many packets it was done to. */
        int hits();

        /** Ends it. */
        @Override
        void close();
    }

    private TestNetwork(@Nullable FakeTimers fakeTime) {
        this.fakeTime = fakeTime;
        this.time = fakeTime != null
                ? fakeTime.view()
                : KernelConfig.of("test").timers().apply("test-network");
        this.activity = fakeTime != null ? fakeTime.activity() : new Activity(Seen.usualLimit(), null);
        this.thread = new NetworkThread(activity);
    }

    /** A network whose nodes live on a time that the test moves. */
    public static TestNetwork on(FakeTimers time) {
        return new TestNetwork(time);
    }

    /** A network whose nodes live by the time of the machine. */
    public static TestNetwork inRealTime() {
        return new TestNetwork(null);
    }

    // ---- nodes ----

    /**
     * Starts a node. It leaves the network when it is closed, and then another one may have its id.
     *
     * @throws IllegalArgumentException if it is no node id, or a node of that id is running
     */
    public Node start(String nodeId) {
        return start(nodeId, NodeSettings.usual());
    }

    /** As {@link #start(String)}, for a node that is not as usual. */
    public Node start(String nodeId, NodeSettings settings) {
        if (members.containsKey(nodeId)) {
            throw new IllegalArgumentException("a node of this network is called \"" + nodeId + "\" already");
        }
        KernelConfig config = settings.applyTo(KernelConfig.of(nodeId));
        FakeTimers moved = fakeTime;
        if (moved != null) {
            config = config.withTimers(id -> moved.view());
        }
        Kernel kernel = Kernel.start(activity.watching(config));
        Member member = new Member(kernel);
        kernel.attach(member);
        kernel.unread().onRelease(() -> thread.execute(() -> deliverTo(nodeId)));
        members.put(nodeId, member);
        shareDatabase(kernel);
        listeners.forEach(listener -> listener.accept(kernel));
        return kernel;
    }

    /** The first node is the seed of all others, as soon as one of them uses its database. */
    private void shareDatabase(Kernel kernel) {
        String first = seed;
        if (first == null || first.equals(kernel.id())) {
            seed = kernel.id();
            kernel.nodeDatabase().withoutSeeds();
        } else {
            kernel.nodeDatabase().metSeedOnDemand(first);
        }
    }

    /**
     * Ends a node as a process is ended that is killed: nothing of what its ports have to say at their end gets out. Others
     * lose their connections to it.
     */
    public void crash(Node node) {
        Member member = member(node);
        member.leaving = true;
        thread.call(() -> linksFrom(node.id()).forEach(link -> {
            link.drop();
            link.finish(MemoryLink.RESET);
            link.lose(MemoryLink.RESET);
        }));
        node.close();
    }

    private Member member(Node node) {
        Member member = members.get(node.id());
        if (member == null || !member.kernel.equals(node)) {
            throw new IllegalArgumentException(node + " is not a running node of this network");
        }
        return member;
    }

    private static Route route(Node from, Node to) {
        if (from.id().equals(to.id())) {
            throw new IllegalArgumentException("between " + from.id() + " and itself there is no connection");
        }
        return new Route(from.id(), to.id());
    }

    // ---- connections ----

    /**
     * Connects two nodes now, and not only when one has something for the other.
     *
     * @throws IllegalStateException if they cannot be connected, being cut off from each other for example
     */
    public void connect(Node one, Node other) {
        member(one);
        member(other);
        Route route = route(one, other);
        boolean alone = wanted.add(route.pair());
        thread.call(() -> connectIfWanted(route.pair()));
        if (!areConnected(one, other)) {
            if (alone) {
                wanted.remove(route.pair());
            }
            throw new IllegalStateException("cannot connect " + route.from() + " and " + route.to());
        }
    }

    /** Whether there is a connection, as far as both nodes know. */
    public boolean areConnected(Node one, Node other) {
        Route route = route(one, other);
        return links.containsKey(route) && links.containsKey(route.back());
    }

    /**
     * Breaks the connection of two nodes, and lets no other one come up until {@link #heal}. Both lose at once what is on
     * its way, and tell whoever watches by it; what is sent meanwhile is a dead letter.
     */
    public void cut(Node one, Node other) {
        Route route = route(one, other);
        firewall.cut(route);
        thread.call(() -> resetNow(route));
    }

    /** Breaks the connection of two nodes once; they may connect again at once. */
    public void reset(Node one, Node other) {
        Route route = route(one, other);
        thread.call(() -> resetNow(route));
    }

    /** Cuts each of some nodes off from each of others, as when a network falls apart. */
    public void split(Collection<? extends Node> some, Collection<? extends Node> others) {
        some.forEach(one -> others.forEach(other -> cut(one, other)));
    }

    /**
     * Lets nothing through between two nodes, in either direction, without anybody being told: what is sent stays under
     * way. {@link #cut} loses it, {@link #heal} lets it arrive, as a connection does that outlives an outage.
     */
    public void blackhole(Node one, Node other) {
        firewall.hold(route(one, other));
        firewall.hold(route(other, one));
    }

    /** As {@link #blackhole}, for one direction. */
    public void blackholeOneWay(Node from, Node to) {
        firewall.hold(route(from, to));
    }

    /** Has everything take this time that goes from one node to another, from now on; it stays in order. */
    public void delay(Node from, Node to, Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a delay must not be negative: " + time);
        }
        firewall.delay(route(from, to), time.toNanos());
    }

    /** Ends what {@link #cut}, {@link #blackhole} and {@link #delay} did to two nodes, in both directions. */
    public void heal(Node one, Node other) {
        firewall.heal(route(one, other));
        thread.call(this::deliverAndConnect);
    }

    /** Ends everything that was done to connections, pauses and rules too. */
    public void healAll() {
        firewall.healAll();
        thread.call(this::deliverAndConnect);
    }

    /**
     * Lets nothing go to or from a node, as if its process were frozen, without anybody being told. Its own code runs on,
     * as code cannot be frozen from outside.
     */
    public void pause(Node node) {
        firewall.pause(node.id());
    }

    /** Ends a {@link #pause}: what was held arrives. */
    public void resume(Node node) {
        firewall.resume(node.id());
        thread.call(this::deliverAndConnect);
    }

    /**
     * Makes single packets vanish that would arrive. No real connection does that: it is for code that must live with nodes
     * that do not do what they should.
     */
    public Rule drop(Predicate<? super Packet> which) {
        return firewall.add(which, Fate.VANISHES);
    }

    /** Breaks the connection whenever such a packet would arrive: it, and all behind it, is lost, and the nodes are told. */
    public Rule resetAt(Predicate<? super Packet> which) {
        return firewall.add(which, Fate.RESETS);
    }

    /**
     * Sets how much may be under way on each connection, in bytes of heap, estimated: past the first, senders wait; past the
     * second the connection is lost as overloaded.
     *
     * @throws IllegalArgumentException if the first is not positive, or the second smaller
     */
    public void limitUnderway(long highWater, long max) {
        if (highWater <= 0 || max < highWater) {
            throw new IllegalArgumentException("limits must be positive and rise: " + highWater + ", " + max);
        }
        highWaterBytes = highWater;
        bytesMax = max;
    }

    /**
     * Waits until all nodes, and the network, are at rest: what can be delivered was, and no code runs that was set in
     * motion by it.
     *
     * @throws AssertionError if that takes longer than 10 s of the machine's time, saying what still runs
     */
    public void settle() {
        activity.settle();
    }

    /**
     * Closes all nodes that run.
     *
     * @throws AssertionError if a rule of the test threw
     */
    @Override
    public void close() {
        members.values().forEach(member -> member.kernel.close());
        thread.close();
        time.close();
        Throwable failure = thread.failure();
        if (failure != null) {
            throw new AssertionError("something went wrong in the network's thread: " + failure, failure);
        }
    }

    // ---- for its parts ----

    Activity activity() {
        return activity;
    }

    /** Tells of each node that starts from now on, before the test has it. */
    void onStart(Consumer<? super Kernel> listener) {
        listeners.add(listener);
    }

    Firewall firewall() {
        return firewall;
    }

    Timers time() {
        return time;
    }

    NetworkThread thread() {
        return thread;
    }

    long highWaterBytes() {
        return highWaterBytes;
    }

    long bytesMax() {
        return bytesMax;
    }

    /** Has the network's thread do something later. */
    Timer after(long nanos, Runnable task) {
        return time.at(time.nanoTime() + nanos, () -> thread.execute(task));
    }

    /** As the firewall decides; a rule that throws counts as none, and fails the test at the end. */
    @ConfinedTo("the network's thread")
    Fate fate(Route route, String port, Message message) {
        try {
            return firewall.fate(route, port, message);
        } catch (RuntimeException | Error e) {
            thread.failed(e);
            return Fate.ARRIVES;
        }
    }

    int linksOf(String node) {
        return Math.max(1, (int) links.keySet().stream()
                .filter(route -> route.from().equals(node))
                .count());
    }

    @ConfinedTo("the network's thread")
    void forget(MemoryLink link) {
        links.remove(link.route(), link);
    }

    /** One end of a connection is lost, and its kernel has told everybody. */
    @ConfinedTo("the network's thread")
    void lost(MemoryLink link) {
        connectIfWanted(link.route().pair());
    }

    // ---- the network's thread ----

    private List<MemoryLink> linksFrom(String node) {
        return links.values().stream()
                .filter(link -> link.route().from().equals(node))
                .toList();
    }

    private void resetNow(Route route) {
        MemoryLink link = links.get(route);
        if (link == null) {
            link = links.get(route.back());
        }
        if (link != null) {
            link.reset();
        }
    }

    private void deliverTo(String node) {
        linksFrom(node).forEach(link -> link.other().deliverAll());
    }

    private void deliverAndConnect() {
        links.values().forEach(link -> {
            link.deliverAll();
            link.other().deliverAll(); // that one may be lost, and have words under way
        });
        wanted.forEach(this::connectIfWanted);
    }

    private void connectIfWanted(Route pair) {
        Member one = members.get(pair.from());
        Member other = members.get(pair.to());
        boolean halfOpen = links.containsKey(pair) != links.containsKey(pair.back());
        boolean held = firewall.isHeld(pair) || firewall.isHeld(pair.back());
        if (halfOpen || held || !wanted.remove(pair)) {
            return; // what ends that comes here again
        }
        if (links.containsKey(pair)) {
            return;
        }
        if (one == null || other == null || one.leaving || other.leaving || firewall.isCut(pair)) {
            fail(one, pair.to());
            fail(other, pair.from());
        } else if (!connectNow(MemoryLink.between(this, one.kernel, other.kernel))) {
            wanted.add(pair); // one of them was just telling of a loss, which takes a moment
            thread.execute(() -> connectIfWanted(pair));
        }
    }

    private static void fail(@Nullable Member member, String node) {
        if (member != null) {
            member.kernel.connectFailed(node, "no known address");
        }
    }

    private boolean connectNow(MemoryLink link) {
        MemoryLink other = link.other();
        if (!link.here().linkUp(link, "memory:" + other.route().from())) {
            link.discard();
            other.discard();
            return false;
        }
        if (!other.here().linkUp(other, "memory:" + link.route().from())) {
            other.discard();
            link.drop();
            link.lose(MemoryLink.RESET);
            return false;
        }
        links.put(link.route(), link);
        links.put(other.route(), other);
        return true;
    }

    /** A node of the network. */
    private final class Member implements Transport {
        final Kernel kernel;
        volatile boolean leaving; // whoever closes or crashes it

        Member(Kernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public void connect(String node) {
            thread.execute(() -> {
                Route pair = new Route(kernel.id(), node).pair();
                if (wanted.add(pair)) {
                    connectIfWanted(pair);
                }
            });
        }

        @Override
        public void check(String port, Message message) {
            MemoryLink.check(message);
        }

        @Override
        public List<String> addresses() {
            return List.of();
        }

        @Override
        public void stopAccepting() {
            leaving = true;
        }

        @Override
        public void close(long withinNanos) {
            thread.call(() -> linksFrom(kernel.id()).forEach(link -> link.finish(MemoryLink.END_OF_FILE)));
            // all that was under way and could arrive has arrived by now; the rest goes on without this node
            thread.call(() -> linksFrom(kernel.id()).forEach(link -> link.lose("this node closes")));
            members.remove(kernel.id(), this);
        }
    }
}
