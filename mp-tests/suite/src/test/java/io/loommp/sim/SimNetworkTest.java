package io.loommp.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.testkit.Trace;
import io.loommp.testkit.World;
import io.loommp.testkit.sim.SimNetwork;
import io.loommp.testkit.sim.SimNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the network of the simulator does to two nodes. */
@Timeout(60)
class SimNetworkTest {
    private static final int SEEDS = 20;
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(8);

    /** Two nodes, of which one dials the other, and a port there that notes the numbers that it gets. */
    private static final class Pair {
        private final World world;
        private final SimNetwork network;
        private final List<Integer> got = new ArrayList<>();
        private final List<KillReason> heard = new ArrayList<>();
        private SimNode here;
        private SimNode there;
        private Port sink;

        Pair(World world) {
            this.world = world;
            network = new SimNetwork(world);
            there = network.start("there", UnaryOperator.identity());
            here = startHere();
            sink = there.node().port(p -> p.on("number", message -> got.add(message.integer(1))));
            world.run(SHORT);
        }

        private SimNode startHere() {
            return network.start("here", config -> config.seed(network.address("there")));
        }

        boolean isConnected() {
            return Kernel.of(here.node()).isLinked("there")
                    && Kernel.of(there.node()).isLinked("here");
        }

        Pair watch() {
            here.node().onEnd(sink, heard::add);
            world.run(SHORT);
            return this;
        }

        void send(int from, int to) {
            for (int i = from; i < to; i++) {
                here.node().send(sink, "number", i);
            }
        }

        void send(int from, int to, Duration wait) {
            send(from, to);
            world.run(wait);
        }
    }

    private interface Part {
        void play(Pair pair);
    }

    private static void explore(Part part) {
        World.explore(SEEDS, world -> part.play(new Pair(world)));
    }

    private static List<Integer> numbers(int to) {
        return IntStream.range(0, to).boxed().toList();
    }

    @Test
    void octetsArriveInOrder_howeverTheyAreCut() {
        explore(pair -> {
            assertThat(pair.isConnected()).isTrue();
            pair.send(0, 100, SHORT);
            assertThat(pair.got).isEqualTo(numbers(100));
        });
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        World.Scene scene = world -> new Pair(world).send(0, 30, LONG);
        Trace first = World.replay(7, scene);

        assertThat(World.replay(7, scene)).isEqualTo(first);
        assertThat(World.replay(8, scene)).isNotEqualTo(first);
    }

    @Test
    void whatADarkWayHeldArrivesWhenItIsFree() {
        explore(pair -> {
            pair.watch().network.darken("here", "there");
            pair.send(0, 10, SHORT);
            assertThat(pair.got).isEmpty();
            pair.network.heal();
            pair.world.run(SHORT);
            assertThat(pair.got).isEqualTo(numbers(10));
            assertThat(pair.heard).isEmpty();
        });
    }

    @Test
    void aDarkWayIsOneWay() {
        explore(pair -> {
            pair.network.darken("there", "here");
            pair.send(0, 5, SHORT);
            assertThat(pair.got).isEqualTo(numbers(5));
        });
    }

    @Test
    void aResetIsNoticedByBoth_andTheyConnectAgain() {
        explore(pair -> {
            pair.watch().network.reset("here", "there");
            pair.world.run(SHORT);
            assertThat(pair.heard).singleElement().isInstanceOf(KillReason.TransportError.class);
            pair.world.run(LONG);
            assertThat(pair.isConnected()).isTrue();
        });
    }

    @Test
    void anEndIsNoticedAsWell() {
        explore(pair -> {
            pair.watch().network.end("here", "there");
            pair.world.run(SHORT);
            assertThat(pair.heard).singleElement().isInstanceOf(KillReason.TransportError.class);
        });
    }

