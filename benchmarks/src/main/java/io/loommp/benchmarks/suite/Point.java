package io.loommp.benchmarks.suite;

import java.util.Locale;

/**
 * What the name of an entrant says when it is one point of a curve.
 *
 * @param curve whose point it is
 * @param x how many there were of what is varied; 0 if it is no point
 */
record Point(String curve, long x) {
    private static final String AT = " @ ";

    static Point of(String entrant) {
        int at = entrant.lastIndexOf(AT);
        return at < 0
                ? new Point(entrant, 0)
                : new Point(
                        entrant.substring(0, at),
                        Long.parseLong(entrant.substring(at + AT.length()).replace(",", "")));
    }

    /** The name of the entrant. */
    String entrant() {
        return curve + AT + String.format(Locale.ROOT, "%,d", x);
    }
}
