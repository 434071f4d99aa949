package io.loommp.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.testkit.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Watches, spawned ports and the order of what comes, in thousands of interleavings. */
@Timeout(120)
class ExploredWatchesTest {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final KillReason KILLED = new KillReason.Die("killed");
    private static final int EACH = 5;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNoticeComesOnce_orWasTakenBack(boolean callbacks) {
        Set<String> outcomes = new HashSet<>();
        World.explore(1_500, world -> {
            Node node = world.node("here");
            Port victim = ThreadPorts.spawn(node, self -> self.get("never"));
            List<String> seen = new ArrayList<>();
            if (callbacks) {
                List<Monitor> set = new ArrayList<>();
                Port watcher = node.port(p -> p.on("set", m -> set.add(p.monitor(victim, why -> Message.of("notice"))))
                        .on("notice", m -> seen.add("notice"))
                        .on("cancel", m -> seen.add("cancel " + set.getFirst().cancel())));
                ThreadPorts.spawn(node, self -> {
                    self.send(watcher, "set");
                    self.send(watcher, "cancel");
                });
            } else {
                ThreadPorts.spawn(node, self -> {
                    Monitor monitor = self.monitor(victim, why -> Message.of("notice"));
                    if (world.random().nextBoolean()) {
                        self.get("none", Duration.ZERO); // a notice may be kept now
                    }
                    if (world.random().nextInt(4) == 0
                            && self.get("notice", MILLI).isPresent()) {
                        seen.add("notice");
                    }
                    seen.add("cancel " + monitor.cancel());
                    if (self.get("notice", MILLI).isPresent()) {
                        seen.add("notice");
                    }
                });
            }
            ThreadPorts.spawn(node, self -> self.kill(victim, KILLED));
            assertThat(world.run().waits()).isEmpty();
            // what a cancel beats never comes, and what it does not beat has come
            assertThat(seen.toString()).isIn("[cancel true]", "[notice, cancel false]");
            outcomes.add(seen.toString());
        });
        assertThat(outcomes).hasSize(2);
    }

    /** Both sides of a connection: the watch, the death, the cancel and the loss race. */
    @Test
    void overAConnectionANoticeComesOnceToo() {
        Set<String> outcomes = new HashSet<>();
        World.explore(1_000, world -> {
            Node here = world.node("here");
            Node there = world.node("there");
            world.connect(here, there);
            Port victim = ThreadPorts.spawn(there, self -> self.get("never"));
            List<String> seen = new ArrayList<>();
            ThreadPorts.spawn(here, self -> {
                Monitor monitor = self.monitor(victim, why -> Message.of("notice", why));
                self.send(victim, "data");
                self.get("none", MILLI.multipliedBy(world.random().nextInt(3)));
                if (world.random().nextBoolean()) {
                    seen.add("cancel " + monitor.cancel());
                }
                if (self.get("notice", Duration.ofSeconds(60)).isPresent()) {
                    seen.add("notice");
                    assertThat(self.get("notice", Duration.ofSeconds(60))).isEmpty();
                }
            });
            ThreadPorts.spawn(there, self -> {
                self.get(MILLI.multipliedBy(world.random().nextInt(3)));
                self.kill(victim, KILLED);
            });
            world.run(MILLI.multipliedBy(world.random().nextInt(4)));
            if (world.random().nextBoolean()) {
                world.disconnect(here, there);
            }
            assertThat(world.run().waits()).isEmpty();
            assertThat(seen.toString()).isIn("[notice]", "[cancel true]");
            outcomes.add(seen.toString());
        });
        assertThat(outcomes).hasSize(2);
    }

