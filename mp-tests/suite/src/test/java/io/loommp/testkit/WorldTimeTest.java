package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortKilled;
import io.loommp.Self;
import io.loommp.loom.ThreadPorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Time passes only when nothing else can go on. */
@Timeout(60)
class WorldTimeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void daysPassAtOnce() {
        World.replay(1, world -> {
            List<Duration> woken = new ArrayList<>();
            ThreadPorts.spawn(world.node("here"), self -> {
                for (int i = 0; i < 3; i++) {
                    self.get(DAY);
                    woken.add(world.time());
                }
            });
            Standstill end = world.run();
            assertThat(woken).containsExactly(DAY, DAY.multipliedBy(2), DAY.multipliedBy(3));
            assertThat(end.time()).isEqualTo(DAY.multipliedBy(3));
            assertThat(end).hasToString("at PT72H nothing waits");
        });
    }

    @Test
    void aWorldRunsForATime() {
        World.replay(1, world -> {
            List<Duration> ticks = new ArrayList<>();
            Node node = world.node("here");
            node.port(p -> tick(p, ticks, world));
            world.run(SECOND.multipliedBy(3));
            assertThat(ticks).containsExactly(SECOND, SECOND.multipliedBy(2), SECOND.multipliedBy(3));
            world.run(Duration.ofMillis(500));
            assertThat(world.time()).isEqualTo(Duration.ofMillis(3500));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> world.run(SECOND.negated()))
                    .withMessageContaining("PT-1S");
        });
    }

    private static void tick(Self self, List<Duration> ticks, World world) {
        self.after(SECOND, () -> {
            ticks.add(world.time());
            tick(self, ticks, world);
        });
    }

    @Test
    void whatComesAgainAndAgainIsReported() {
        assertThatThrownBy(() -> World.replay(1, world -> {
                    world.limitSteps(500);
                    world.node("here").port(p -> tick(p, new ArrayList<>(), world));
                    world.run();
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not at rest after 500 steps");
    }

    @Test
    void equalDeadlinesComeInAnyOrder() {
        Set<String> orders = new HashSet<>();
        World.explore(50, world -> {
            StringBuilder order = new StringBuilder();
            world.node("here").port(p -> {
                p.after(SECOND, () -> order.append('a'));
                p.after(SECOND, () -> order.append('b'));
            });
            world.run();
            orders.add(order.toString());
        });
        assertThat(orders).containsExactlyInAnyOrder("ab", "ba");
    }

    @Test
    void whoPollsLetsTimePass() {
        World.explore(20, world -> {
            int[] polls = {0};
            ThreadPorts.spawn(world.node("here"), self -> {
                self.after(SECOND, () -> self.send(self, "time"));
                while (self.get("time", Duration.ZERO).isEmpty()) {
                    polls[0]++;
                }
            });
            world.run();
            assertThat(polls[0]).isPositive();
            assertThat(world.time()).isEqualTo(SECOND);
        });
    }

    @Test
    void codeThatRefusesToEndIsSlowedDownByTheWorldsTime() {
        World.explore(20, world -> {
            Node node = world.node("here");
            int[] refusals = {0};
            Port stubborn = ThreadPorts.spawn(node, self -> {
                while (refusals[0] < 20) {
                    try {
                        self.get();
                    } catch (PortKilled e) {
                        refusals[0]++;
                    }
                }
            });
            world.run();
            stubborn.kill(new KillReason.Die("enough"));
            Standstill end = world.run();
            assertThat(refusals[0]).isEqualTo(20);
            assertThat(end.waits()).isEmpty();
            assertThat(end.time()).isGreaterThan(SECOND);
        });
    }

    @Test
    void codeThatNeverEndsDoesNotHoldTheWorldUp() {
        World.explore(3, world -> {
            int[] refusals = {0};
            ThreadPorts.spawn(world.node("here"), self -> {
                while (true) {
                    try {
                        self.get();
                    } catch (PortKilled e) {
                        refusals[0]++;
                    }
                }
            });
            assertThat(world.run().waits()).hasSize(1);
        });
    }
}
