package io.loommp.benchmarks;

import io.loommp.net.json.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the sites at which events are published cost a node into which nobody looks: runs {@link SendAndReceive} on two builds
 * of the core, with its sites and without them ({@link CoreBuild}), in turn, each time in a virtual machine of its own.
 *
 * <pre>{@code
 * SiteCost [forks=20] [warm-up=3] [seconds=4] [json=FILE]
 * }</pre>
 *
 * <p>Prints for each kind of port the times and the bytes of one send and receive, and the ratio of the medians with its spread;
 * 20 forks take about 12 minutes, 4 about two and a half. It has to be called from within the source tree, and leaves the builds
 * in {@code benchmarks/target/sites}. Ends with 1 if the ratio is above 1.05, or if the sites allocate anything.
 */
public final class SiteCost {
    private static final double RATIO_MAX = 1.05;
    private static final double BYTES_MAX =
            0.5; // JMH counts its own work, too, and that of the compiler, for each message
    private static final List<String> BENCHMARKS = List.of("byThread", "byCallback");
    private static final int LIMIT_MINUTES = 5; // for one fork of each benchmark

    private final Path directory;
    private final int forks;
    private final String warmUp;
    private final String seconds;

    /** What was measured of one build, by benchmarks. */
    private record Series(Path classes, Map<String, double[]> nanos, Map<String, double[]> bytes) {
        Series(Path classes) {
            this(classes, new TreeMap<>(), new TreeMap<>());
        }

        void add(Map<String, double[]> values, String benchmark, int fork, int forks, double value) {
            values.computeIfAbsent(benchmark, name -> new double[forks])[fork] = value;
        }
    }

    private SiteCost(Map<String, String> options, Path directory) {
        this.directory = directory;
        this.forks = Integer.parseInt(options.getOrDefault("forks", "20"));
        this.warmUp = options.getOrDefault("warm-up", "3");
        this.seconds = options.getOrDefault("seconds", "4");
    }

