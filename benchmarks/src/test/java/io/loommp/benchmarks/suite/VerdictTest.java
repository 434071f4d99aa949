package io.loommp.benchmarks.suite;

import static io.loommp.benchmarks.suite.Sample.RATE;
import static io.loommp.benchmarks.suite.Sample.TIME;
import static io.loommp.benchmarks.suite.Sample.outcome;
import static io.loommp.benchmarks.suite.Sample.with;
import static io.loommp.benchmarks.suite.Verdict.Answer.BARELY;
import static io.loommp.benchmarks.suite.Verdict.Answer.MET;
import static io.loommp.benchmarks.suite.Verdict.Answer.MISSED;
import static io.loommp.benchmarks.suite.Verdict.Answer.NEARLY;
import static io.loommp.benchmarks.suite.Verdict.Answer.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {
    private static Verdict advantage(double floor, double goal, double... own) {
        Outcome outcome = outcome();
        with(outcome, "LoomMP", RATE, own);
        with(outcome, "Erlang", RATE, 100, 100, 100);
        return Verdict.of(outcome, Target.both("LoomMP", "rate", "Erlang", floor, goal));
    }

    @Test
    void aBoundIsMetWhenEveryRoundReachesIt() {
        Verdict verdict = advantage(1, 2, 110, 150, 120);
        assertThat(verdict.floor()).isEqualTo(MET);
        assertThat(verdict.goal()).isEqualTo(MISSED);
    }

    @Test
    void roundsOnBothSidesOfTheBoundAreSaid() {
        Verdict verdict = advantage(1, 1.3, 90, 150, 120);
        assertThat(verdict.floor()).isEqualTo(BARELY);
        assertThat(verdict.goal()).isEqualTo(NEARLY);
        assertThat(verdict.floor().reached()).isTrue();
        assertThat(verdict.goal().reached()).isFalse();
    }

    @Test
    void withoutAPeerTheFigureItselfHasToBeSmallEnough() {
        Outcome outcome = with(outcome(), "LoomMP", TIME, 8, 9, 12);
        Verdict verdict = Verdict.of(outcome, Target.atMost("LoomMP", "p50", 10.0, 5.0));

        assertThat(verdict.floor()).isEqualTo(BARELY);
        assertThat(verdict.goal()).isEqualTo(MISSED);
        assertThat(verdict.text()).isEqualTo("LoomMP, p50: 9.0 (8.0 to 12.0); floor 10.0 barely; goal 5.00 missed");
    }

    @Test
    void whatWasNotMeasuredIsNotJudged() {
        Verdict verdict = Verdict.of(outcome(), Target.floor("LoomMP", "rate", "Erlang", 1));

        assertThat(verdict.floor()).isEqualTo(NONE);
        assertThat(verdict.text()).isEqualTo("LoomMP / Erlang: not measured");
    }
}
