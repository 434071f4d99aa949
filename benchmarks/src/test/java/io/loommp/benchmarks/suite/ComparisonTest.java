package io.loommp.benchmarks.suite;

import static io.loommp.benchmarks.suite.Sample.RATE;
import static io.loommp.benchmarks.suite.Sample.outcome;
import static io.loommp.benchmarks.suite.Sample.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private static Results results(double own1, double own2, double peer) {
        Outcome outcome = outcome();
        with(outcome, "LoomMP", RATE, own1, own2);
        with(outcome, "LoomMP, one carrier", RATE, own1, own2);
        with(outcome, "Erlang", RATE, peer, peer);
        return new Results(Map.of(), List.of(outcome));
    }

    private static Comparison.Change first(Results baseline, Results now) {
        return Comparison.changes(baseline, now).getFirst();
    }

    @Test
    void aMachineOfHalfTheSpeedChangesNothing() {
        Comparison.Change change = first(results(200, 210, 100), results(100, 105, 50));

        assertThat(change.factor()).isEqualTo(1);
        assertThat(change.worse()).isFalse();
        assertThat(change.better()).isFalse();
    }

    @Test
    void worseAndBetterAreWhatNoRoundDenies() {
        assertThat(first(results(200, 210, 100), results(100, 199, 100)).worse())
                .isTrue();
        assertThat(first(results(200, 210, 100), results(100, 205, 100)).worse())
                .isFalse();
        assertThat(first(results(200, 210, 100), results(211, 300, 100)).better())
                .isTrue();
        assertThat(first(results(200, 210, 100), results(205, 300, 100)).better())
                .isFalse();
    }

    @Test
    void ownEntrantsAreComparedWithOthersOnly() {
        Results results = results(200, 210, 100);
        assertThat(Comparison.changes(results, results))
                .extracting(change -> change.subject() + " / " + change.peer())
                .containsExactly("LoomMP / Erlang", "LoomMP, one carrier / Erlang");
    }

    @Test
    void pointsOfCurvesAreComparedWhereTheyAreTheSame() {
        Outcome outcome = outcome();
        for (String name : List.of("LoomMP @ 1", "LoomMP @ 1,000", "queue @ 1", "queue @ 1,000")) {
            with(outcome, name, RATE, 100);
        }
        Results results = new Results(Map.of(), List.of(outcome));
        assertThat(Comparison.changes(results, results))
                .extracting(change -> change.subject() + " / " + change.peer())
                .containsExactly("LoomMP @ 1 / queue @ 1", "LoomMP @ 1,000 / queue @ 1,000");
    }

    @Test
    void whatOnlyOneRunHasIsLeftOut() {
        Results now = results(200, 210, 100);
        now.outcomes().getFirst().fail("Erlang", "it ended");
        assertThat(Comparison.changes(results(200, 210, 100), now)).isEmpty();
    }

    @Test
    void theCommandComparesWithTheNewestFile_andItsExitCodeTells(@TempDir Path directory) throws Exception {
        Path baseline = directory.resolve("2026-01-01.json");
        results(200, 210, 100).write(baseline);
        results(1, 2, 100).write(directory.resolve("2026-01-02.json"));
        results(200, 210, 100).write(directory.resolve("2026-01-03.json"));
        String out = "--out=" + directory;

        assertThat(run("compare", baseline.toString(), out)).startsWith("0: " + directory.resolve("2026-01-03.json"));
        assertThat(run(
                        "compare",
                        baseline.toString(),
                        directory.resolve("2026-01-02.json").toString()))
                .startsWith("1: ")
                .contains("2 compared, 0 better, 2 worse");
        assertThat(run("compare")).startsWith("2: Usage");
        assertThat(run("--nonsense")).startsWith("2: Usage");
        assertThat(run("--rounds=0")).startsWith("2: Usage");
        assertThat(run("--help")).startsWith("0: Usage");
        assertThat(run("L99")).startsWith("2: there is no workload L99, only [L1, ");
    }

    private static String run(String... args) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int code = BenchSuite.run(List.of(args), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return code + ": " + bytes.toString(StandardCharsets.UTF_8);
    }
}