    /** See the class. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, String> options = new LinkedHashMap<>();
        for (String arg : args) {
            String[] parts = arg.split("=", 2);
            if (parts.length != 2
                    || !List.of("forks", "warm-up", "seconds", "json").contains(parts[0])) {
                System.err.println(
                        "there is no option " + arg + "; SiteCost [forks=20] [warm-up=3] [seconds=4] [json=FILE]");
                System.exit(2);
            }
            options.put(parts[0], parts[1]);
        }
        Path directory = CoreBuild.home().resolve("benchmarks/target/sites");
        deleteAll(directory);
        Map<String, Object> result = new SiteCost(options, Files.createDirectories(directory)).measure();
        if (options.containsKey("json")) {
            Files.writeString(Path.of(options.get("json")), Json.writeIndented(result));
        }
        System.exit(Boolean.TRUE.equals(result.get("met")) ? 0 : 1);
    }

    /** What a former call has left: the builds and the last log of JMH. */
    private static void deleteAll(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private Map<String, Object> measure() throws IOException, InterruptedException {
        Series with = new Series(directory.resolve("with"));
        Series without = new Series(directory.resolve("without"));
        CoreBuild build = new CoreBuild();
        build.withSites(with.classes);
        int sites = build.withoutSites(directory.resolve("sources"), without.classes);
        System.out.println(sites + " questions for listeners are left out of the second build: " + without.classes);
        for (int fork = 0; fork < forks; fork++) {
            run(fork % 2 == 0 ? with : without, fork);
            run(fork % 2 == 0 ? without : with, fork);
            System.out.println("fork " + (fork + 1) + " of " + forks + " of each build");
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("java", System.getProperty("java.vm.name") + ' ' + Runtime.version());
        result.put("processors", Runtime.getRuntime().availableProcessors());
        result.put("load_average", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        result.put("sites", sites);
        result.put("forks", forks);
        boolean met = true;
        for (String benchmark : BENCHMARKS) {
            met &= compare(benchmark, with, without, result);
        }
        result.put("met", met);
        return result;
    }

    private static boolean compare(String benchmark, Series with, Series without, Map<String, Object> result) {
        double[] nanosWith = of(with.nanos, benchmark);
        double[] nanosWithout = of(without.nanos, benchmark);
        Figures timeWith = new Figures(nanosWith);
        Figures timeWithout = new Figures(nanosWithout);
        double bytesWith = new Figures(of(with.bytes, benchmark)).median();
        double bytesWithout = new Figures(of(without.bytes, benchmark)).median();
        Ratio ratio = new Ratio(nanosWith, nanosWithout);
        boolean met = ratio.ofMedians() <= RATIO_MAX && Math.abs(bytesWith - bytesWithout) < BYTES_MAX;
        System.out.printf(
                Locale.ROOT,
                "%n%s, one send and its receive%n  with the sites    %s ns, %.2f bytes%n  without the sites %s ns, %.2f bytes%n"
                        + "  times: %s%n  at most %.2f and no byte more: %s%n",
                benchmark,
                timeWith.text("%.1f"),
                bytesWith,
                timeWithout.text("%.1f"),
                bytesWithout,
                ratio.text(3),
                RATIO_MAX,
                met ? "met" : "missed");
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("nanos_with", nanosWith);
        figures.put("nanos_without", nanosWithout);
        figures.put("median_with", timeWith.median());
        figures.put("median_without", timeWithout.median());
        figures.put("bytes_with", bytesWith);
        figures.put("bytes_without", bytesWithout);
        figures.put("ratio_of_medians", ratio.ofMedians());
        figures.put("ratio_95_percent", List.of(ratio.low(), ratio.high()));
        figures.put(
                "ratio_of_neighbours",
                List.of(
                        ratio.neighbours().least(),
                        ratio.neighbours().median(),
                        ratio.neighbours().most()));
        figures.replaceAll((key, value) -> value instanceof double[] values ? list(values) : value);
        result.put(benchmark, figures);
        return met;
    }

    private static List<Double> list(double[] values) {
        List<Double> list = new ArrayList<>();
        for (double value : values) {
            list.add(value);
        }
        return list;
    }

    private static double[] of(Map<String, double[]> values, String benchmark) {
        double[] found = values.get(benchmark);
        if (found == null) {
            throw new IllegalStateException("nothing was measured of " + benchmark + ", only of " + values.keySet());
        }
        return found;
    }

    /** One fork of each benchmark on one build. */
    private void run(Series series, int fork) throws IOException, InterruptedException {
        Path results = directory.resolve("results.json");
        Path log = directory.resolve("jmh.log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // in front of the classes of the core that were packed into the jar; JMH hands it on to its forks
        command.addAll(List.of(
                "-cp", series.classes + System.getProperty("path.separator") + System.getProperty("java.class.path")));
        command.addAll(List.of("org.openjdk.jmh.Main", "\\." + SendAndReceive.class.getSimpleName() + "\\."));
        command.addAll(List.of("-f", "1", "-wi", warmUp, "-w", "1", "-i", seconds, "-r", "1", "-prof", "gc"));
        command.addAll(List.of("-foe", "true", "-rf", "json", "-rff", results.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new IllegalStateException("a fork has not ended in " + LIMIT_MINUTES + " minutes; see " + log);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("JMH failed:\n" + Files.readString(log));
        }
        for (Object each : list(Json.parse(Files.readString(results)))) {
            Map<?, ?> one = map(each);
            String benchmark = String.valueOf(one.get("benchmark")).replaceAll(".*\\.", "");
            series.add(series.nanos, benchmark, fork, forks, score(one.get("primaryMetric")));
            series.add(series.bytes, benchmark, fork, forks, bytes(map(one.get("secondaryMetrics"))));
        }
    }

    private static double bytes(Map<?, ?> metrics) {
        for (Map.Entry<?, ?> metric : metrics.entrySet()) {
            if (String.valueOf(metric.getKey()).endsWith("gc.alloc.rate.norm")) {
                return score(metric.getValue());
            }
        }
        throw new IllegalStateException("JMH's profiler told nothing of bytes: " + metrics.keySet());
    }

    private static double score(@Nullable Object metric) {
        if (map(metric).get("score") instanceof Number score) {
            return score.doubleValue();
        }
        throw new IllegalStateException("JMH told no score: " + metric);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalStateException("JMH told " + value + " where a map was expected");
    }

    private static List<?> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalStateException("JMH told " + value + " where a list was expected");
    }
}
