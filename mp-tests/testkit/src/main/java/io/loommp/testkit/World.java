package io.loommp.testkit;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.loom.ThreadCall;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.spi.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A world of ports in which a seed decides what happens when: the threads of all its nodes run on one carrier, one at a time,
 * and time passes only when none of them can go on. The same seed gives the same run.
 *
 * <pre>{@code
 * World.explore(1_000, world -> {
 *     Node node = world.node("here");
 *     Port counter = ThreadPorts.spawn(node, Counter::serve);
 *     ThreadPorts.spawn(node, self -> Counter.increment(self, counter));
 *     ThreadPorts.spawn(node, self -> Counter.increment(self, counter));
 *     world.run();
 *     int value = world.call(node, self -> Counter.value(self, counter));
 *     assertThat(value).isEqualTo(2);
 * });
 * }</pre>
 *
 * <p>A thread runs until it waits, or comes to a receive, a send, a kill or a monitor, where the seed may let others go first.
 * A run fails with an {@link AssertionError} when the code that drives it does, when an assertion fails inside a port, when
 * ports wait for each other in a circle, when something runs on and on, and when something from outside the world took part.
 * The failure names the seed, the end of the {@link Trace}, who waits for what, and the command that repeats it.
 *
 * <p><b>Threads:</b> the code that was given to {@link #explore} or {@link #replay} drives the world, on a thread of the
 * world's own; nobody else may use it.
 * <p><b>Blocking:</b> the driving code must not wait; it lets the world {@link #run()}.
 * <p><b>Limits:</b> {@code Thread.sleep}, waits of the JDK with a time limit, blocking sockets, and threads that the world
 * did not make lie outside; where they are noticed, the run fails and says so. Before JDK 24 code must not wait inside
 * {@code synchronized}. It needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}; where there can be no world the
 * test is skipped by JUnit, or fails without it.
 */
public final class World {
    private static final int STEPS_MAX = 100_000;
    private static final String NAME_PREFIX = "p";

    private final long seed;
    private final Trace trace = new Trace();
    private final Scheduler scheduler;
    private final Thread driver = Thread.currentThread();
    private final List<Kernel> nodes = new ArrayList<>();
    private final Queue<Wire> wires = new ArrayDeque<>();
    private final Examiner examiner;
    private long stepsMax = STEPS_MAX;

    World(long seed) {
        this.seed = seed;
        this.scheduler = new Scheduler(seed, trace);
        this.examiner = new Examiner(scheduler, nodes);
    }

    /** Code that sets a world up, lets it run, and checks what has become of it. */
    @FunctionalInterface
    public interface Scene {
        /** Plays once. */
        void play(World world) throws Exception;
    }

    /**
     * What has been explored.
     *
     * @param runs how many seeds were played
     * @param steps how many steps they made in all
     * @param interleavings how many different runs there were among them
     */
    public record Explored(int runs, long steps, int interleavings) {}

    /**
     * Plays a scene with each of so many seeds, from 0 on. With the system property {@code loommp.seed} only with that one;
     * {@code loommp.seeds} says how many instead.
     *
     * <p><b>Blocking:</b> until all are played, or one has failed.
     *
     * @throws AssertionError for the first seed with which the scene fails, with the command that repeats it
     * @throws RuntimeException if this JVM allows no worlds; that of JUnit, which skips the test, where there is JUnit
     * @throws IllegalArgumentException if the number of seeds is not positive
     */
    public static Explored explore(int seeds, Scene scene) {
        if (seeds < 1) {
            throw new IllegalArgumentException("the number of seeds must be positive: " + seeds);
        }
        return Exploration.of(seeds, scene).play().explored();
    }

    /**
     * Plays a scene with one seed.
     *
     * <p><b>Blocking:</b> until it is played.
     *
     * @throws AssertionError if the scene fails
     * @throws RuntimeException if this JVM allows no worlds; that of JUnit, which skips the test, where there is JUnit
     */
    public static Trace replay(long seed, Scene scene) {
        return Exploration.of(LongStream.of(seed), scene).play().lastTrace();
    }

    // ---- what is in it ----

    /** The seed of this run. */
    public long seed() {
        return seed;
    }

    /** Chance that comes from the seed, for code that wants some. */
    public RandomGenerator random() {
        return scheduler.random();
    }

    /**
     * Starts a node. Its ports are called {@code nodeId#pa}, {@code nodeId#pb}… in the order in which they are made.
     *
     * @throws IllegalArgumentException if it is no node id, or there is such a node
     */
    public Node node(String nodeId) {
        Kernel node = node(KernelConfig.of(nodeId), config -> config.withNamePrefix(NAME_PREFIX));
        node.attach(new Wire.Ends(node, scheduler.clock(), wires));
        return node;
    }

    /**
     * Starts a node that has no way to other nodes, for who brings one.
     *
     * @param config what it is made of, but for its threads and its time
     * @param change what is to be changed when it has those of the world
     * @throws IllegalArgumentException if it is no node id, or there is such a node
     */
    @SuppressWarnings("exports") // to who may see the kernel
    public Kernel node(KernelConfig config, UnaryOperator<KernelConfig> change) {
        checkDriver();
        String nodeId = config.nodeId();
        if (nodes.stream().anyMatch(node -> node.id().equals(nodeId))) {
            throw new IllegalArgumentException("there is a node " + nodeId + " in this world");
        }
        Kernel node = Kernel.start(
                change.apply(config.withTimers(id -> scheduler.clock().ofNode())
                        .withThreads(scheduler::newThread, new WorldParking(scheduler))));
        node.events().subscribe(EnumSet.of(Event.Kind.DIED), event -> died(node, event));
        nodes.add(node);
        return node;
    }

    /**
     * Forgets a node that has crashed: nothing that it had to do at a later time is done, and it is not closed at the end.
     * Code of its ports that can run now may still.
     */
    public void forget(Node node) {
        checkDriver();
        Kernel.of(node).timers().close();
        nodes.remove(Kernel.of(node));
    }

    /** The world's time, for what belongs to no node: tasks run on the thread that drives the world. */
    public Timers timers() {
        return scheduler.clock().ofNode();
    }

    private void died(Node home, Event event) {
        if (event instanceof Event.Died died
                && died.port().node().equals(home.id())
                && !died.reason().isNormal()) {
            if (!(died.reason() instanceof KillReason.NodeClosed)) {
                note(died.port() + " ended: " + died.reason());
            }
            if (died.cause() instanceof AssertionError failed) {
                examiner.failedInPort(failed);
            }
        }
    }

    /**
     * Connects two nodes. Each message arrives some time later, in its order, as a list without objects of records; there
     * is no limit for what is on its way.
     *
     * @throws IllegalStateException if they are connected, or one has not heard yet that they no longer are
     */
    public void connect(Node one, Node other) {
        checkDriver();
        if (!Wire.connect(scheduler.clock(), Kernel.of(one), Kernel.of(other), wires)) {
            throw new IllegalStateException(
                    one + " and " + other + " are connected, or have not heard yet that they no longer are");
        }
    }

    /** Loses the connection of two nodes: what is on its way may still arrive, until a node hears of the loss. */
    public void disconnect(Node one, Node other) {
        checkDriver();
        for (Wire wire : wires) {
            if (wire.isOf(Kernel.of(one)) && wire.isOf(Kernel.of(other))) {
                wire.cut("disconnected");
            }
        }
        wires.removeIf(Wire::isCut);
    }

    // ---- running ----

    /**
     * Runs until nothing can go on, and no timer is left.
     *
     * @throws AssertionError if it does not come to that in 100,000 steps ({@link #limitSteps}), or the run fails otherwise
     */
    public Standstill run() {
        return run(Clock.FOR_EVER);
    }

    /**
     * Runs for so long, in the world's time.
     *
     * @throws IllegalArgumentException if the duration is negative
     * @throws AssertionError as {@link #run()}
     */
    public Standstill run(Duration forSoLong) {
        if (forSoLong.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + forSoLong);
        }
        long until = scheduler.clock().now() + forSoLong.toNanos();
        return run(until);
    }

    private Standstill run(long until) {
        drive(until, () -> false);
        if (until != Clock.FOR_EVER) {
            scheduler.clock().moveTo(until);
        }
        return examiner.standstill();
    }

    /**
     * Runs code in a port of its own, and the world until it has returned.
     *
     * @return what it returns
     * @throws Exception what it throws
     * @throws AssertionError if it waits for ever, or the run fails otherwise
     */
    public <T extends @Nullable Object> T call(Node node, ThreadCall<T> code) throws Exception {
        Outcome<T> outcome = new Outcome<>();
        Port port = ThreadPorts.spawn(node, self -> {
            try {
                outcome.value = code.call(self);
            } catch (Throwable t) {
                outcome.thrown = t;
            }
            outcome.over = true;
        });
        drive(Clock.FOR_EVER, () -> outcome.over || !port.isLive());
        if (!outcome.over) {
            throw new AssertionError(
                    port.isLive()
                            ? "a call waits for ever; " + examiner.describe()
                            : "the port of a call was killed: " + port.id());
        }
        return outcome.value();
    }

    private void drive(long until, BooleanSupplier enough) {
        checkDriver();
        while (!enough.getAsBoolean()) {
            if (scheduler.step()) {
                checkSteps();
                continue;
            }
            examiner.checkRun();
            if (!scheduler.moveToNext(until)) {
                return;
            }
        }
        examiner.checkRun();
    }

    private void checkSteps() {
        if (scheduler.steps() > stepsMax) {
            throw new AssertionError(
                    "still not at rest after %d steps, at %s: it runs on and on, or has a timer that comes again and again (then say for how long to run)"
                            .formatted(stepsMax, time()));
        }
    }

    /** What time it is, from zero on. */
    public Duration time() {
        return Duration.ofNanos(scheduler.clock().now());
    }

    /** Writes a line into the trace; any code of the world may. */
    public void note(String text) {
        trace.note(Objects.requireNonNull(text, "text"));
    }

    // ---- rules ----

    /**
     * Lets time pass by chance also while threads could go on, as it does when they are slow: so that time limits race with
     * what they limit. Without it code takes no time at all.
     */
    public void letTimePass() {
        checkDriver();
        scheduler.letTimePass();
    }

    /** Does not fail when ports wait for each other, but lets their time limits run; {@link Standstill#circles} tells. */
    public void tolerateCircles() {
        checkDriver();
        examiner.tolerateCircles();
    }

    /**
     * Fails when it has not come to rest after so many steps in all; 100,000 unless said otherwise.
     *
     * @throws IllegalArgumentException if that is not positive
     */
    public void limitSteps(long steps) {
        checkDriver();
        if (steps < 1) {
            throw new IllegalArgumentException("the number of steps must be positive: " + steps);
        }
        stepsMax = steps;
    }

    @SuppressWarnings("ReferenceEquality") // a thread is itself
    private void checkDriver() {
        if (Thread.currentThread() != driver) {
            throw new IllegalStateException("a world is driven by the code that was given to explore or replay, not by "
                    + Thread.currentThread());
        }
    }

    // ---- for who plays it ----

    Trace trace() {
        return trace;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Examiner examiner() {
        return examiner;
    }

    /** Ends all ports. What does not end then is left behind. */
    void close() {
        scheduler.close();
        try {
            nodes.forEach(Node::close);
        } finally {
            scheduler.end();
        }
    }
}
