package io.loommp.testkit.sim;

import io.loommp.kernel.KernelConfig;
import io.loommp.net.NodeConfig;
import io.loommp.spi.Timers;
import io.loommp.testkit.World;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A network of byte pipes in a {@link World}. Each node has a host, which is called as it is, and listens there; between the
 * hosts octets go astray in all the ways in which they really do, and never in any other: those of one connection arrive in
 * order, or not at all.
 *
 * <pre>{@code
 * World.explore(500, world -> {
 *     SimNetwork network = new SimNetwork(world);
 *     SimNode here = network.start("here", usual -> usual.seed(network.address("there")));
 *     SimNode there = network.start("there", usual -> usual);
 *     world.run(Duration.ofSeconds(5));
 *     network.darken("here", "there");
 *     world.run(Duration.ofSeconds(5));
 *     network.heal();
 *     world.run(Duration.ofSeconds(5));
 * });
 * }</pre>
 *
 * <p><b>Threads:</b> the code that drives the world.
 */
public final class SimNetwork {
    private static final int PORT = 4040;
    private static final int BUFFER_BYTES = 64 * 1024;

    private final World world;
    private final Timers timers;
    private final Map<String, SimNode> nodes = new LinkedHashMap<>();
    private final Map<String, InetAddress> addresses = new LinkedHashMap<>();
    private final Map<InetSocketAddress, SimAcceptor> acceptors = new HashMap<>();
    private final Map<String, Map<String, Way>> ways = new LinkedHashMap<>();
    private final ByteBuffer readBuffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final ByteBuffer writeBuffer = ByteBuffer.allocate(BUFFER_BYTES);
    private BiConsumer<String, String> secondInUse = (one, other) -> {};

    /** A network without nodes. */
    public SimNetwork(World world) {
        this.world = world;
        this.timers = world.timers();
    }

    // ---- nodes ----

    /** Where a node listens, or will: what others take as a seed. */
    public String address(String id) {
        return addressOf(id).getHostAddress() + ':' + PORT;
    }

    /**
     * Starts a node, for the first time or again.
     *
     * @param change changes what is usual: a node that listens and has no seeds, timings of tests, no limits but the defaults
     * @throws IllegalArgumentException if there is one of this id that has neither crashed nor been closed
     */
    public SimNode start(String id, UnaryOperator<NodeConfig.Builder> change) {
        return start(id, change, kernel -> kernel);
    }

    /** As {@link #start(String, UnaryOperator)}, with another kernel than usual. */
    @SuppressWarnings("exports") // to who may see the kernel
    public SimNode start(
            String id, UnaryOperator<NodeConfig.Builder> change, UnaryOperator<KernelConfig> changeOfKernel) {
        SimNode before = nodes.get(id);
        if (before != null) {
            before.makeRoom();
        }
        SimNode node = SimNode.start(this, id, change, changeOfKernel);
        nodes.put(id, node);
        return node;
    }

    World world() {
        return world;
    }

    RandomGenerator random() {
        return world.random();
    }

    long now() {
        return timers.nanoTime();
    }

    /** Does something at a time. */
    void at(long time, Runnable task) {
        timers.at(time, task);
    }

    ByteBuffer readBuffer() {
        return readBuffer;
    }

    ByteBuffer writeBuffer() {
        return writeBuffer;
    }

    // ---- addresses ----

    InetAddress addressOf(String id) {
        return addresses.computeIfAbsent(id, i -> address(127, 1, 0, addresses.size() + 1));
    }

