package io.loommp.benchmarks.suite;

import java.util.List;

/** Outcomes with figures that are easy to reckon with. */
final class Sample {
    static final Figure RATE = Figure.rate("trips/s");
    static final Figure TIME = new Figure("p50", "us", false);

    private Sample() {}

    static Outcome outcome(Target... targets) {
        Outcome outcome =
                new Outcome("X", "something", List.of(RATE, TIME), List.of(targets), List.of("Go: none here"));
        outcome.shares.add(0.97);
        outcome.shares.add(0.95);
        return outcome;
    }

    static Outcome with(Outcome outcome, String entrant, Figure figure, double... values) {
        for (double value : values) {
            outcome.add(entrant, figure.key(), value);
        }
        return outcome;
    }
}
