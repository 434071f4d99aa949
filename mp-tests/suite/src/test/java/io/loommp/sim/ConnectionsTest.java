package io.loommp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.NodeChange;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.manage.Event;
import io.loommp.net.NodeConfig;
import io.loommp.testkit.World;
import io.loommp.testkit.sim.SimNetwork;
import io.loommp.testkit.sim.SimNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How connections come up, stay and end, in simulated time: reliability G8, G10, G12. */
@Timeout(120)
class ConnectionsTest {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    /** What a node tells of its connections. */
    private static List<Event> told(SimNode node) {
        List<Event> told = new ArrayList<>();
        Kernel.of(node.node())
                .events()
                .subscribe(EnumSet.of(Event.Kind.CONNECTED, Event.Kind.DISCONNECTED, Event.Kind.NO_SEED), told::add);
        return told;
    }

    private static UnaryOperator<NodeConfig.Builder> seed(SimNetwork network, String other) {
        return usual -> usual.monitorTimeout(PERIOD).seed(network.address(other));
    }

    @Test
    void nodesThatDialEachOtherAtOnceHaveOneConnection_withinASecond() {
        World.explore(500, world -> {
            SimNetwork network = new SimNetwork(world);
            Duration delay = Duration.ofMillis(1 + world.random().nextInt(40));
            network.delay("a", "b", delay, delay.multipliedBy(2));
            network.delay("b", "a", delay, delay.multipliedBy(2));
            SimNode a = network.start("a", seed(network, "b"));
            SimNode b = network.start("b", seed(network, "a"));
            List<Event> atA = told(a);
            List<Event> atB = told(b);
            world.run(Duration.ofSeconds(3)); // with a retry, as one may have dialled before the other listened
            assertThat(atA).singleElement().isInstanceOf(Event.Connected.class);
            assertThat(atB).singleElement().isInstanceOf(Event.Connected.class);
            assertThat(a.node().upNodes()).containsExactly("b");
            assertThat(b.node().upNodes()).containsExactly("a");
            a.node().close();
            b.node().close();
        });
    }

    @Test
    void aNodeThatSeesNoneOfItsSeedsSaysSoEveryMinute() {
        World.replay(1, world -> {
            SimNetwork network = new SimNetwork(world);
            SimNode node = network.start("lonely", seed(network, "seed"));
            List<Event> told = told(node);
            world.run(Duration.ofSeconds(59));
            assertThat(told).isEmpty();
            world.run(Duration.ofSeconds(122));
            Event.NoSeed none = new Event.NoSeed(List.of(network.address("seed")));
            assertThat(told).containsExactly(none, none, none);

            SimNode seed = network.start("seed", usual -> usual.monitorTimeout(PERIOD));
            world.run(Duration.ofMinutes(5));
            assertThat(told).hasSize(4).last().isInstanceOf(Event.Connected.class);
            node.node().close();
            seed.node().close();
        });
    }

    @Test
    void anIdleConnectionStays_andTheLossOfPowerIsNoticedInTime() {
        World.explore(20, world -> {
            SimNetwork network = new SimNetwork(world);
            SimNode a = network.start("a", seed(network, "b"));
            SimNode b = network.start("b", usual -> usual.monitorTimeout(PERIOD));
            List<Event> told = told(a);
            world.run(Duration.ofHours(1).plusMillis(world.random().nextInt(10_000)));
            assertThat(told).singleElement().isInstanceOf(Event.Connected.class);

            List<KillReason> ends = new ArrayList<>();
            a.node().onEnd(new PortId("b", ""), ends::add);
            b.powerOff();
            world.run(PERIOD.plusSeconds(1));
            assertThat(ends).containsExactly(new KillReason.TransportError("b", "keep-alive timeout"));
            a.node().close();
        });
    }

    @Test
    void aNodeThatLostItsPowerAndIsStartedAgainIsAdmitted_afterAllMonitorsHaveFired() {
        World.explore(100, world -> {
            SimNetwork network = new SimNetwork(world);
            SimNode a = network.start("a", usual -> usual.monitorTimeout(PERIOD));
            SimNode first = network.start("b", seed(network, "a"));
            List<String> order = new ArrayList<>();
            a.node()
                    .port(p -> p.onNodes(change -> {
                        order.add(change instanceof NodeChange.Up ? "up" : "down");
                        if (change instanceof NodeChange.Up) {
                            p.onEnd(new PortId("b", ""), why -> order.add("told"));
                        }
                    }));
            world.run(Duration.ofSeconds(3).plusMillis(world.random().nextInt(20_000)));
            first.powerOff();
            world.run(Duration.ofMillis(1 + world.random().nextInt(9_000)));
            SimNode second = network.start("b", seed(network, "a"));
            world.run(Duration.ofSeconds(30));
            assertThat(order).containsExactly("up", "told", "down", "up");
            assertThat(a.node().upNodes()).containsExactly("b");
            a.node().close();
            second.node().close();
        });
    }
}
