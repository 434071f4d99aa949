package io.loommp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.testkit.World;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is promised holds whatever the network does. The property {@code loommp.storms} says how many the long run plays. */
class SimulatorTest {
    private static final int LONG_RUN = 20_000;

    @Test
    @Timeout(300)
    void whatIsPromisedHolds() {
        World.Explored explored = World.explore(500, Storm::play);
        assertThat(explored.interleavings()).isEqualTo(explored.runs());
    }

    @Test
    @Tag("long")
    @Timeout(7200)
    void whatIsPromisedHoldsForLong() {
        World.Explored explored = World.explore(Integer.getInteger("loommp.storms", LONG_RUN), Storm::play);
        assertThat(explored.interleavings()).isEqualTo(explored.runs());
    }
}
