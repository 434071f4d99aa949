package io.loommp.benchmarks.net;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Measures what goes between two processes, for LoomMP in both framings and all others in turn, and prints
 * medians and ratios: {@code NetworkCompare [WORK...] [rounds=3] [warm-up=3] [seconds=5] [connections=1000]}. Without
 * arguments it does all work:
 *
 * <pre>
 * one-way     messages of 100 octets to a port of another process, which counts them (R1)
 * round-trip  to a port of another process and back, one in flight (R2)
 * many-1      echoes over 1,000 connections, 1 in flight on each (R3)
 * many-16     the same with 16 in flight
 * </pre>
 */
public final class NetworkCompare {
    private static final List<String> WORKS = List.of("one-way", "round-trip", "many-1", "many-16");
    private static final Map<String, String> UNITS = Map.of("rate", "/s", "p50", ", us", "p99", ", us");

    private static final Duration LIMIT = Duration.ofMinutes(2); // of one run

    private final int rounds;
    private final String warmUp;
    private final String seconds;
    private final int connections;
    private final Path directory;

    private NetworkCompare(Map<String, String> options, Path directory) {
        this.rounds = Integer.parseInt(options.getOrDefault("rounds", "3"));
        this.warmUp = options.getOrDefault("warm-up", "3");
        this.seconds = options.getOrDefault("seconds", "5");
        this.connections = Integer.parseInt(options.getOrDefault("connections", "1000"));
        this.directory = directory;
    }

    /** See the class. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, String> options = new LinkedHashMap<>();
        List<String> works = new ArrayList<>();
        for (String arg : args) {
            int sign = arg.indexOf('=');
            if (sign > 0) {
                options.put(arg.substring(0, sign), arg.substring(sign + 1));
            } else if (WORKS.contains(arg)) {
                works.add(arg);
            } else {
                throw new IllegalArgumentException("there is no work " + arg + ", only " + WORKS);
            }
        }
        Path directory = Files.createTempDirectory("loommp-benchmarks");
        try {
            NetworkCompare compare = new NetworkCompare(options, directory);
            for (String work : works.isEmpty() ? WORKS : works) {
                compare.measure(work);
            }
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void measure(String work) throws IOException, InterruptedException {
        List<Contender> contenders =
                Contender.all(work, connections, directory, who -> System.out.println("left out: " + who));
        List<String> figures = Contender.figures(work);
        Map<String, double[]> values = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : contenders) {
                Map<String, Double> measured = contender.measure(work, warmUp, seconds, LIMIT);
                for (String figure : figures) {
                    values.computeIfAbsent(contender.name() + figure, k -> new double[rounds])[round] =
                            Objects.requireNonNull(measured.get(figure));
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%n%s, %d rounds of %s s, load average %.1f%n",
                work,
                rounds,
                seconds,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        for (String figure : figures) {
            print(contenders, figure, values);
        }
    }

    /** The medians, with the least and most, and in further columns how many times those of the others they are. */
    private static void print(List<Contender> contenders, String figure, Map<String, double[]> values) {
        System.out.printf("%-16s%14s%30s", figure + UNITS.get(figure), "median", "(least to most)");
        contenders.forEach(other -> System.out.printf("%16s", "/ " + other.name()));
        System.out.println();
        for (Contender contender : contenders) {
            double[] own = sorted(contender, figure, values);
            String range = String.format(Locale.ROOT, "(%,.1f to %,.1f)", own[0], own[own.length - 1]);
            System.out.printf(Locale.ROOT, "%-16s%,14.1f%30s", contender.name(), own[own.length / 2], range);
            for (Contender other : contenders) {
                double[] its = sorted(other, figure, values);
                System.out.printf(Locale.ROOT, "%16.2f", own[own.length / 2] / its[its.length / 2]);
            }
            System.out.println();
        }
    }

    private static double[] sorted(Contender contender, String figure, Map<String, double[]> values) {
        double[] sorted =
                values.getOrDefault(contender.name() + figure, new double[1]).clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
