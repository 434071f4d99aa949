package io.loommp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.loommp.spi.Planted;
import io.loommp.testkit.World;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The simulator is good enough to find bugs: each that can be planted is found by a seed that is stated here. A change of the
 * runtime may turn that seed's run into one without the fault that it takes; then the test says which one finds it now.
 */
@Timeout(120)
class PlantedBugsTest {
    private static final int SEEDS_TRIED = 2_000;

    static Stream<Arguments> bugs() {
        return Stream.of(
                Arguments.of(Planted.EPOCH_OPENS_BEFORE_MONITORS_FIRED, 3, "G4"),
                Arguments.of(Planted.QUEUE_FORGOTTEN_AT_SWITCH, 1, "G4"),
                Arguments.of(Planted.MONITOR_FIRES_TWICE, 0, "G5"),
                Arguments.of(Planted.PORT_IDS_REUSED, 0, "G7"),
                Arguments.of(Planted.FIRES_AFTER_UNMONITOR, 21, "G5"),
                Arguments.of(Planted.MESSAGE_DROPPED_AT_BOUND, 27, "G9"),
                Arguments.of(Planted.LOSING_CONNECTION_DELIVERS, 3, "G12"),
                Arguments.of(Planted.NOTICE_OVERTAKES_DATA, 0, "G6"),
                Arguments.of(Planted.LOST_NODE_STAYS_IN_DATABASE, 5, "G11"),
                Arguments.of(Planted.CHANGE_OF_MASTER_HIDES_DIFFERENCE, 2, "G11"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBugIsFound(Planted bug, long seed, String rule) {
        if (isFound(bug, seed, rule)) {
            return;
        }
        for (long other = 0; other < SEEDS_TRIED; other++) {
            if (isFound(bug, other, rule)) {
                fail("seed %d no longer finds %s, but seed %d does: state that", seed, bug, other);
            }
        }
        fail("no seed finds %s, of %d tried", bug, SEEDS_TRIED);
    }

    @Test
    void noneIsForgotten() {
        assertThat(bugs().map(row -> (Planted) row.get()[0])).containsExactlyElementsOf(EnumSet.allOf(Planted.class));
    }

    /** Whether this seed finds the bug by the rule that it breaks, and finds nothing when it is not there. */
    private static boolean isFound(Planted bug, long seed, String rule) {
        String with = violation(seed, Set.of(bug));
        return with != null && with.contains(rule + " is broken") && violation(seed, Set.of()) == null;
    }

    private static @Nullable String violation(long seed, Set<Planted> bugs) {
        try {
            World.replay(seed, world -> Storm.play(world, kernel -> kernel.withPlanted(bugs)));
            return null;
        } catch (AssertionError e) {
            return String.valueOf(e.getMessage());
        }
    }
}
