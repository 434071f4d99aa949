package io.loommp.benchmarks.suite;

import io.loommp.benchmarks.Figures;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Whether the machine was quiet enough to judge by what was measured. Between the turns, one thread for each core computes
 * for a tenth of a second; the processor time they get, divided by what they could get, is the share of the machine that
 * was to be had. A workload is too noisy if it is timed and a share of it is below {@value #SHARE_LEAST}, or if for half of its entrants the best
 * round is {@value #SPREAD_MOST} times the worst or more.
 */
final class Noise {
    static final double SHARE_LEAST = 0.8;
    static final double SPREAD_MOST = 1.5;

    private static final long PROBE_NANOS = 100_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Noise() {}

    /** The share of the machine that is to be had now, 0 to 1. It takes a tenth of a second of all cores. */
    static double share() throws InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        long[] got = new long[cores];
        List<Thread> threads = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < cores; i++) {
            int core = i;
            threads.add(Thread.ofPlatform().start(() -> got[core] = compute(begun + PROBE_NANOS)));
        }
        long sum = 0;
        for (int i = 0; i < cores; i++) {
            threads.get(i).join();
            sum += got[i];
        }
        return Math.min(1, (double) sum / (System.nanoTime() - begun) / cores);
    }

    private static long compute(long end) {
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return THREADS.getCurrentThreadCpuTime();
    }

    /** The middle one of how many times its worst round the best round of each entrant is. */
    static double spread(Outcome outcome) {
        double[] spreads = outcome.entrants().stream()
                .map(entrant ->
                        outcome.figures(entrant, outcome.figures.getFirst().key()))
                .filter(Objects::nonNull)
                .mapToDouble(figures -> figures.most() / figures.least())
                .filter(Double::isFinite)
                .toArray();
        return spreads.length == 0 ? 1 : new Figures(spreads).median();
    }

    static double leastShare(Outcome outcome) {
        return outcome.shares.stream().mapToDouble(Double::doubleValue).min().orElse(1);
    }

    static boolean tooMuch(Outcome outcome) {
        boolean crowded = outcome.figures.getFirst().isTimed() && leastShare(outcome) < SHARE_LEAST;
        return crowded || spread(outcome) >= SPREAD_MOST;
    }

    /** A line for people. */
    static String text(Outcome outcome) {
        return String.format(
                Locale.ROOT,
                "%s: at least %.0f %% of the machine was to be had; best round to worst, the middle of all entrants: %.2f",
                tooMuch(outcome) ? "too noisy to judge" : "quiet enough",
                100 * leastShare(outcome),
                spread(outcome));
    }
}