    @Test
    void whoRefusesIsConnectedLater() {
        explore(pair -> {
            pair.there.refuse(true);
            pair.network.reset("here", "there");
            pair.world.run(LONG);
            assertThat(pair.isConnected()).isFalse();
            pair.there.refuse(false);
            pair.world.run(LONG);
            assertThat(pair.isConnected()).isTrue();
        });
    }

    @Test
    void aKillIsNoticedAtOnce_andTheNodeStartsAgainWithOtherPorts() {
        explore(pair -> {
            pair.watch().there.kill();
            assertThat(pair.there.isUp()).isFalse();
            pair.world.run(SHORT);
            assertThat(pair.heard).hasSize(1);

            pair.there = pair.network.start("there", UnaryOperator.identity());
            PortId again = pair.there.node().port(p -> {}).id();
            assertThat(again.node()).isEqualTo("there");
            assertThat(again).isNotEqualTo(pair.sink.id());
            pair.world.run(LONG);
            assertThat(pair.isConnected()).isTrue();
            pair.send(0, 5, SHORT);
            assertThat(pair.got).isEmpty();
        });
    }

    @Test
    void aLossOfPowerIsNotNoticed_untilTheMachineIsAskedAgain() {
        explore(pair -> {
            pair.watch().there.powerOff();
            pair.send(0, 5, SHORT);
            assertThat(pair.heard).isEmpty();

            pair.there = pair.network.start("there", UnaryOperator.identity());
            pair.send(5, 6, SHORT);
            assertThat(pair.heard).singleElement().isInstanceOf(KillReason.TransportError.class);
        });
    }

    @Test
    void aStoppedNodeGoesOnWhereItWas() {
        explore(pair -> {
            pair.there.pause();
            pair.send(0, 5, SHORT);
            assertThat(pair.got).isEmpty();
            pair.there.resume();
            pair.world.run(SHORT);
            assertThat(pair.got).isEqualTo(numbers(5));
        });
    }

    @Test
    void aDelayHoldsUpOneDirection() {
        Duration delay = Duration.ofMillis(200);
        explore(pair -> {
            pair.network.delay("here", "there", delay, delay);
            pair.send(0, 5, delay.minusMillis(1));
            assertThat(pair.got).isEmpty();
            pair.world.run(SHORT);
            assertThat(pair.got).isEqualTo(numbers(5));
        });
    }

    @Test
    void aNodeThatTakesNothingIsLost() {
        explore(pair -> {
            pair.watch().network.clog("here", "there");
            pair.send(0, 10_000, LONG);
            assertThat(pair.heard).singleElement().isInstanceOf(KillReason.TransportError.class);
        });
    }

    @Test
    void anEndWaitsBehindOctetsThatAreNotTaken_andAResetDoesNot() {
        explore(pair -> {
            pair.watch().network.clog("here", "there");
            pair.send(0, 5, SHORT);
            pair.network.end("here", "there");
            pair.world.run(SHORT);
            assertThat(pair.got).isEmpty();
        });
        explore(pair -> {
            pair.watch().network.clog("here", "there");
            pair.send(0, 5, SHORT);
            pair.network.reset("here", "there");
            pair.world.run(SHORT);
            assertThat(Kernel.of(pair.there.node()).isLinked("here")).isFalse();
            assertThat(pair.got).isEmpty();
        });
    }

    @Test
    void aNodeCanBeClosedInAWorld() {
        explore(pair -> {
            Node here = pair.here.node();
            pair.watch();
            here.close();
            assertThat(pair.here.isUp()).isFalse();
            pair.world.run(SHORT);
            assertThat(Kernel.of(pair.there.node()).isLinked("here")).isFalse();
            pair.here = pair.startHere();
            pair.world.run(LONG);
            assertThat(pair.isConnected()).isTrue();
        });
    }

    @Test
    void aNodeIsStartedOnce() {
        explore(pair ->
                assertThatIllegalArgumentException().isThrownBy(pair::startHere).withMessageContaining("here"));
    }
}
