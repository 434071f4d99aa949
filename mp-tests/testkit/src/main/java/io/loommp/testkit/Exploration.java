package io.loommp.testkit;

import io.loommp.spi.KernelThread;
import java.lang.StackWalker.StackFrame;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/*
 * Plays a scene with one seed after another on a carrier of its own, while the caller watches that something moves. The first
 * failure ends it, and is told with all that is needed to see it again.
 */
final class Exploration {
    private static final String SEED = "loommp.seed";
    private static final String SEEDS = "loommp.seeds";
    private static final int STEPS_SHOWN = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(5); // twice: a debugger stops the watch as well
    private static final AtomicInteger CARRIERS = new AtomicInteger();

    private final LongStream seeds;
    private final World.Scene scene;
    private final String test;
    private final Set<Integer> seen = new HashSet<>();
    private int runs;
    private long steps;
    private Trace lastTrace = new Trace();
    private @Nullable Throwable failure; // the carrier's, until it has ended
    private volatile @Nullable World playing; // written by the carrier
    private volatile boolean abandoned; // written by the caller

    private Exploration(LongStream seeds, World.Scene scene) {
        this.seeds = seeds;
        this.scene = scene;
        this.test = callingTest();
    }

    /** What is to be played, with these seeds in this order. */
    static Exploration of(LongStream seeds, World.Scene scene) {
        return new Exploration(seeds, scene);
    }

    /** As many seeds as are given, or what the properties say instead. */
    static Exploration of(int seeds, World.Scene scene) {
        Long one = Long.getLong(SEED);
        int count = Integer.getInteger(SEEDS, seeds);
        return new Exploration(one == null ? LongStream.range(0, count) : LongStream.of(one), scene);
    }

    World.Explored explored() {
        return new World.Explored(runs, steps, seen.size());
    }

    Trace lastTrace() {
        return lastTrace;
    }

    // ---- the caller ----

    /** Plays all. */
    Exploration play() {
        play(PATIENCE);
        return this;
    }

    /** Plays all; a step may take twice so long. */
    void play(Duration patience) {
        if (!SeededThreads.whyNot().isEmpty()) {
            throw Skip.because("no World here: " + SeededThreads.whyNot());
        }
        Thread carrier = new KernelThread(this::playAll, "loommp-world-" + CARRIERS.incrementAndGet());
        carrier.start();
        try {
            watch(carrier, patience);
        } catch (InterruptedException e) {
            abandon();
            carrier.interrupt();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while it explored", e);
        }
        switch (failure) {
            case null -> {}
            case Error error -> throw error;
            case RuntimeException exception -> throw exception;
            default -> throw new AssertionError(failure);
        }
    }

    private void watch(Thread carrier, Duration patience) throws InterruptedException {
        World seenWorld = null;
        long seenSteps = -1;
        int strikes = 0;
        while (!carrier.join(patience)) {
            World world = playing;
            long now = world == null ? -1 : world.scheduler().steps();
            strikes = isSame(world, seenWorld) && now == seenSteps ? strikes + 1 : 0;
            seenWorld = world;
            seenSteps = now;
            if (strikes == 2) {
                abandon();
                throw new AssertionError("nothing moves" + (world == null ? "" : " with seed " + world.seed()) + ": "
                        + whatDoesNotMove(world, carrier));
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // a world is itself
    private static boolean isSame(@Nullable World one, @Nullable World other) {
        return one == other;
    }

    private void abandon() {
        abandoned = true;
        World world = playing;
        if (world != null) {
            world.scheduler().abandon();
        }
    }

    private static String whatDoesNotMove(@Nullable World world, Thread carrier) {
        Strand running = world == null ? null : world.scheduler().running();
        Thread stuck = running == null ? carrier : running.thread;
        String who = running == null ? "the code that drives the world waits itself" : running + " does not give way";
        StackTraceElement[] stack = (stuck == null ? carrier : stuck).getStackTrace();
        return who + Arrays.stream(stack).map(frame -> "\n    at " + frame).collect(Collectors.joining());
    }

    // ---- the carrier ----

    private void playAll() {
        try {
            seeds.forEach(this::play);
        } catch (Throwable t) {
            failure = t;
        }
    }

    private void play(long seed) {
        World world = new World(seed);
        playing = world; // and then look at `abandoned`; the caller writes that and then looks at this
        if (abandoned) {
            throw new IllegalStateException("nobody waits for this any more");
        }
        lastTrace = world.trace();
        try {
            scene.play(world);
            world.examiner().checkPorts();
        } catch (Throwable t) {
            if (t instanceof RuntimeException skip && Skip.isOne(skip)) {
                throw skip;
            }
            throw new AssertionError(describe(world, t), t);
        } finally {
            runs++;
            steps += world.scheduler().steps();
            seen.add(lastTrace.hashCode());
            world.close();
        }
    }

    private String describe(World world, Throwable thrown) {
        List<String> shown = world.trace().tail(STEPS_SHOWN);
        String again =
                test.isEmpty() ? "" : "mvn test -Dtest=" + test + " -D" + SEED + "=" + world.seed() + "\n      or ";
        return "seed %d: %s%n  again: %sWorld.replay(%d, …)%n  %s%n  the last %d of %d steps:%n%s"
                .formatted(
                        world.seed(),
                        thrown instanceof AssertionError ? thrown.getMessage() : thrown,
                        again,
                        world.seed(),
                        world.examiner().describe(),
                        shown.size(),
                        world.trace().size(),
                        shown.stream().map(line -> "    " + line).collect(Collectors.joining("\n")));
    }

    /** The class and method of the test that plays, as Maven wants them: what was called by reflection. */
    private static String callingTest() {
        Optional<StackFrame> caller = StackWalker.getInstance(StackWalker.Option.SHOW_REFLECT_FRAMES)
                .walk(frames -> frames.takeWhile(frame -> !isReflection(frame.getClassName()))
                        .reduce((inner, outer) -> outer));
        return caller.map(frame -> {
                    String type =
                            frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1);
                    return type + '#' + frame.getMethodName();
                })
                .orElse("");
    }

    private static boolean isReflection(String type) {
        return type.startsWith("jdk.internal.reflect.") || type.startsWith("java.lang.");
    }
}
