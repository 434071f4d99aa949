package io.loommp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.manage.Event;
import io.loommp.net.NodeConfig;
import io.loommp.testkit.World;
import io.loommp.testkit.sim.SimNetwork;
import io.loommp.testkit.sim.SimNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** A scene in three parts: everything goes wrong, everything heals, and everything must be as promised. */
final class Storm {
    private static final int ACTORS = 2; // of each start of a node
    private static final Duration TIME_TO_HEAL = Duration.ofSeconds(12);
    private static final Duration TIME_TO_AGREE = Duration.ofSeconds(5);
    private static final Duration A_MOMENT = Duration.ofMillis(100);
    private static final Duration TIME_TO_TELL = Duration.ofSeconds(2);
    private static final Duration TIME_TO_PROVE = Duration.ofSeconds(4); // after that a connection is in use or closed
    private static final int STEPS_MAX = 1_000_000;
    private static final Set<Event.DeadLetter.Cause> WITHOUT_CONNECTION =
            EnumSet.of(Event.DeadLetter.Cause.NO_ROUTE, Event.DeadLetter.Cause.CONNECTION_LOST);

    private final World world;
    private final UnaryOperator<KernelConfig> change;
    private final SimNetwork network;
    private final Oracle oracle;
    private final Detection detection;
    private final Records records;
    private final RandomGenerator random;
    private final List<String> ids = new ArrayList<>();
    private final Map<String, SimNode> nodes = new LinkedHashMap<>();
    private final List<Actor> actors = new ArrayList<>();
    private final long highWater;
    private final int packetsMax;
    private final int seedCount;
    private final int farAway; // milliseconds; 0: not at all
    private int faults;

    private Storm(World world, UnaryOperator<KernelConfig> change) {
        this.world = world;
        this.change = change;
        this.network = new SimNetwork(world);
        this.oracle = new Oracle(world);
        this.records = new Records(world, oracle);
        network.onSecondInUse(oracle::secondInUse);
        this.detection = new Detection(world, oracle, this::order);
        this.random = world.random();
        this.highWater = 1L << (11 + random.nextInt(6));
        this.farAway = random.nextBoolean() ? 0 : 1 + random.nextInt(100);
        this.seedCount = random.nextBoolean() ? 2 : 4;
        this.packetsMax = 20 + random.nextInt(200);
        world.limitSteps(STEPS_MAX);
    }

    /** Plays one, on nodes that are as usual. */
    static void play(World world) {
        play(world, kernel -> kernel);
    }

    /** Plays one. */
    static void play(World world, UnaryOperator<KernelConfig> change) {
        Storm storm = new Storm(world, change);
        storm.begin();
        storm.rage();
        storm.heal();
        storm.check();
        storm.end();
    }

    // ---- chance ----

    private <T> T any(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    private void pass(int millisMax) {
        world.run(Duration.ofNanos(random.nextLong(1 + millisMax * 1_000_000L)));
        oracle.checkSoFar();
    }

    // ---- nodes ----

    private void begin() {
        int count = 3 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            ids.add(String.valueOf((char) ('a' + i)));
        }
        int apart = random.nextBoolean() ? 0 : 300;
        distance();
        for (String id : ids) {
            start(id);
            pass(apart);
        }
        if (random.nextBoolean()) {
            pass(3000);
        }
    }

    /** Nodes that are far from each other often dial each other at the same time. */
    private void distance() {
        if (farAway > 0) {
            ids.forEach(id ->
                    ids.forEach(other -> network.delay(id, other, Duration.ofMillis(1), Duration.ofMillis(farAway))));
        }
    }

    private void start(String id) {
        HeldParking[] parking = new HeldParking[1];
        SimNode node = network.start(id, this::seeds, kernel -> {
            parking[0] = new HeldParking(kernel.parking());
            return change.apply(kernel.withThreads(kernel.virtualThreads(), parking[0]));
        });
        nodes.put(id, node);
        records.starts(node);
        Kernel.of(node.node())
                .events()
                .subscribe(
                        EnumSet.of(Event.Kind.CONNECTED, Event.Kind.DISCONNECTED, Event.Kind.DEAD_LETTER),
                        event -> told(node, event));
        for (int i = 0; i < ACTORS; i++) {
            Actor actor = new Actor(oracle, node, parking[0]);
            actors.add(actor);
            if (oneIn(2)) {
                records.offer(node, actor.id());
            }
        }
    }

    private NodeConfig.Builder seeds(NodeConfig.Builder usual) {
        NodeConfig.Builder config = usual.outboundHighWaterBytes(highWater)
                .outboundBytesMax(4 * highWater)
                .outboundPacketsMax(packetsMax);
        ids.stream().limit(seedCount).forEach(other -> config.seed(network.address(other)));
        return config;
    }

    private void told(SimNode at, Event event) {
        if (!at.isUp()) {
            return;
        }
        if (event instanceof Event.Connected connected) {
            oracle.linked(at.id(), connected.node(), true);
        } else if (event instanceof Event.Disconnected disconnected) {
            oracle.linked(at.id(), disconnected.node(), false);
        } else if (event instanceof Event.DeadLetter letter && WITHOUT_CONNECTION.contains(letter.cause())) {
            oracle.lost(at.id(), letter.to().node());
        }
    }

    private void order(PortId port, Runnable what) {
        present().stream().filter(actor -> actor.id().equals(port)).forEach(actor -> actor.order(what));
    }

    private List<Actor> present() {
        return actors.stream().filter(Actor::isThere).toList();
    }

    // ---- everything goes wrong ----

