package io.loommp.benchmarks.suite;

import static io.loommp.benchmarks.suite.Sample.RATE;
import static io.loommp.benchmarks.suite.Sample.TIME;
import static io.loommp.benchmarks.suite.Sample.outcome;
import static io.loommp.benchmarks.suite.Sample.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    @Test
    void whatIsWrittenIsReadAgain(@TempDir Path directory) throws IOException {
        Target both = Target.both("LoomMP", "rate", "Erlang", 1, 1.5);
        Target size = Target.atMost("LoomMP", "p50", null, 10.0);
        Outcome outcome = outcome(both, size);
        with(outcome, "LoomMP", RATE, 1_234_567.5, 2, 3);
        with(outcome, "LoomMP", TIME, 0.25);
        with(outcome, "Erlang", RATE, 1);
        Path file = directory.resolve("deep").resolve("results.json");
        new Results(Map.of("jdk", "25"), List.of(outcome)).write(file);

        Results read = Results.read(file);
        assertThat(read.about()).containsExactly(Map.entry("jdk", "25"));
        assertThat(read.outcomes()).hasSize(1);
        Outcome again = read.outcomes().getFirst();
        assertThat(again.id).isEqualTo("X");
        assertThat(again.title).isEqualTo("something");
        assertThat(again.figures).containsExactly(RATE, TIME);
        assertThat(again.targets).containsExactly(both, size);
        assertThat(again.missing).containsExactly("Go: none here");
        assertThat(again.shares).containsExactly(0.97, 0.95);
        assertThat(again.entrants()).containsExactly("LoomMP", "Erlang");
        assertThat(again.values("LoomMP", "rate")).containsExactly(1_234_567.5, 2, 3);
        assertThat(again.values("LoomMP", "p50")).containsExactly(0.25);
        assertThat(read.text()).isEqualTo(Files.readString(file));
    }

    @Test
    void anotherFileIsRefusedByName(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("other.json");
        for (String text : List.of("{}", "[1]", "{\"format\":2}", "nonsense", "{\"format\":1,\"about\":{}}")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> Results.read(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("other.json");
        }
    }
}
