package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Port;
import io.loommp.testkit.World;
import io.loommp.testkit.sim.SimNetwork;
import io.loommp.testkit.sim.SimNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of docs/testing-simulator.md, which does what that page says. */
@Timeout(60)
class TestingSimulatorTest {
    // testing-simulator: scene
    static void aMeterIsHeardOrItsLossIs(World world) {
        SimNetwork network = new SimNetwork(world);
        SimNode office = network.start("office", node -> node);
        SimNode field = network.start("field", node -> node.seed(network.address("office")));
        List<Integer> readings = new ArrayList<>();
        List<KillReason> losses = new ArrayList<>();
        Port book = office.node().port(port -> port.on("reading", message -> readings.add(message.integer(1))));
        world.run(Duration.ofSeconds(2)); // they connect

        field.node().onEnd(book, losses::add);
        world.run(Duration.ofMillis(world.random().nextInt(50)));
        for (int i = 0; i < 100; i++) {
            field.node().send(book, "reading", i);
        }
        if (world.random().nextBoolean()) {
            network.reset("field", "office");
        } else {
            network.darken("field", "office");
        }
        world.run(Duration.ofSeconds(5));
        network.heal();
        world.run(Duration.ofSeconds(5));

        assertThat(losses).hasSizeLessThanOrEqualTo(1);
        if (losses.isEmpty()) {
            assertThat(readings).hasSize(100);
        }
    }
    // end

    private static void explore() {
        // testing-simulator: explore
        World.explore(500, TestingSimulatorTest::aMeterIsHeardOrItsLossIs);
        // end
    }

    @Test
    void theSceneHoldsWithAllSeeds() {
        explore();
    }

    @Test
    void blocksAreTheMarkedRegions() throws IOException {
        String page = Sources.read(Sources.home().resolve("docs/testing-simulator.md"));
        assertThat(Sources.shown(page))
                .containsExactlyInAnyOrderEntriesOf(Sources.marked("testing-simulator", TestingSimulatorTest.class));
    }
}