    private void rage() {
        int steps = 60 + random.nextInt(60);
        for (int i = 0; i < steps; i++) {
            if (oneIn(5)) {
                fault();
            } else {
                act();
            }
            pass(oneIn(20) ? 3000 : 60);
        }
    }

    private void act() {
        List<Actor> present = present();
        if (present.isEmpty()) {
            return;
        }
        Actor actor = any(present);
        if (oneIn(3)) {
            records.act(actor.node());
        }
        PortId other = any(actors).id(); // it may be gone
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                actor.watch(other);
                actor.send(other, 1 + random.nextInt(5), false);
            }
            case 3, 4, 5, 6 -> actor.send(other, 1 + random.nextInt(12), oneIn(4));
            case 7, 8 -> {
                actor.watch(other);
                actor.send(other, 20 + random.nextInt(80), false);
            }
            case 9 -> {
                for (int i = 0; i < 3; i++) {
                    actor.watch(any(actors).id());
                }
            }
            case 10 -> actor.unwatchSome();
            default -> {
                if (oneIn(3)) {
                    die(actor, List.of(any(actors).id(), other), KillReason.of("tired"));
                }
            }
        }
    }

    private void die(Actor actor, List<PortId> others, KillReason reason) {
        records.gone(actor.node(), actor.id());
        actor.die(others, reason);
    }

    private void fault() {
        faults++;
        String one = any(ids);
        String other = any(ids.stream().filter(id -> !id.equals(one)).toList());
        SimNode node = node(one);
        switch (random.nextInt(13)) {
            case 0 -> darken(node, node(other));
            case 1 -> {
                darken(node, node(other));
                darken(node(other), node);
            }
            case 2, 3 -> {
                detection.broken(node, node(other));
                network.reset(one, other);
            }
            case 4 -> {
                detection.broken(node, node(other));
                network.end(one, other);
            }
            case 5 -> network.delay(one, other, Duration.ofMillis(1), Duration.ofMillis(1 + random.nextInt(300)));
            case 6 -> {
                detection.cut(node, node(other));
                network.clog(one, other);
            }
            case 7 -> node.refuse(true);
            case 8 -> crash(node, true);
            case 9 -> crash(node, false);
            case 10 -> {
                detection.stopped(node, nodes.values());
                node.pause();
            }
            case 11, 12 -> healSome();
            default -> throw new IllegalStateException();
        }
    }

    private void darken(SimNode from, SimNode to) {
        detection.cut(from, to);
        network.darken(from.id(), to.id());
    }

    private SimNode node(String id) {
        SimNode node = nodes.get(id);
        if (node == null) {
            throw new IllegalStateException("no node " + id);
        }
        return node;
    }

    private void crash(SimNode node, boolean heard) {
        if (!node.isUp()) {
            return;
        }
        for (Actor actor : actors) {
            if (actor.node().equals(node) && actor.isThere()) {
                oracle.gone(actor.id());
            }
        }
        if (heard) {
            detection.killed(node, nodes.values());
            node.kill();
        } else {
            detection.silent(node, nodes.values());
            node.powerOff();
        }
        oracle.crashed(node.id(), ids);
    }

    private void healSome() {
        for (String id : ids) {
            if (random.nextBoolean()) {
                revive(id);
                for (String other : ids) {
                    if (random.nextBoolean()) {
                        detection.mended(id, other);
                        network.heal(id, other);
                    }
                }
            }
        }
    }

    private void revive(String id) {
        SimNode node = node(id);
        detection.goesOn(node, nodes.values());
        node.refuse(false);
        node.resume();
        if (!node.isUp()) {
            start(id);
        }
    }

    // ---- everything heals ----

    private void heal() {
        ids.forEach(id -> ids.forEach(other -> detection.mended(id, other)));
        network.heal();
        distance();
        ids.forEach(this::revive);
        Duration healed = world.time();
        world.run(TIME_TO_AGREE);
        while (!network.isQuiet() && world.time().compareTo(healed.plus(TIME_TO_HEAL)) < 0) {
            world.run(A_MOMENT); // what waited before the storm was over may take its time on a long way with a small
            // window
        }
        records.checkAgreement();
        world.run(healed.plus(TIME_TO_HEAL).minus(world.time()));
    }

    // ---- everything must be as promised ----

    private void check() {
        oracle.checkAll();
        for (String seed : ids.subList(0, Math.min(seedCount, ids.size()))) {
            for (String id : ids) {
                assertThat(id.equals(seed) || Kernel.of(node(id).node()).isLinked(seed))
                        .as("at %s, %s is connected with %s", world.time(), id, seed)
                        .isTrue();
            }
        }
        checkConnections();
        oracle.calm();
        List<Actor> present = present();
        for (Actor actor : present) {
            for (Actor other : present) {
                if (actor != other) {
                    actor.watch(other.id());
                    actor.send(other.id(), 2, false);
                }
            }
        }
        world.run(TIME_TO_TELL);
        oracle.checkAll();
        for (Actor actor : present) {
            if (oneIn(3)) {
                die(actor, present.stream().map(Actor::id).toList(), KillReason.normal());
            }
        }
        world.run(TIME_TO_TELL);
        oracle.checkAll();
        records.checkAgreement();
        checkConnections();
    }

    private void checkConnections() {
        for (String one : ids) {
            for (String other : ids) {
                if (!one.equals(other)) {
                    oracle.connections(one, other, network.connections(one, other, TIME_TO_PROVE));
                }
            }
        }
    }

    private void end() {
        world.note(oracle.sentInAll() + " messages, " + oracle.deliveredInAll() + " delivered, " + oracle.firedInAll()
                + " firings, " + faults + " faults");
        nodes.values().forEach(SimNode::kill);
    }
}
