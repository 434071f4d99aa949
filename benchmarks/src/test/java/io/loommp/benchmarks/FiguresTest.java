package io.loommp.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void theMedianIsTheMiddleOneOrBetweenTheMiddleTwo() {
        assertThat(new Figures(new double[] {9, 1, 5}).median()).isEqualTo(5);
        assertThat(new Figures(new double[] {9, 1, 5, 7}).median()).isEqualTo(6);
        assertThat(new Figures(new double[] {3}).median()).isEqualTo(3);
    }

    @Test
    void leastMostAndPercentilesAreOfTheSortedValues() {
        double[] values = new double[100];
        for (int i = 0; i < values.length; i++) {
            values[i] = 100 - i;
        }
        Figures figures = new Figures(values);

        assertThat(figures.least()).isEqualTo(1);
        assertThat(figures.most()).isEqualTo(100);
        assertThat(figures.percentile(99)).isEqualTo(99);
        assertThat(figures.percentile(100)).isEqualTo(100);
        assertThat(figures.percentile(0)).isEqualTo(1);
    }

    @Test
    void theValuesOfTheCallerStayInTheirOrder() {
        double[] values = {3, 1, 2};
        new Figures(values);
        assertThat(values).containsExactly(3, 1, 2);
    }

    @Test
    void thereIsNoMedianOfNothing() {
        assertThatThrownBy(() -> new Figures(new double[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
