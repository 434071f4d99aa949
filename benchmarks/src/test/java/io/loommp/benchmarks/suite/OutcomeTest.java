package io.loommp.benchmarks.suite;

import static io.loommp.benchmarks.suite.Sample.RATE;
import static io.loommp.benchmarks.suite.Sample.TIME;
import static io.loommp.benchmarks.suite.Sample.outcome;
import static io.loommp.benchmarks.suite.Sample.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void aRatioIsOfTheMedians_andItsSpreadOfTheRounds() {
        Outcome outcome = outcome();
        with(outcome, "LoomMP", RATE, 100, 300, 200);
        with(outcome, "Erlang", RATE, 100, 100, 50);

        assertThat(outcome.ratio("LoomMP", "Erlang", "rate")).isEqualTo(new Outcome.Ratio(2, 1, 4));
    }

    @Test
    void whereLessIsBetter_theAdvantageIsTheOtherWayRound() {
        Outcome outcome = outcome();
        with(outcome, "LoomMP", TIME, 10, 10, 20);
        with(outcome, "Erlang", TIME, 20, 30, 20);

        assertThat(outcome.ratio("LoomMP", "Erlang", "p50")).isEqualTo(new Outcome.Ratio(2, 1, 3));
    }

    @Test
    void whoFailedIsNotCompared_andIsNamed() {
        Outcome outcome = outcome();
        with(outcome, "LoomMP", RATE, 100);
        with(outcome, "Erlang", RATE, 100);
        outcome.fail("Erlang", "it ended");

        assertThat(outcome.ratio("LoomMP", "Erlang", "rate")).isNull();
        assertThat(outcome.entrants()).containsExactly("LoomMP");
        assertThat(outcome.missing).containsExactly("Go: none here", "Erlang failed: it ended");
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> outcome().add("LoomMP", "rate", Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
    }
}
