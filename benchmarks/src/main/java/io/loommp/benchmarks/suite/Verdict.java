package io.loommp.benchmarks.suite;

import io.loommp.benchmarks.Figures;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a target was reached.
 *
 * @param target which one
 * @param value the advantage over the peer, or the figure; null if one of the two was not measured
 * @param floor what is said of the floor
 * @param goal what is said of the goal
 */
record Verdict(Target target, Outcome.@Nullable Ratio value, Answer floor, Answer goal) {
    /** What can be said of a bound. */
    enum Answer {
        /** The median and each round reach it. */
        MET,
        /** The median reaches it, and not each round. */
        BARELY,
        /** The median does not reach it, and some round does. */
        NEARLY,
        /** Neither the median nor any round reaches it. */
        MISSED,
        /** There is no such bound, or nothing was measured that could reach it. */
        NONE;

        boolean reached() {
            return this == MET || this == BARELY;
        }
    }

    static Verdict of(Outcome outcome, Target target) {
        Outcome.Ratio value = value(outcome, target);
        return new Verdict(target, value, answer(target, value, target.floor()), answer(target, value, target.goal()));
    }

    private static Outcome.@Nullable Ratio value(Outcome outcome, Target target) {
        if (target.peer() != null) {
            return outcome.ratio(target.subject(), target.peer(), target.figure());
        }
        Figures figures = outcome.figures(target.subject(), target.figure());
        return figures == null ? null : new Outcome.Ratio(figures.median(), figures.least(), figures.most());
    }

    private static Answer answer(Target target, Outcome.@Nullable Ratio value, @Nullable Double bound) {
        if (value == null || bound == null) {
            return Answer.NONE;
        }
        boolean least = target.reaches(value.least(), bound);
        boolean most = target.reaches(value.most(), bound);
        if (target.reaches(value.medians(), bound)) {
            return least && most ? Answer.MET : Answer.BARELY;
        }
        return least || most ? Answer.NEARLY : Answer.MISSED;
    }

    /** A line for people. */
    String text() {
        StringBuilder text = new StringBuilder(target.subject());
        text.append(target.peer() == null ? ", " + target.figure() : " / " + target.peer());
        if (target.peer() != null && !target.figure().equals("rate")) {
            text.append(", ").append(target.figure());
        }
        text.append(": ");
        if (value == null) {
            return text.append("not measured").toString();
        }
        String format = target.peer() == null ? "%,.1f (%,.1f to %,.1f)" : "%.2f (%.2f to %.2f)";
        text.append(String.format(Locale.ROOT, format, value.medians(), value.least(), value.most()));
        say(text, "floor", target.floor(), floor);
        say(text, "goal", target.goal(), goal);
        return text.toString();
    }

    private static void say(StringBuilder text, String which, @Nullable Double bound, Answer answer) {
        if (bound != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "; %s %s %s",
                    which,
                    Table.number(bound),
                    answer.name().toLowerCase(Locale.ROOT)));
        }
    }
}
