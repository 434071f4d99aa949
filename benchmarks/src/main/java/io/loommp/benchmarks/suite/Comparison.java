package io.loommp.benchmarks.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Two runs, by what each says of LoomMP beside the others: figures of different days say nothing beside each other, and their
 * ratios do.
 */
final class Comparison {
    private Comparison() {}

    /**
     * A change of an advantage.
     *
     * @param id of the workload
     * @param subject which entrant of LoomMP
     * @param peer over whom
     * @param figure its key
     * @param before in the baseline
     * @param after in the other run
     */
    record Change(String id, String subject, String peer, String figure, Outcome.Ratio before, Outcome.Ratio after) {
        double factor() {
            return after.medians() / before.medians();
        }

        /** Every round is worse than every round of the baseline. */
        boolean worse() {
            return after.most() < before.least();
        }

        /** Every round is better than every round of the baseline. */
        boolean better() {
            return after.least() > before.most();
        }

        String text() {
            return String.format(
                    Locale.ROOT,
                    "%-8s%-44s%10.2f%10.2f%9.2f  %s",
                    id,
                    subject + " / " + peer + (figure.equals("rate") ? "" : ", " + figure),
                    before.medians(),
                    after.medians(),
                    factor(),
                    worse() ? "worse" : better() ? "better" : "the same within the spread");
        }
    }

    /** All that both runs have. */
    static List<Change> changes(Results baseline, Results now) {
        List<Change> changes = new ArrayList<>();
        for (Outcome after : now.outcomes()) {
            for (Outcome before : baseline.outcomes()) {
                if (before.id.equals(after.id)) {
                    add(changes, before, after);
                }
            }
        }
        return changes;
    }

    private static void add(List<Change> changes, Outcome before, Outcome after) {
        for (Figure figure : after.figures) {
            if (before.figures.stream().noneMatch(figure::equals)) {
                continue;
            }
            for (String subject : after.entrants()) {
                for (String peer : after.entrants()) {
                    if (!subject.startsWith(Entrant.OWN)
                            || peer.startsWith(Entrant.OWN)
                            || Point.of(subject).x() != Point.of(peer).x()) {
                        continue;
                    }
                    Outcome.Ratio was = before.ratio(subject, peer, figure.key());
                    Outcome.Ratio is = after.ratio(subject, peer, figure.key());
                    if (was != null && is != null) {
                        changes.add(new Change(after.id, subject, peer, figure.key(), was, is));
                    }
                }
            }
        }
    }

    static String text(List<Change> changes) {
        StringBuilder text = new StringBuilder(
                String.format("%-8s%-44s%10s%10s%9s%n", "", "advantage over", "baseline", "now", "factor"));
        changes.forEach(change -> text.append(change.text()).append('\n'));
        long worse = changes.stream().filter(Change::worse).count();
        long better = changes.stream().filter(Change::better).count();
        return text.append(
                        String.format(Locale.ROOT, "%d compared, %d better, %d worse%n", changes.size(), better, worse))
                .toString();
    }
}
