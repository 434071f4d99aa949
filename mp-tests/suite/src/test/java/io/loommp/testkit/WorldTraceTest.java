package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same seed gives the same run, another seed another one. */
@Timeout(60)
class WorldTraceTest {
    @Test
    void theSameSeedGivesTheSameTrace() {
        Trace first = World.replay(42, WorldScenes::medley);
        for (int i = 0; i < 200; i++) {
            Trace again = World.replay(42, WorldScenes::medley);
            assertThat(again.toString()).isEqualTo(first.toString());
            assertThat(again).isEqualTo(first).hasSameHashCodeAs(first);
        }
        assertThat(first.size()).isGreaterThan(30);
        assertThat(first.tail(3)).hasSize(3).isEqualTo(first.lines().subList(first.size() - 3, first.size()));
    }

    @Test
    void otherSeedsGiveOtherTraces() {
        Set<String> traces = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            traces.add(World.replay(seed, WorldScenes::medley).toString());
        }
        assertThat(traces).hasSizeGreaterThan(90);
    }

    @Test
    void anExplorationCountsWhatItHasSeen() {
        World.Explored explored = World.explore(200, WorldScenes::twoIncrements);
        assertThat(explored.runs()).isEqualTo(200);
        assertThat(explored.steps()).isGreaterThan(1_000);
        assertThat(explored.interleavings()).isBetween(100, 200);
        assertThat(World.explore(200, WorldScenes::twoIncrements)).isEqualTo(explored);
    }

    @Test
    void chanceComesFromTheSeed() {
        long[] drawn = new long[2];
        for (int i = 0; i < 2; i++) {
            int index = i;
            World.replay(7, world -> {
                assertThat(world.seed()).isEqualTo(7);
                drawn[index] = world.random().nextLong();
            });
        }
        assertThat(drawn[0]).isEqualTo(drawn[1]);
    }

    @Test
    void aTraceSaysWhatHappened() {
        Trace trace = World.replay(0, world -> {
            WorldScenes.cell(world.node("here"));
            world.note("begin");
            world.run();
        });
        assertThat(trace.lines()).containsExactly("note: begin", "here#pa runs");
        assertThat(trace).isNotEqualTo(World.replay(0, world -> world.note("end")));
    }
}