    @Test
    void aSpawnedPortGetsWhatWasSentFirst_andItsEndIsToldOnce() {
        Set<String> outcomes = new HashSet<>();
        World.explore(1_500, world -> {
            Node here = world.node("here");
            Node there = world.node("there");
            world.connect(here, there);
            Node where = world.random().nextBoolean() ? here : there;
            List<Integer> received = new ArrayList<>();
            boolean threaded = world.random().nextBoolean();
            where.function("counter", (self, args) -> {
                if (threaded) {
                    ThreadPorts.attach(self, thread -> {
                        while (true) {
                            received.add(thread.get("n").integer(1));
                        }
                    });
                } else {
                    self.on("n", m -> received.add(m.integer(1)));
                }
            });
            List<KillReason> told = new ArrayList<>();
            ThreadPorts.spawn(here, self -> {
                PortId spawned = self.spawn(where.named("x"), "counter");
                self.onEnd(spawned, told::add);
                for (int i = 0; i < EACH; i++) {
                    self.send(spawned, "n", i);
                    if (i == 2) {
                        ThreadPorts.spawn(here, killer -> killer.kill(spawned, KILLED));
                    }
                }
                self.get(Duration.ofSeconds(60));
            });
            assertThat(world.run().waits()).isEmpty();
            assertThat(told).containsExactly(KILLED);
            assertThat(received)
                    .as("a prefix")
                    .isEqualTo(IntStream.range(0, received.size()).boxed().toList());
            outcomes.add(where.id() + " " + threaded + " " + received.size());
        });
        assertThat(outcomes).as("how much was received, and where").hasSizeGreaterThan(8);
    }

    /** Idle or not, attached or not: of each sender what comes is in order, and all of it comes. */
    @Test
    void aPortThatFallsIdleMissesNothing_alsoWhileItGetsAThread() {
        Set<Integer> byThread = new HashSet<>();
        World.explore(1_500, world -> {
            Node node = world.node("here");
            List<Message> received = new ArrayList<>();
            int[] threads = new int[1];
            Port port = node.port(p -> p.onMessage(m -> {
                received.add(m);
                if (m.hasTag("attach")) {
                    ThreadPorts.attach(p, self -> {
                        while (received.size() < 2 * EACH + 1) {
                            received.add(self.get());
                            threads[0]++;
                        }
                    });
                }
            }));
            for (int sender = 0; sender < 2; sender++) {
                int number = sender;
                ThreadPorts.spawn(node, self -> {
                    for (int i = 0; i < EACH; i++) {
                        self.send(port, number, i);
                        if (world.random().nextInt(3) == 0) {
                            self.get(MILLI);
                        }
                    }
                });
            }
            ThreadPorts.spawn(node, self -> {
                self.get(MILLI.multipliedBy(world.random().nextInt(3)));
                self.send(port, "attach");
            });
            assertThat(world.run().waits()).isEmpty();
            assertThat(received).hasSize(2 * EACH + 1);
            for (int sender = 0; sender < 2; sender++) {
                String tag = String.valueOf(sender);
                assertThat(received.stream().filter(m -> m.hasTag(tag)).map(m -> m.integer(1)))
                        .containsExactly(0, 1, 2, 3, 4);
            }
            byThread.add(threads[0]);
        });
        assertThat(byThread).as("how many the thread received").hasSizeGreaterThan(5);
    }

    /** Actions, evaluations and timers from elsewhere run once each, or are dropped whole. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatRunsInAPortsContextRunsOnce_orItsStageFails(boolean callbacks) {
        Set<String> outcomes = new HashSet<>();
        World.explore(1_500, world -> {
            Node node = world.node("here");
            List<String> ran = new ArrayList<>();
            List<String> results = new ArrayList<>();
            Port port = callbacks
                    ? node.port(p -> p.onMessage(m -> {}))
                    : ThreadPorts.spawn(node, self -> {
                        self.get("never");
                    });
            ThreadPorts.spawn(node, self -> {
                port.execute(() -> ran.add("action"));
                self.send(port, "other");
                var ignored = port.eval(() -> ran.add("eval"))
                        .whenComplete((value, thrown) -> results.add(thrown == null ? "value" : "failed"));
            });
            ThreadPorts.spawn(node, self -> self.kill(port, KILLED));
            assertThat(world.run().waits()).isEmpty();
            assertThat(ran).doesNotHaveDuplicates();
            assertThat(results).containsExactly(ran.contains("eval") ? "value" : "failed");
            outcomes.add(ran.toString());
        });
        assertThat(outcomes).contains("[]", "[action, eval]");
    }
}
