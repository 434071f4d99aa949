package io.loommp.benchmarks.suite;

import io.loommp.benchmarks.Figures;
import java.util.List;
import java.util.Locale;

/** The figures of a workload as text: medians, spreads, ratios, and what was reached. */
final class Table {
    private static final int NAME_WIDTH = 42;

    private Table() {}

    static String of(Outcome outcome) {
        StringBuilder text = new StringBuilder();
        text.append('\n').append(outcome.id).append(": ").append(outcome.title).append('\n');
        for (Figure figure : outcome.figures) {
            table(text, outcome, figure);
        }
        for (Target target : outcome.targets) {
            text.append("  ").append(Verdict.of(outcome, target).text()).append('\n');
        }
        outcome.missing.forEach(line -> text.append("  left out: ").append(line).append('\n'));
        return text.append("  ").append(Noise.text(outcome)).append('\n').toString();
    }

    private static void table(StringBuilder text, Outcome outcome, Figure figure) {
        List<String> own = outcome.entrants().stream()
                .filter(name -> name.startsWith(Entrant.OWN) && !outcome.isCurve())
                .toList();
        text.append(String.format(
                Locale.ROOT,
                "  %-" + NAME_WIDTH + "s%14s%26s%8s%10s",
                figure.key() + ", " + figure.unit(),
                "median",
                "least to most",
                "spread",
                "alloc/op"));
        own.forEach(name -> text.append("  ").append(name).append(" / it"));
        text.append('\n');
        for (String entrant : outcome.entrants()) {
            Figures figures = outcome.figures(entrant, figure.key());
            if (figures == null) {
                continue;
            }
            Figures bytes = outcome.figures(entrant, JmhTurn.ALLOCATED);
            text.append(String.format(
                    Locale.ROOT,
                    "  %-" + NAME_WIDTH + "s%14s%26s%7.0f%%%10s",
                    entrant,
                    number(figures.median()),
                    number(figures.least()) + " to " + number(figures.most()),
                    spread(figures),
                    bytes == null ? "" : number(bytes.median())));
            for (String name : own) {
                Outcome.Ratio ratio = outcome.ratio(name, entrant, figure.key());
                String ratioText = ratio == null ? "" : String.format(Locale.ROOT, "%.2f", ratio.medians());
                text.append(String.format("  %" + (name.length() + " / it".length()) + "s", ratioText));
            }
            text.append('\n');
        }
    }

    /** How far the best and the worst round are apart, in percent of the median. */
    private static double spread(Figures figures) {
        return figures.median() == 0 ? 0 : 100 * (figures.most() - figures.least()) / figures.median();
    }

    /** With as many digits as tell something. */
    static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%,.1f" : "%,.2f", value);
    }
}
