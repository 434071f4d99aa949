package io.loommp.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * How two series relate that were measured in turn: the ratio of their medians, between which values it lies with a
 * probability of 95 % (the percentile bootstrap), and the ratios of neighbours, of the n-th of the one to the n-th of the other.
 */
final class Ratio {
    private static final int SAMPLES = 10_000;
    private static final long SEED = 1;
    private static final double TAIL = 0.025;

    private final Figures first;
    private final Figures second;
    private final Figures neighbours;
    private final double[] resampled = new double[SAMPLES];

    Ratio(double[] first, double[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException("not measured in turn: " + first.length + " and " + second.length);
        }
        this.first = new Figures(first);
        this.second = new Figures(second);
        double[] ratios = new double[first.length];
        Arrays.setAll(ratios, i -> first[i] / second[i]);
        neighbours = new Figures(ratios);
        Random random = new Random(SEED);
        Arrays.setAll(
                resampled,
                i -> sample(first, random).median() / sample(second, random).median());
        Arrays.sort(resampled);
    }

    private static Figures sample(double[] values, Random random) {
        double[] sample = new double[values.length];
        Arrays.setAll(sample, i -> values[random.nextInt(values.length)]);
        return new Figures(sample);
    }

    double ofMedians() {
        return first.median() / second.median();
    }

    Figures neighbours() {
        return neighbours;
    }

    /** The lower end of the interval. */
    double low() {
        return resampled[(int) (SAMPLES * TAIL)];
    }

    /** Its upper end. */
    double high() {
        return resampled[SAMPLES - 1 - (int) (SAMPLES * TAIL)];
    }

    /** All of it, with so many digits behind the point. */
    String text(int digits) {
        String number = "%." + digits + "f";
        return String.format(
                Locale.ROOT,
                "ratio of the medians " + number + " (95 %%: " + number + " to " + number + "); of neighbours %s",
                ofMedians(),
                low(),
                high(),
                neighbours.text(number));
    }
}
