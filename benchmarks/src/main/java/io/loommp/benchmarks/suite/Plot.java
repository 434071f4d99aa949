package io.loommp.benchmarks.suite;

import io.loommp.benchmarks.Figures;
import java.util.ArrayList;
import java.util.List;

/**
 * A drawing of a workload in SVG: a bar for the median of each entrant, on a scale of powers of ten, and on it a line from its
 * worst round to its best. Curves are drawn by {@link CurvePlot}.
 */
final class Plot {
    /** The colour of LoomMP. */
    static final String OWN = "#1f6f8b";

    private static final String OTHERS = "#b8b8b8";
    private static final int WIDTH = 820;
    private static final int LEFT = 230;
    private static final int RIGHT = 110;
    private static final int TOP = 56;
    private static final int ROW = 26;
    private static final int BAR = 16;
    private static final int BOTTOM = 40;

    private final Svg svg;
    private final Svg.Scale scale;

    private Plot(Svg svg, Svg.Scale scale) {
        this.svg = svg;
        this.scale = scale;
    }

    private record Row(String name, Figures figures) {}

    /** Of one figure; only those who have it. */
    static String of(Outcome outcome, Figure figure) {
        if (outcome.isCurve()) {
            return CurvePlot.of(outcome, figure);
        }
        List<Row> rows = new ArrayList<>();
        double least = Double.MAX_VALUE;
        double most = 1;
        for (String entrant : outcome.entrants()) {
            Figures figures = outcome.figures(entrant, figure.key());
            if (figures != null) {
                rows.add(new Row(entrant, figures));
                least = Math.min(least, figures.least());
                most = Math.max(most, figures.most());
            }
        }
        Svg svg = new Svg(WIDTH, TOP + rows.size() * ROW + BOTTOM);
        new Plot(svg, Svg.Scale.of(least, most, LEFT, WIDTH - RIGHT)).draw(outcome, figure, rows);
        return svg.toString();
    }

    /** Two lines of what is drawn. */
    static void title(Svg svg, Outcome outcome, Figure figure) {
        svg.text(10, 20, "start", outcome.id + ": " + outcome.title);
        String better = figure.moreIsBetter() ? "more" : "less";
        svg.text(
                10,
                38,
                "start",
                figure.key() + ", " + figure.unit() + ", " + better + " is better; thin: worst to best round");
    }

    private void draw(Outcome outcome, Figure figure, List<Row> rows) {
        title(svg, outcome, figure);
        int bottom = TOP + rows.size() * ROW;
        for (int power = (int) scale.low(); power <= scale.high(); power++) {
            double value = Math.pow(10, power);
            svg.line(scale.at(value), TOP - 6, scale.at(value), bottom + 6, "#ddd", 1);
            svg.text(scale.at(value), bottom + 22, "middle", Svg.power(power));
        }
        for (int i = 0; i < rows.size(); i++) {
            row(rows.get(i), TOP + i * ROW);
        }
    }

    private void row(Row row, int y) {
        Figures figures = row.figures();
        svg.text(LEFT - 8, y + BAR - 3, "end", row.name());
        double end = scale.at(figures.median());
        String colour = row.name().startsWith(Entrant.OWN) ? OWN : OTHERS;
        svg.rectangle(LEFT, y, Math.max(1, end - LEFT), BAR, colour);
        double best = scale.at(figures.most());
        svg.line(scale.at(figures.least()), y + BAR / 2.0, best, y + BAR / 2.0, "#000", 2);
        svg.text(Math.max(end, best) + 6, y + BAR - 3, "start", Table.number(figures.median()));
    }
}
