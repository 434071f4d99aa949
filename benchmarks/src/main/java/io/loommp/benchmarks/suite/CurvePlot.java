package io.loommp.benchmarks.suite;

import io.loommp.benchmarks.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A drawing of curves in SVG, on scales of powers of ten: the medians, and at each a thin line from its worst round to its best. */
final class CurvePlot {
    private static final int WIDTH = 820;
    private static final int HEIGHT = 420;
    private static final int LEFT = 90;
    private static final int RIGHT = 220;
    private static final int TOP = 60;
    private static final int BOTTOM = 40;
    private static final List<String> COLOURS =
            List.of(Plot.OWN, "#c7622b", "#4d8f3a", "#8a4fa3", "#777777", "#b8a02a");

    private final Svg svg = new Svg(WIDTH, HEIGHT);
    private final Svg.Scale across;
    private final Svg.Scale up;

    private CurvePlot(Svg.Scale across, Svg.Scale up) {
        this.across = across;
        this.up = up;
    }

    private record Dot(double x, Figures figures) {}

    static String of(Outcome outcome, Figure figure) {
        Map<String, List<Dot>> curves = new LinkedHashMap<>();
        double farthest = 1;
        double least = Double.MAX_VALUE;
        double most = 1;
        for (String entrant : outcome.entrants()) {
            Figures figures = outcome.figures(entrant, figure.key());
            if (figures != null) {
                Point point = Point.of(entrant);
                curves.computeIfAbsent(point.curve(), name -> new ArrayList<>())
                        .add(new Dot((double) point.x(), figures));
                farthest = Math.max(farthest, (double) point.x());
                least = Math.min(least, figures.least());
                most = Math.max(most, figures.most());
            }
        }
        CurvePlot plot = new CurvePlot(
                new Svg.Scale(0, Math.max(0.5, Math.log10(farthest)), LEFT, WIDTH - RIGHT),
                Svg.Scale.of(least, most, HEIGHT - BOTTOM, TOP));
        return plot.draw(outcome, figure, curves);
    }

    private String draw(Outcome outcome, Figure figure, Map<String, List<Dot>> curves) {
        Plot.title(svg, outcome, figure);
        for (int power = 0; power <= across.high(); power++) {
            double x = across.at(Math.pow(10, power));
            svg.line(x, TOP, x, HEIGHT - BOTTOM, "#ddd", 1);
            svg.text(x, HEIGHT - BOTTOM + 18, "middle", Svg.power(power));
        }
        for (int power = (int) up.low(); power <= up.high(); power++) {
            double y = up.at(Math.pow(10, power));
            svg.line(LEFT, y, WIDTH - RIGHT, y, "#ddd", 1);
            svg.text(LEFT - 6, y + 4, "end", Svg.power(power));
        }
        int number = 0;
        for (Map.Entry<String, List<Dot>> curve : curves.entrySet()) {
            String colour = COLOURS.get(number % COLOURS.size());
            int y = TOP + 18 * number++;
            svg.rectangle(WIDTH - RIGHT + 14, y, 12, 12, colour);
            svg.text(WIDTH - RIGHT + 32, y + 11, "start", curve.getKey());
            draw(curve.getValue(), colour);
        }
        return svg.toString();
    }

    private void draw(List<Dot> dots, String colour) {
        for (int i = 0; i < dots.size(); i++) {
            Figures figures = dots.get(i).figures;
            double x = across.at(dots.get(i).x);
            double y = up.at(figures.median());
            svg.line(x, up.at(figures.least()), x, up.at(figures.most()), colour, 1);
            svg.circle(x, y, 3, colour);
            if (i > 0) {
                svg.line(
                        across.at(dots.get(i - 1).x),
                        up.at(dots.get(i - 1).figures.median()),
                        x,
                        y,
                        colour,
                        2);
            }
        }
    }
}
