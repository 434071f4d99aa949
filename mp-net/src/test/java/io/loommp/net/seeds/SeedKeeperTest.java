package io.loommp.net.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeedKeeperTest {
    private static final String ONE = "127.0.0.1:4041";
    private static final String TWO = "127.0.0.1:4042";

    private final SeedKeeper keeper = new SeedKeeper(List.of(ONE, TWO), Duration.ofSeconds(30), new Random(1), 0);

    private static long seconds(double seconds) {
        return (long) (seconds * 1e9);
    }

    @Test
    void allSeedsAreDialledAtOnce_andOnlyOnce() {
        assertThat(keeper.due(0)).containsExactly(ONE, TWO);
        assertThat(keeper.due(seconds(100))).isEmpty();
        assertThat(keeper.nanosUntilDue(seconds(100))).isEmpty();
    }

    @Test
    void attemptsThatFailAreRepeated_atTimesThatDoubleUpToTheLimit() {
        long now = 0;
        keeper.due(now);
        double last = 0;
        for (int i = 0; i < 8; i++) {
            keeper.ended(ONE, now);
            double delay = keeper.nanosUntilDue(now).orElseThrow() / 1e9;
            if (i == 0) {
                assertThat(delay).isBetween(1.2, 2.4);
            } else {
                assertThat(delay).isEqualTo(Math.min(2 * last, 30));
            }
            assertThat(keeper.due(now + seconds(delay) - 1_000_000)).isEmpty();
            now += seconds(delay) + 1000;
            assertThat(keeper.due(now)).containsExactly(ONE);
            last = delay;
        }
        assertThat(last).isEqualTo(30);
    }

    @Test
    void aSeedThatIsConnectedIsNotDialled_whoeverDialled() {
        keeper.due(0);
        keeper.proven(ONE, "one");
        keeper.linkUp("one");
        keeper.ended(ONE, 0);
        keeper.ended(TWO, 0);

        assertThat(keeper.due(seconds(1000))).containsExactly(TWO);
        keeper.proven(TWO, "one"); // a second address of the same node
        keeper.ended(TWO, seconds(1000));
        assertThat(keeper.nanosUntilDue(seconds(1000))).isEmpty();
    }

    @Test
    void aSeedThatIsLostIsDialledAfterTheShortTime() {
        keeper.due(0);
        keeper.ended(TWO, 0);
        keeper.proven(ONE, "one");
        keeper.linkUp("one");
        keeper.ended(ONE, 0);
        keeper.linkDown("one", seconds(1000));

        assertThat(keeper.due(seconds(1001))).containsExactly(TWO);
        assertThat(keeper.due(seconds(1002.4))).containsExactly(ONE);
    }

    @Test
    void aSeedThatClaimsToBeThisNodeIsDialledSeldom_andNothingIsExpectedThere() {
        keeper.due(0);
        keeper.metItself(ONE);
        keeper.ended(ONE, 0);
        keeper.proven(TWO, "two");

        assertThat(keeper.due(seconds(29.9))).isEmpty();
        assertThat(keeper.due(seconds(30))).containsExactly(ONE);
        assertThat(keeper.nodes()).containsExactly("two");
        assertThat(keeper.hasUnmet()).isFalse();
        keeper.proven(ONE, "one"); // it was somebody else who answered first
        assertThat(keeper.nodes()).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void aSeedThatClaimsTheIdOfALinkedNodeIsDialledSeldom_untilItProvesIt() {
        keeper.linkUp("one");
        keeper.due(0);
        keeper.met(ONE, "one");
        keeper.ended(ONE, 0);

        assertThat(keeper.due(seconds(29.9))).isEmpty();
        assertThat(keeper.due(seconds(30))).containsExactly(ONE);
        keeper.proven(ONE, "one");
        keeper.ended(ONE, seconds(30));
        assertThat(keeper.due(seconds(1000))).isEmpty();
    }

    @Test
    void whoClaimsAnotherIdUndoesWhatWasProven_butTheSeedIsDialledOn() {
        keeper.due(0);
        keeper.proven(ONE, "one");
        keeper.linkUp("other");
        keeper.met(ONE, "other");
        keeper.ended(ONE, 0);

        assertThat(keeper.due(seconds(30))).containsExactly(ONE);
    }

    @Test
    void whatMayBeMetIsKnown() {
        assertThat(keeper.hasUnmet()).isTrue();
        keeper.met(ONE, "one");
        assertThat(keeper.hasUnmet()).isTrue();
        keeper.met(TWO, "two");

        assertThat(keeper.hasUnmet()).isFalse();
        assertThat(keeper.nodes()).containsExactlyInAnyOrder("one", "two");
        keeper.due(0);
        assertThat(keeper.nodes()).containsExactlyInAnyOrder("one", "two");
        keeper.met(ONE, "other"); // another node has taken the address
        assertThat(keeper.nodes()).containsExactlyInAnyOrder("other", "two");
    }

    @Test
    void aNameMayStandForSeveralNodes_oneThatIsConnectedIsEnough() {
        keeper.due(0);
        keeper.met(ONE, "a");
        keeper.proven(ONE, "b");
        keeper.linkUp("b");
        keeper.ended(ONE, 0);
        keeper.ended(TWO, 0);
        assertThat(keeper.nodes()).containsExactlyInAnyOrder("a", "b");
        assertThat(keeper.isUnmet(ONE)).isFalse();
        assertThat(keeper.isUnmet(TWO)).isTrue();
        assertThat(keeper.due(seconds(1000))).containsExactly(TWO);
        keeper.linkDown("b", seconds(1000));
        assertThat(keeper.due(seconds(1002.5))).containsExactly(ONE);
    }

    @Test
    void whetherNoneIsSeenIsKnown_aSeedThatIsThisNodeDoesNotCount() {
        assertThat(keeper.seesNone()).isTrue();
        keeper.due(0);
        keeper.met(ONE, "one");
        keeper.linkUp("one");
        assertThat(keeper.seesNone()).isTrue();
        keeper.proven(ONE, "one");
        assertThat(keeper.seesNone()).isFalse();
        keeper.linkDown("one", 0);
        assertThat(keeper.seesNone()).isTrue();
        SeedKeeper own = new SeedKeeper(List.of(ONE), Duration.ofSeconds(30), new Random(1), 0);
        own.due(0);
        own.metItself(ONE);
        assertThat(own.seesNone()).isFalse();
    }
}
