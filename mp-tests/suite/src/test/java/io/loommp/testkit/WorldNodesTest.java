package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.loom.ThreadPorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several nodes in one world, and the connections between them. */
@Timeout(60)
class WorldNodesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void messagesArriveInOrderWheneverTheyDo() {
        Set<List<Integer>> mixed = new HashSet<>();
        World.explore(100, world -> {
            Node here = world.node("here");
            Node there = world.node("there");
            world.connect(here, there);
            List<Integer> arrived = new ArrayList<>();
            Port sink = ThreadPorts.spawn(there, self -> {
                for (int i = 0; i < 4; i++) {
                    arrived.add(self.get("item").integer(1));
                }
            });
            for (int first : new int[] {0, 10}) {
                ThreadPorts.spawn(here, self -> {
                    self.send(sink, "item", first);
                    self.send(sink, "item", first + 1);
                });
            }
            world.run();
            assertThat(arrived)
                    .containsSubsequence(0, 1)
                    .containsSubsequence(10, 11)
                    .hasSize(4);
            mixed.add(arrived);
        });
        assertThat(mixed).hasSizeGreaterThan(2);
    }

    @Test
    void questionsCrossNodes() {
        World.explore(50, world -> {
            Node here = world.node("here");
            Node there = world.node("there");
            world.connect(here, there);
            Port cell = WorldScenes.cell(there);
            assertThat(WorldScenes.valueOf(world, here, cell)).isZero();
        });
    }

    @Test
    void aLossIsToldToWhoWatchesAndAConnectionMayComeAgain() {
        Set<String> replies = new HashSet<>();
        World.explore(100, world -> {
            Node here = world.node("here");
            Node there = world.node("there");
            world.connect(here, there);
            assertThatIllegalStateException().isThrownBy(() -> world.connect(there, here));
            Port cell = WorldScenes.cell(there);
            List<KillReason> told = new ArrayList<>();
            here.onEnd(cell, told::add);
            world.run();

            ThreadPorts.spawn(here, self -> {
                self.send(cell, "read", self);
                replies.add(self.get("value", SECOND).isPresent() ? "came" : "lost");
            });
            world.disconnect(here, there);
            world.run();
            assertThat(told).singleElement().isInstanceOf(KillReason.TransportError.class);

            world.connect(here, there);
            assertThat(WorldScenes.valueOf(world, here, cell)).isZero();
        });
        assertThat(replies).contains("lost");
    }

    @Test
    void aNodeThatIsClosedIsLostToTheOthers() {
        World.explore(50, world -> {
            Node here = world.node("here");
            Node there = world.node("there");
            world.connect(here, there);
            Port cell = WorldScenes.cell(there);
            List<KillReason> told = new ArrayList<>();
            here.onEnd(cell, told::add);
            world.run();
            there.close();
            world.run();
            assertThat(told).hasSize(1);
            assertThat(there.isClosed()).isTrue();
        });
    }

    @Test
    void aNodeIdIsTakenOnce() {
        World.replay(1, world -> {
            world.node("here");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> world.node("here"))
                    .withMessageContaining("here");
        });
    }
}
