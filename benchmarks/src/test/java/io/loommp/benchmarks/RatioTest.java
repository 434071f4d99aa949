package io.loommp.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RatioTest {
    @Test
    void theRatioIsThatOfTheMedians_withTheNeighboursBesideIt() {
        Ratio ratio = new Ratio(new double[] {10, 1000, 12}, new double[] {10, 10, 10});
        assertThat(ratio.ofMedians()).isEqualTo(1.2);
        assertThat(ratio.neighbours().least()).isEqualTo(1.0);
        assertThat(ratio.neighbours().most()).isEqualTo(100.0);
        assertThat(ratio.low()).isLessThanOrEqualTo(1.2);
        assertThat(ratio.high()).isGreaterThanOrEqualTo(1.2);
    }

    @Test
    void seriesThatDoNotDifferAtAllHaveNoSpread() {
        Ratio ratio = new Ratio(new double[] {5, 5, 5}, new double[] {5, 5, 5});
        assertThat(ratio.text(2))
                .isEqualTo("ratio of the medians 1.00 (95 %: 1.00 to 1.00); of neighbours 1.00 (1.00 to 1.00)");
    }

    @Test
    void seriesOfDifferentLengthsWereNotMeasuredInTurn() {
        assertThatThrownBy(() -> new Ratio(new double[2], new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 and 3");
    }
}
