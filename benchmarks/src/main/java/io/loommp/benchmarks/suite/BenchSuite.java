package io.loommp.benchmarks.suite;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The command {@code bench-suite}: runs workloads, lists them, compares two runs. Without an argument it runs all; {@code --help}
 * says more.
 */
public final class BenchSuite {
    private static final String USAGE = """
            Usage: loommp bench-suite [WORKLOAD...] [--long | --smoke] [--rounds=N] [--only=TEXT] [--out=DIRECTORY]
                   loommp bench-suite compare BASELINE.json [RESULTS.json]
                   loommp bench-suite list

            Without workloads all are run that have something to reach; "curves" are those over sizes. --long is for
            figures that are written down; --smoke only shows that everything starts. --only takes the entrants whose
            names contain the text. Results go below benchmarks/results/ of the source tree. compare takes the newest
            file there unless one is named, and exits with 1 if anything is worse in all its rounds than in all those of
            the baseline.
            """;

    private BenchSuite() {}

    /** See the class. */
    public static void main(String[] args) throws Exception {
        System.exit(run(List.of(args), System.out));
    }

    static int run(List<String> args, PrintStream out) throws Exception {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new LinkedHashMap<>();
        for (String arg : args) {
            if (arg.startsWith("--")) {
                int sign = arg.indexOf('=');
                options.put(arg.substring(2, sign < 0 ? arg.length() : sign), sign < 0 ? "" : arg.substring(sign + 1));
            } else {
                words.add(arg);
            }
        }
        if (options.containsKey("help")) {
            out.print(USAGE);
            return 0;
        }
        String results = System.getProperty("loommp.home", ".") + "/benchmarks/results";
        Path directory = Path.of(options.getOrDefault("out", results));
        if (!List.of("long", "smoke", "rounds", "only", "out").containsAll(options.keySet())
                || (options.containsKey("long") && options.containsKey("smoke"))
                || !options.getOrDefault("rounds", "1").matches("[1-9][0-9]{0,2}")) {
            out.print(USAGE);
            return 2;
        }
        if (!words.isEmpty() && words.getFirst().equals("compare")) {
            return compare(words.subList(1, words.size()), directory, out);
        }
        try (Workloads workloads = new Workloads()) {
            if (words.equals(List.of("list"))) {
                workloads.ids().forEach(out::println);
                workloads.curves().forEach(out::println);
                return 0;
            }
            if (words.remove("curves")) {
                words.addAll(workloads.curves());
            }
            words = new ArrayList<>(new LinkedHashSet<>(words)); // each once
            for (String word : words) {
                if (!workloads.ids().contains(word) && !workloads.curves().contains(word)) {
                    out.println(
                            "there is no workload " + word + ", only " + workloads.ids() + ", " + workloads.curves());
                    return 2;
                }
            }
            Length length = options.containsKey("long")
                    ? Length.LONG
                    : options.containsKey("smoke") ? Length.SMOKE : Length.SHORT;
            int rounds = Integer.parseInt(options.getOrDefault("rounds", Integer.toString(length.rounds)));
            Run run = new Run(out, length, rounds, options.getOrDefault("only", ""), directory);
            return run.measure(workloads, words.isEmpty() ? workloads.ids() : words) ? 0 : 1;
        }
    }

    private static int compare(List<String> files, Path directory, PrintStream out) throws IOException {
        if (files.isEmpty() || files.size() > 2) {
            out.print(USAGE);
            return 2;
        }
        Path baseline = Path.of(files.getFirst());
        Optional<Path> now = files.size() == 2 ? Optional.of(Path.of(files.get(1))) : newest(directory, baseline);
        if (now.isEmpty()) {
            out.println("there are no results in " + directory + " to compare with; name a file");
            return 2;
        }
        List<Comparison.Change> changes;
        try {
            changes = Comparison.changes(Results.read(baseline), Results.read(now.get()));
        } catch (IOException e) {
            out.println("cannot read results: " + e);
            return 2;
        }
        out.println(now.get() + ", compared with " + baseline);
        out.print(Comparison.text(changes));
        return changes.stream().anyMatch(Comparison.Change::worse) ? 1 : 0;
    }

    /** Names begin with the date, so the last name is the newest. */
    private static Optional<Path> newest(Path directory, Path but) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9].*\\.json"))
                    .filter(file -> !file.toAbsolutePath()
                            .normalize()
                            .equals(but.toAbsolutePath().normalize()))
                    .max(Path::compareTo);
        }
    }
}
