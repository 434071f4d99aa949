package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link InboxSpinTest} does not show of it. */
class PatienceTest {
    private static final int FIRST_PAUSE = 32;
    private static final int ROW = 112;

    private int patience = Patience.NONE;

    private int waits() {
        int waits = 0;
        while (Patience.isAtEnd(patience)) {
            patience = Patience.waited(patience);
            waits++;
        }
        return waits;
    }

    @Test
    void aRowIsCompleteAfterSoManyThatPaidInTurn_andThenTheNextOneBegins() {
        assertThat(waits()).isEqualTo(FIRST_PAUSE);
        patience = Patience.paid(patience);

        int[] completes = IntStream.rangeClosed(1, 3 * ROW)
                .filter(i -> {
                    patience = Patience.paid(patience);
                    return Patience.isRowComplete(patience);
                })
                .toArray();

        assertThat(completes).containsExactly(ROW, 2 * ROW, 3 * ROW);
    }

    @Test
    void oneInVainBreaksARow() {
        waits();
        IntStream.range(0, ROW).forEach(i -> patience = Patience.paid(patience));
        patience = Patience.inVain(patience);
        assertThat(Patience.isAtEnd(patience)).isFalse();

        patience = Patience.paid(patience);

        assertThat(Patience.isRowComplete(patience)).isFalse();
    }
}
