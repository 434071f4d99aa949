package io.loommp.benchmarks.suite;

import java.util.List;

/**
 * A workload with all who do it.
 *
 * @param id as in the list of what is to be reached
 * @param title what is done
 * @param figures what is measured, the most important first
 * @param entrants in the order of their turns
 * @param missing who is left out, and why
 * @param targets what is to be reached
 */
record Workload(
        String id,
        String title,
        List<Figure> figures,
        List<Entrant> entrants,
        List<String> missing,
        List<Target> targets) {
    Workload {
        figures = List.copyOf(figures);
        entrants = List.copyOf(entrants);
        missing = List.copyOf(missing);
        targets = List.copyOf(targets);
    }
}
