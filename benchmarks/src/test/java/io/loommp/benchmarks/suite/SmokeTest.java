package io.loommp.benchmarks.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every workload starts, and each of its entrants ends with a figure. */
class SmokeTest {
    @TempDir
    Path directory;

    @Test
    void oneWorkloadOfEachKindOfTurn() throws Exception {
        // JMH, and programs of ours
        Results results = run("L6t", "M", "--only=LoomMP");

        assertThat(results.outcomes()).extracting(outcome -> outcome.id).containsExactly("L6t", "M");
        assertThat(results.outcomes().getFirst().keys("LoomMP")).contains("rate", JmhTurn.ALLOCATED);
    }

    @Test
    @Tag("long") // a hundred virtual machines
    void allWorkloads() throws Exception {
        Results results = run();

        try (Workloads workloads = new Workloads()) {
            assertThat(results.outcomes()).extracting(outcome -> outcome.id).isEqualTo(workloads.ids());
            for (Outcome outcome : results.outcomes()) {
                assertThat(outcome.entrants())
                        .containsExactlyElementsOf(workloads.get(outcome.id).entrants().stream()
                                .map(Entrant::name)
                                .toList());
            }
        }
    }

    private Results run(String... words) throws Exception {
        List<String> args = new ArrayList<>(Arrays.asList(words));
        args.addAll(List.of("--smoke", "--out=" + directory));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = BenchSuite.run(args, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(code).as(out.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("failed: ");
        Results results = Results.read(file(".json"));
        for (Outcome outcome : results.outcomes()) {
            for (Figure figure : outcome.figures) {
                assertThat(Files.readString(file(outcome.id + "-" + figure.key() + ".svg")))
                        .startsWith("<svg");
            }
        }
        return results;
    }

    private Path file(String end) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(end))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
