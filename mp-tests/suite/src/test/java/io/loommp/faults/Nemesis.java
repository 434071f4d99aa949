package io.loommp.faults;

import io.loommp.faults.Star.Leaf;
import io.loommp.testing.FaultProxy.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Does to a {@link Star} what its seed says, and tells the {@link Expectations} what has to come of it. */
final class Nemesis {
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final Duration A_WHILE = Duration.ofMillis(800);
    private static final int PIECE_MAX = 7;
    private static final long SLOW_OCTETS_PER_SECOND = 100_000;

    /** What can happen to a leaf or to its connection. */
    enum Fault {
        KILL,
        RESET,
        /** The process is stopped, and goes on when it has long been given up. */
        STOP,
        SILENCE_TO_HUB,
        SILENCE_FROM_HUB,
        SILENCE,
        /** Silence that ends in time. */
        BLINK,
        STOP_BRIEFLY,
        FREEZE_BRIEFLY,
        DELAY,
        SPLIT,
        MERGE,
        SLOW
    }

    private final Star star;
    private final Expectations expectations;
    private final Duration silence;

    /** @param silence how long a silence is that has to be noticed */
    Nemesis(Star star, Expectations expectations, Duration silence) {
        this.star = star;
        this.expectations = expectations;
        this.silence = silence;
    }

    /** Does these things to the leaves, one after the other to each, to all leaves at once. */
    void round(List<List<Fault>> perLeaf, long seed) throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < perLeaf.size(); i++) {
                Leaf leaf = star.leaves().get(i);
                List<Fault> faults = perLeaf.get(i);
                Random random = new Random(seed + i);
                all.add(threads.submit(() -> {
                    for (Fault fault : faults) {
                        star.awaitFlow(leaf);
                        inflict(fault, leaf, random);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                get(one);
            }
        }
        star.awaitFlow();
    }

    private static void get(Future<?> future) throws Exception {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Kills the hub and starts it anew. */
    void killHub() throws Exception {
        int fault = expectations.fault("KILL hub");
        long since = star.hub().kill();
        for (Leaf leaf : star.leaves()) {
            expectations.quick(fault, leaf.name(), "hub", since);
        }
        pass(MOMENT);
        star.restartHub();
        star.awaitFlow();
    }

    private void inflict(Fault fault, Leaf leaf, Random random) throws Exception {
        int number = expectations.fault(fault + " " + leaf.name());
        switch (fault) {
            case KILL -> {
                long since = leaf.member().kill();
                expectations.quick(number, "hub", leaf.name(), since);
                pass(MOMENT);
                leaf.member().restart();
            }
            case RESET -> {
                long since = LineLog.micros();
                leaf.proxy().reset();
                expectations.quick(number, "hub", leaf.name(), since);
                expectations.quick(number, leaf.name(), "hub", since);
                pass(MOMENT);
            }
            case STOP -> stop(number, leaf);
            case SILENCE_TO_HUB -> {
                long since = silence(leaf, Direction.FORTH);
                expectations.silent(number, "hub", leaf.name(), since);
                expectations.silentThere(number, leaf.name(), "hub", since);
            }
            case SILENCE_FROM_HUB -> {
                long since = silence(leaf, Direction.BACK);
                expectations.silent(number, leaf.name(), "hub", since);
                expectations.silentThere(number, "hub", leaf.name(), since);
            }
            case SILENCE -> {
                long since = silence(leaf);
                expectations.silent(number, leaf.name(), "hub", since);
                expectations.silent(number, "hub", leaf.name(), since);
            }
            case BLINK -> calm(number, leaf, MOMENT, () -> leaf.proxy().blackhole());
            case FREEZE_BRIEFLY -> calm(number, leaf, MOMENT, () -> leaf.proxy().freeze());
            case STOP_BRIEFLY -> {
                leaf.member().signal("STOP");
                calm(number, leaf, MOMENT, () -> {});
            }
            case DELAY ->
                calm(
                        number,
                        leaf,
                        A_WHILE,
                        () -> leaf.proxy().delay(Duration.ofMillis(10), Duration.ofMillis(random.nextLong(20, 200))));
            case SPLIT -> calm(number, leaf, A_WHILE, () -> leaf.proxy().split(random.nextInt(1, PIECE_MAX)));
            case MERGE -> calm(number, leaf, A_WHILE, () -> leaf.proxy().merge(Duration.ofMillis(100)));
            case SLOW -> calm(number, leaf, A_WHILE, () -> leaf.proxy().limit(SLOW_OCTETS_PER_SECOND));
        }
    }

    private void stop(int number, Leaf leaf) throws Exception {
        long since = LineLog.micros();
        leaf.member().signal("STOP");
        pass(silence);
        expectations.silent(number, "hub", leaf.name(), since);
        long woken = LineLog.micros();
        leaf.member().signal("CONT");
        expectations.woken(number, leaf.name(), "hub", woken);
    }

    private long silence(Leaf leaf, Direction... directions) throws InterruptedException {
        long since = LineLog.micros();
        leaf.proxy().blackhole(directions);
        pass(silence);
        leaf.proxy().heal();
        return since;
    }

    /** Something that makes no monitor fire. */
    private void calm(int number, Leaf leaf, Duration time, Runnable what) throws Exception {
        long since = LineLog.micros();
        what.run();
        pass(time);
        leaf.proxy().heal();
        leaf.member().signal("CONT");
        star.awaitFlow(leaf);
        expectations.calm(number, leaf.name(), "hub", since);
        expectations.calm(number, "hub", leaf.name(), since);
    }

    /** A fault lasts so long: that is what it is, no waiting for anything. */
    static void pass(Duration time) throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Condition never = lock.newCondition();
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0) {
                left = never.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
