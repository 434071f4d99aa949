package io.loommp.benchmarks.suite;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One run of workloads. Each entrant does its work once in each round, in a process of its own; every other round goes
 * backwards, so that nobody always comes after the same one.
 *
 * <p><b>Threads:</b> one. <b>Failures:</b> an entrant that fails is left out, and noted.
 */
final class Run {
    private final PrintStream out;
    private final Length length;
    private final int rounds;
    private final String only;
    private final Path directory;

    /**
     * Of so many rounds.
     *
     * @param only what the names of entrants contain that take part
     * @param directory where results go
     */
    Run(PrintStream out, Length length, int rounds, String only, Path directory) {
        this.out = out;
        this.length = length;
        this.rounds = rounds;
        this.only = only;
        this.directory = directory;
    }

    /** Whether LoomMP has ended all its turns. */
    boolean measure(Workloads workloads, List<String> ids) throws IOException, InterruptedException {
        Map<String, String> about = about();
        out.println(about);
        String name = about.get("date") + "-" + length.title();
        Path file = directory.resolve(name + ".json");
        List<Outcome> outcomes = new ArrayList<>();
        for (String id : ids) {
            Outcome outcome = measure(workloads.get(id));
            out.print(Table.of(outcome));
            outcomes.add(outcome);
            // after each of them, as the next ones may take an hour
            new Results(about, outcomes).write(file);
            for (Figure figure : outcome.figures) {
                Path plots = Files.createDirectories(directory.resolve(name));
                Files.writeString(plots.resolve(id + "-" + figure.key() + ".svg"), Plot.of(outcome, figure));
            }
        }
        summary(outcomes);
        out.println("results: " + file);
        return outcomes.stream()
                .flatMap(outcome -> outcome.missing.stream())
                .noneMatch(line -> line.startsWith(Entrant.OWN));
    }

    private Map<String, String> about() {
        Map<String, String> about = new LinkedHashMap<>();
        about.put(
                "date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(":", ""));
        about.put("length", length.title() + ", " + rounds + " rounds");
        about.put("jdk", System.getProperty("java.vm.vendor") + " " + System.getProperty("java.runtime.version"));
        about.put("os", System.getProperty("os.name") + " " + release(System.getProperty("os.version")));
        about.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        about.put(
                "load",
                String.format(
                        Locale.ROOT,
                        "%.1f",
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        return about;
    }

    private Outcome measure(Workload workload) throws InterruptedException {
        Outcome outcome = new Outcome(
                workload.id(), workload.title(), workload.figures(), workload.targets(), workload.missing());
        List<Entrant> left = new ArrayList<>(workload.entrants().stream()
                .filter(one -> one.name().contains(only))
                .toList());
        for (int round = 0; round < rounds; round++) {
            outcome.shares.add(Noise.share());
            for (Entrant entrant : round % 2 == 0
                    ? List.copyOf(left)
                    : left.reversed().stream().toList()) {
                out.println(workload.id() + ", round " + (round + 1) + " of " + rounds + ": " + entrant.name());
                try {
                    entrant.turn().measure(length).forEach((key, value) -> outcome.add(entrant.name(), key, value));
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) { // whatever it is, the others go on
                    outcome.fail(entrant.name(), e.toString());
                    left.remove(entrant);
                }
            }
        }
        outcome.shares.add(Noise.share());
        return outcome;
    }

    private void summary(List<Outcome> outcomes) {
        List<String> others = new ArrayList<>();
        int measured = 0;
        int all = 0;
        for (Outcome outcome : outcomes) {
            for (Target target : outcome.targets) {
                if (target.floor() != null) {
                    all++;
                    Verdict verdict = Verdict.of(outcome, target);
                    measured += verdict.value() == null ? 0 : 1;
                    if (!verdict.floor().reached()) {
                        String noisy = Noise.tooMuch(outcome) ? " (too noisy to judge)" : "";
                        others.add("  " + outcome.id + ": " + verdict.text() + noisy);
                    }
                }
            }
        }
        out.printf("%n%d of %d floors reached, %d measured%n", all - others.size(), all, measured);
        others.forEach(out::println);
        List<String> noisy = outcomes.stream()
                .filter(Noise::tooMuch)
                .map(outcome -> outcome.id)
                .toList();
        if (!noisy.isEmpty()) {
            out.println("the machine was too noisy to judge these, run them again: " + String.join(" ", noisy));
        }
    }

    /** The first two numbers of a system's version: what is behind them is a builder's own business. */
    private static String release(String version) {
        return version.replaceFirst("^(\\d+\\.\\d+).*", "$1");
    }
}
