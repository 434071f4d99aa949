package io.loommp.benchmarks.suite;

import io.loommp.net.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The results of a run as they stand in a file.
 *
 * @param about what the machine and the run were, by name
 * @param outcomes what was measured
 */
record Results(Map<String, String> about, List<Outcome> outcomes) {
    private static final int FORMAT = 1;

    Results {
        about = Map.copyOf(about);
        outcomes = List.copyOf(outcomes);
    }

    static Results read(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw new IOException(file + " does not hold results of the benchmark suite: " + e.getMessage(), e);
        }
    }

    void write(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Files.writeString(file, text());
    }

    String text() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("format", FORMAT);
        all.put("about", new TreeMap<>(about));
        all.put("workloads", outcomes.stream().map(Results::write).toList());
        return Json.writeIndented(all) + "\n";
    }

    private static Map<String, Object> write(Outcome outcome) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("id", outcome.id);
        all.put("title", outcome.title);
        all.put("figures", outcome.figures.stream().map(Results::write).toList());
        Map<String, Object> entrants = new LinkedHashMap<>();
        for (String entrant : outcome.entrants()) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (String key : outcome.keys(entrant)) {
                double[] of = Objects.requireNonNull(outcome.values(entrant, key));
                values.put(key, Arrays.stream(of).boxed().toList());
            }
            entrants.put(entrant, values);
        }
        all.put("entrants", entrants);
        all.put("targets", outcome.targets.stream().map(Results::write).toList());
        all.put("missing", outcome.missing);
        all.put("shares", outcome.shares);
        return all;
    }

    private static Map<String, Object> write(Figure figure) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("key", figure.key());
        all.put("unit", figure.unit());
        all.put("more_is_better", figure.moreIsBetter());
        return all;
    }

    private static Map<String, @Nullable Object> write(Target target) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("subject", target.subject());
        all.put("figure", target.figure());
        all.put("peer", target.peer());
        all.put("floor", target.floor());
        all.put("goal", target.goal());
        return all;
    }

    /** Of the text of a file. */
    static Results parse(String text) {
        Map<?, ?> all = map(Json.parse(text));
        if (number(get(all, "format")) != FORMAT) {
            throw new IllegalArgumentException("its format is " + all.get("format") + ", not " + FORMAT);
        }
        Map<String, String> about = new LinkedHashMap<>();
        map(get(all, "about")).forEach((name, value) -> about.put((String) name, (String) value));
        List<Outcome> outcomes = new ArrayList<>();
        for (Object one : list(get(all, "workloads"))) {
            outcomes.add(outcome(map(one)));
        }
        return new Results(about, outcomes);
    }

    private static Outcome outcome(Map<?, ?> all) {
        List<Figure> figures = new ArrayList<>();
        for (Object one : list(get(all, "figures"))) {
            Map<?, ?> figure = map(one);
            figures.add(new Figure(text(figure, "key"), text(figure, "unit"), (Boolean) get(figure, "more_is_better")));
        }
        List<Target> targets = new ArrayList<>();
        for (Object one : list(get(all, "targets"))) {
            Map<?, ?> target = map(one);
            targets.add(new Target(
                    text(target, "subject"),
                    text(target, "figure"),
                    (String) target.get("peer"),
                    numberOrNull(target.get("floor")),
                    numberOrNull(target.get("goal"))));
        }
        List<String> missing = new ArrayList<>();
        list(get(all, "missing")).forEach(line -> missing.add((String) line));
        Outcome outcome = new Outcome(text(all, "id"), text(all, "title"), figures, targets, missing);
        list(get(all, "shares")).forEach(share -> outcome.shares.add(number(share)));
        map(get(all, "entrants"))
                .forEach((entrant, values) -> map(values)
                        .forEach((key, of) ->
                                list(of).forEach(value -> outcome.add((String) entrant, (String) key, number(value)))));
        return outcome;
    }

    private static Object get(Map<?, ?> map, String name) {
        return Objects.requireNonNull(map.get(name), () -> "it has no " + name);
    }

    private static String text(Map<?, ?> map, String name) {
        return (String) get(map, name);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static List<?> list(@Nullable Object value) {
        return (List<?>) Objects.requireNonNull(value);
    }

    private static double number(@Nullable Object value) {
        return ((Number) Objects.requireNonNull(value)).doubleValue();
    }

    private static @Nullable Double numberOrNull(@Nullable Object value) {
        return value == null ? null : number(value);
    }
}
