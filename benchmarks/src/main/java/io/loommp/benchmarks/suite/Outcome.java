package io.loommp.benchmarks.suite;

import io.loommp.benchmarks.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of a workload: for each entrant and figure one value of each round. An entrant that failed in a round
 * has none of it, and is left out of what is said of the others.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class Outcome {
    final String id;
    final String title;
    final List<Figure> figures;
    final List<Target> targets;
    final List<String> missing;

    /** What part of the machine this process could have, looked at between the turns. */
    final List<Double> shares = new ArrayList<>();

    /** By entrant, in the order of their turns, and then by figure. */
    private final Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();

    Outcome(String id, String title, List<Figure> figures, List<Target> targets, List<String> missing) {
        this.id = id;
        this.title = title;
        this.figures = List.copyOf(figures);
        this.targets = List.copyOf(targets);
        this.missing = new ArrayList<>(missing);
    }

    void add(String entrant, String figure, double value) {
        if (!Double.isFinite(value) || value < 0) {
            throw new IllegalArgumentException(
                    figure + " of " + entrant + " is " + value + ", not a number that counts");
        }
        values.computeIfAbsent(entrant, name -> new LinkedHashMap<>())
                .computeIfAbsent(figure, key -> new ArrayList<>())
                .add(value);
    }

    /** What failed is not compared, and said. */
    void fail(String entrant, String why) {
        values.remove(entrant);
        missing.add(entrant + " failed: " + why);
    }

    List<String> entrants() {
        return List.copyOf(values.keySet());
    }

    /** Whether each entrant is a point of a curve. */
    boolean isCurve() {
        return !values.isEmpty()
                && values.keySet().stream().allMatch(name -> Point.of(name).x() > 0);
    }

    /** The values of the rounds, in their order; null if it was not measured. */
    double @Nullable [] values(String entrant, String figure) {
        List<Double> list = values.getOrDefault(entrant, Map.of()).get(figure);
        return list == null
                ? null
                : list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The keys of what was measured of an entrant. */
    List<String> keys(String entrant) {
        return List.copyOf(values.getOrDefault(entrant, Map.of()).keySet());
    }

    @Nullable
    Figures figures(String entrant, String figure) {
        double[] of = values(entrant, figure);
        return of == null ? null : new Figures(of);
    }

    Figure figure(String key) {
        return figures.stream()
                .filter(one -> one.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + " has no figure " + key + ", only " + figures));
    }

    /** The advantage of one entrant over another; null if one of them was not measured. */
    @Nullable
    Ratio ratio(String subject, String peer, String key) {
        double[] own = values(subject, key);
        double[] its = values(peer, key);
        return own == null || its == null ? null : Ratio.of(figure(key), own, its);
    }

    /**
     * The advantage of one over another.
     *
     * @param medians of the medians of all rounds
     * @param least of a round: what was measured next to each other
     * @param most of a round
     */
    record Ratio(double medians, double least, double most) {
        static Ratio of(Figure figure, double[] own, double[] its) {
            double[] neighbours = new double[Math.min(own.length, its.length)];
            Arrays.setAll(neighbours, i -> figure.advantage(own[i], its[i]));
            Figures spread = new Figures(neighbours);
            double medians = figure.advantage(new Figures(own).median(), new Figures(its).median());
            return new Ratio(medians, spread.least(), spread.most());
        }
    }
}
