package io.loommp.benchmarks.suite;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;

/** The text of a drawing, with axes that count in powers of ten. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height) {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">",
                width, height);
        rectangle(0, 0, width, height, "#fff");
    }

    void rectangle(double x, double y, double width, double height, String colour) {
        add("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>", x, y, width, height, colour);
    }

    void line(double x1, double y1, double x2, double y2, String colour, double width) {
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
                x1, y1, x2, y2, colour, width);
    }

    void circle(double x, double y, double radius, String colour) {
        add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>", x, y, radius, colour);
    }

    /** With the anchor {@code start}, {@code middle} or {@code end}. */
    void text(double x, double y, String anchor, String content) {
        String escaped = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escaped);
    }

    /** A power of ten, as it stands at an axis. */
    static String power(int exponent) {
        return String.format(Locale.ROOT, "%,." + Math.max(0, -exponent) + "f", Math.pow(10, exponent));
    }

    @FormatMethod
    private void add(@FormatString String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    @Override
    public String toString() {
        return text + "</svg>\n";
    }

    /** A scale from pixels to pixels; powers of ten are as far from each other. */
    record Scale(double low, double high, double from, double to) {
        /** That has room for these two values and is a power of ten long at least. */
        static Scale of(double least, double most, double from, double to) {
            double high = Math.log10(Math.max(most, 1));
            double low = Math.floor(Math.min(Math.log10(Math.max(least, Double.MIN_NORMAL)), high) - 0.1);
            return new Scale(low, Math.max(low + 1, high), from, to);
        }

        double at(double value) {
            double power = Math.max(low, Math.log10(Math.max(value, Double.MIN_NORMAL)));
            return from + (to - from) * (power - low) / (high - low);
        }
    }
}
