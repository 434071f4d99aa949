package io.loommp.benchmarks.suite;

import static io.loommp.benchmarks.suite.Sample.RATE;
import static io.loommp.benchmarks.suite.Sample.outcome;
import static io.loommp.benchmarks.suite.Sample.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NoiseTest {
    @Test
    void aMachineOfOnesOwnAndRoundsThatAgreeAreQuiet() {
        Outcome outcome = with(outcome(), "LoomMP", RATE, 100, 110, 120);
        assertThat(Noise.tooMuch(outcome)).isFalse();
        assertThat(Noise.text(outcome)).startsWith("quiet enough: at least 95 %");
    }

    @Test
    void oneLookAtWhichOthersHadTheMachineIsTooMuch() {
        Outcome outcome = with(outcome(), "LoomMP", RATE, 100, 110, 120);
        outcome.shares.add(0.7);
        assertThat(Noise.tooMuch(outcome)).isTrue();
        assertThat(Noise.text(outcome)).startsWith("too noisy to judge: at least 70 %");
    }

    @Test
    void toBytesItDoesNotMatterWhoElseComputes() {
        Outcome outcome = new Outcome("X", "something", List.of(Figure.bytes()), List.of(), List.of());
        with(outcome, "LoomMP", Figure.bytes(), 100, 101);
        outcome.shares.add(0.1);
        assertThat(Noise.tooMuch(outcome)).isFalse();
    }

    @Test
    void oneThatVariesIsItsOwnAffair_mostThatVaryAreTheMachines() {
        Outcome outcome = outcome();
        with(outcome, "LoomMP", RATE, 100, 300);
        with(outcome, "Erlang", RATE, 100, 110);
        with(outcome, "Go", RATE, 100, 120);
        assertThat(Noise.spread(outcome)).isEqualTo(1.2);
        assertThat(Noise.tooMuch(outcome)).isFalse();

        with(outcome, "Erlang", RATE, 300);
        assertThat(Noise.spread(outcome)).isEqualTo(3);
        assertThat(Noise.tooMuch(outcome)).isTrue();
    }

    @Test
    void theShareIsOfTheWholeMachine() throws InterruptedException {
        assertThat(Noise.share()).isBetween(0.0, 1.0).isNotZero();
    }
}