    private static InetAddress address(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address", e);
        }
    }

    /** The address of a host, which is written out: there are no names here. */
    static InetAddress parse(String literal) {
        return address(List.of(literal.split("\\.")).stream()
                .mapToInt(Integer::parseInt)
                .toArray());
    }

    String hostAt(InetSocketAddress address) {
        return addresses.entrySet().stream()
                .filter(entry -> entry.getValue().equals(address.getAddress()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("nobody");
    }

    /** Answers something for the system of a host, as soon as there is one. */
    void answer(String id, Runnable how) {
        SimNode node = nodes.get(id);
        if (node == null) {
            how.run();
        } else {
            node.host().answer(how);
        }
    }

    boolean listens(SimAcceptor acceptor) {
        return acceptors.putIfAbsent(acceptor.local(), acceptor) == null;
    }

    void closed(SimAcceptor acceptor) {
        acceptors.remove(acceptor.local(), acceptor);
    }

    @Nullable
    SimAcceptor acceptorAt(InetSocketAddress address) {
        return acceptors.get(address);
    }

    void closeAcceptors(SimHost host) {
        List.copyOf(acceptors.values()).stream()
                .filter(acceptor -> acceptor.host().equals(host))
                .forEach(acceptor -> closed(acceptor));
    }

    // ---- faults ----

    Way way(String from, String to) {
        return ways.computeIfAbsent(from, f -> new LinkedHashMap<>()).computeIfAbsent(to, t -> new Way(this));
    }

    /** From now on nothing comes through from one to the other, and neither hears of that. */
    public void darken(String from, String to) {
        world.note(from + " -> " + to + " is dark");
        way(from, to).darken();
    }

    /** From now on things take so long from one to the other. */
    public void delay(String from, String to, Duration min, Duration max) {
        world.note(from + " -> " + to + " takes " + min + " to " + max);
        way(from, to).delay(min.toNanos(), max.toNanos());
    }

    /** From now on the other takes no octets of this one, though its machine answers: a slow reader. */
    public void clog(String from, String to) {
        world.note(from + " -> " + to + " is clogged");
        way(from, to).clog();
    }

    /** All ways are as they were in the beginning; what was held on them arrives. */
    public void heal() {
        world.note("all ways are free");
        ways.values().forEach(each -> each.values().forEach(Way::heal));
    }

    /** The way from one to the other is as it was in the beginning. */
    public void heal(String from, String to) {
        world.note(from + " -> " + to + " is free");
        way(from, to).heal();
    }

    /** All connections of two hosts are reset. */
    public void reset(String one, String other) {
        world.note("connections of " + one + " and " + other + " are reset");
        between(one, other).forEach(SimConnection::resetBoth);
    }

    /** All connections of two hosts end, at both ends. */
    public void end(String one, String other) {
        world.note("connections of " + one + " and " + other + " end");
        between(one, other).forEach(SimConnection::endBoth);
    }

    /** How many connections of two hosts have been open at the first of them for so long. */
    public int connections(String one, String other, Duration forSoLong) {
        long before = now() - forSoLong.toNanos();
        return (int) between(one, other).stream()
                .filter(connection -> connection.openedAt() <= before)
                .count();
    }

    /**
     * From now on somebody is told whenever a node writes its first packet to another on a connection while one is open at its
     * end on which it has written such before: with the ids of the two. What is thrown then comes up in the node.
     */
    public void onSecondInUse(BiConsumer<String, String> told) {
        secondInUse = told;
    }

    /** The first packet is being written at this end. */
    void used(SimConnection end) {
        String other = hostAt(end.remote());
        long inUse = end.host().open().stream()
                .filter(SimConnection::isInUse)
                .filter(each -> hostAt(each.remote()).equals(other))
                .count();
        if (inUse > 1) {
            secondInUse.accept(end.host().id(), other);
        }
    }

    /** Whether nothing is on its way, nor waits to be read, between hosts that are up. */
    public boolean isQuiet() {
        return nodes.values().stream()
                .flatMap(node -> node.host().open().stream())
                .allMatch(SimConnection::isQuiet);
    }

    private List<SimConnection> between(String one, String other) {
        SimNode node = nodes.get(one);
        if (node == null) {
            throw new IllegalArgumentException("no such node: " + one);
        }
        return node.host().open().stream()
                .filter(end -> hostAt(end.remote()).equals(other))
                .toList();
    }
}
