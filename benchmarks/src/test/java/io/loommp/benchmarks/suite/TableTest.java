package io.loommp.benchmarks.suite;

import static io.loommp.benchmarks.suite.Sample.RATE;
import static io.loommp.benchmarks.suite.Sample.outcome;
import static io.loommp.benchmarks.suite.Sample.with;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void mediansSpreadsRatiosAllocationsAndWhatWasReached() {
        Outcome outcome = outcome(Target.both("LoomMP", "rate", "Erlang", 1, 3));
        with(outcome, "LoomMP", RATE, 1_000, 2_000, 3_000);
        with(outcome, "Erlang", RATE, 1_000, 1_000, 1_000);
        outcome.add("LoomMP", JmhTurn.ALLOCATED, 72);

        assertThat(Table.of(outcome).lines().map(line -> line.strip().replaceAll(" +", " ")))
                .contains(
                        "X: something",
                        "rate, trips/s median least to most spread alloc/op LoomMP / it",
                        "LoomMP 2,000 1,000 to 3,000 100% 72.0 1.00",
                        "Erlang 1,000 1,000 to 1,000 0% 2.00",
                        "LoomMP / Erlang: 2.00 (1.00 to 3.00); floor 1.00 met; goal 3.00 nearly",
                        "left out: Go: none here");
    }

    @Test
    void numbersHaveAsManyDigitsAsTellSomething() {
        assertThat(Table.number(1_234_567.8)).isEqualTo("1,234,568");
        assertThat(Table.number(12.34)).isEqualTo("12.3");
        assertThat(Table.number(0.456)).isEqualTo("0.46");
    }
}
