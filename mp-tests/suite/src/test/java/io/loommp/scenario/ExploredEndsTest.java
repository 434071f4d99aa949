package io.loommp.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Address;
import io.loommp.Fork;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortKilled;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.testkit.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How ports end, in thousands of interleavings: by kills that race with all that a port has and does. */
@Timeout(120)
class ExploredEndsTest {
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final KillReason KILLED = new KillReason.Die("killed");

    /** Somebody for code that only wants others to run: a send is a place where that may be. */
    private static Port nobody(Node node) {
        return node.port(p -> p.onMessage(m -> {}));
    }

    private static void killSoon(Node node, Port victim, KillReason reason) {
        ThreadPorts.spawn(node, self -> self.kill(victim, reason));
    }

    /** The end of a port, in the moment when it has come; a list of one. */
    private static List<KillReason> endOf(Port port, Runnable then) {
        List<KillReason> ends = new ArrayList<>();
        var ignored = port.terminated().thenAccept(why -> {
            ends.add(why);
            then.run();
        });
        return ends;
    }

    @Test
    void aKillDoesNotReachCodeInsideAShield_andDoesReachItBehind() {
        Set<String> outcomes = new HashSet<>();
        World.explore(1_500, world -> {
            world.letTimePass();
            Node node = world.node("here");
            Port nobody = nobody(node);
            List<String> steps = new ArrayList<>();
            Port port = ThreadPorts.spawn(node, self -> {
                node.send(nobody, "run");
                self.shield(() -> {
                    steps.add("in");
                    for (int i = 0; i < 3; i++) {
                        node.send(nobody, "run");
                        assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    }
                    steps.add(self.shield(() -> {
                        node.send(nobody, "run");
                        return "out";
                    }));
                    return true;
                });
                steps.add(
                        self.node().info(self).isPresent()
                                ? "lives"
                                : "flag " + Thread.currentThread().isInterrupted());
                self.get(MILLI);
                steps.add("end");
            });
            List<KillReason> ends = endOf(port, () -> steps.add("terminated"));
            killSoon(node, port, KILLED);
            assertThat(world.run().waits()).isEmpty();
            assertThat(ends).hasSize(1);
            assertThat(steps.toString()).endsWith(ends.getFirst().isNormal() ? "end, terminated]" : "terminated]");
            outcomes.add(steps.toString());
        });
        assertThat(outcomes)
                .contains("[in, out, lives, end, terminated]", "[in, out, flag true, terminated]", "[terminated]")
                .isSubsetOf(
                        "[in, out, lives, end, terminated]",
                        "[in, out, lives, terminated]",
                        "[in, out, flag true, terminated]",
                        "[in, terminated]", // killed before the shield inside, which does not begin
                        "[terminated]");
    }

    /** What a port holds is closed when nothing of it runs any more, and only then it has ended. */
    @Test
    void forksHaveReturnedBeforeWhatThePortHoldsIsClosed() {
        Set<String> outcomes = new HashSet<>();
        World.explore(1_500, world -> {
            Node node = world.node("here");
            Port nobody = nobody(node);
            int[] running = new int[1];
            List<String> order = new ArrayList<>();
            Port port = ThreadPorts.spawn(node, self -> {
                running[0]++;
                try {
                    self.own(() -> {
                        assertThat(running[0]).isZero();
                        order.add("closed");
                    });
                    List<Fork<Integer>> forks = new ArrayList<>();
                    for (int i = 0; i < 2; i++) {
                        forks.add(self.fork(() -> {
                            running[0]++;
                            try {
                                node.send(nobody, "run");
                                self.send(nobody, "run");
                                return 1;
                            } finally {
                                running[0]--;
                            }
                        }));
                    }
                    order.add("joined " + forks.getFirst().join());
                    node.send(nobody, "run");
                } finally {
                    running[0]--;
                }
            });
            List<KillReason> ends = endOf(port, () -> order.add("ended"));
            if (world.random().nextBoolean()) {
                killSoon(node, port, KILLED);
            }
            assertThat(world.run().waits()).isEmpty();
            assertThat(ends).hasSize(1);
            assertThat(order.getLast()).isEqualTo("ended");
            outcomes.add(order + (ends.getFirst().isNormal() ? "" : " killed"));
        });
        assertThat(outcomes)
                .containsExactlyInAnyOrder(
                        "[joined 1, closed, ended]",
                        "[closed, ended] killed",
                        "[joined 1, closed, ended] killed",
                        "[ended] killed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void childrenEndBeforeTheirParentHas_whateverIsBeingSpawned(boolean callbackParent) {
        Set<Integer> made = new HashSet<>();
        World.explore(1_000, world -> {
            Node node = world.node("here");
            Port nobody = nobody(node);
            List<Port> children = new ArrayList<>();
            int[] alive = new int[1];
            Port parent = callbackParent
                    ? node.port(p -> p.on("go", m -> {
                        children.add(p.port(c -> {}));
                        p.send(nobody, "run");
                        children.add(ThreadPorts.spawn(p, child -> stay(child, alive)));
                    }))
                    : ThreadPorts.spawn(node, self -> {
                        self.get("go");
                        children.add(self.port(c -> c.port(grandchild -> {})));
                        children.add(self.spawn(child -> {
                            children.add(child.spawn(grandchild -> stay(grandchild, alive)));
                            stay(child, alive);
                        }));
                        self.get("never");
                    });
            List<KillReason> ends = endOf(parent, () -> {
                assertThat(alive[0]).isZero();
                children.forEach(child -> assertThat(child.isLive()).isFalse());
            });
            node.send(parent, "go");
            ThreadPorts.spawn(node, self -> {
                self.get(Duration.ZERO);
                self.kill(parent, KILLED);
            });
            assertThat(world.run().waits()).isEmpty();
            assertThat(ends).containsExactly(KILLED);
            assertThat(node.ports()).containsExactly(nobody.id());
            made.add(children.size());
        });
        // a kill of a callback port waits for its handler
        assertThat(made).as("how many children there were").hasSizeGreaterThan(callbackParent ? 0 : 1);
    }

    private static void stay(ThreadSelf self, int[] alive) {
        alive[0]++;
        try {
            self.get("never");
        } finally {
            alive[0]--;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterTheCancelOfALinkHasReturnedNoEndComesOfIt(boolean callbacks) {
        Set<String> outcomes = new HashSet<>();
        World.explore(1_500, world -> {
            Node node = world.node("here");
            Port nobody = nobody(node);
            Port other = callbacks
                    ? node.port(p -> p.onMessage(m -> {}))
                    : ThreadPorts.spawn(node, self -> self.get("never"));
            List<String> seen = new ArrayList<>();
            Port linked = callbacks
                    ? node.port(p -> p.onMessage(m -> {
                        var link = p.link(other);
                        p.send(nobody, "run");
                        seen.add("cancelled " + link.cancel());
                        p.after(MILLI, () -> seen.add("lives"));
                    }))
                    : ThreadPorts.spawn(node, self -> {
                        self.get("go");
                        var link = self.link(other);
                        self.send(nobody, "run");
                        seen.add("cancelled " + link.cancel());
                        self.send(nobody, "run");
                        self.get(MILLI);
                        seen.add("lives");
                    });
            boolean killsLinked = world.random().nextInt(4) == 0;
            node.send(linked, "go");
            killSoon(node, killsLinked ? linked : other, KILLED);
            world.run();
            if (!killsLinked) {
                // true, and nothing comes of it; or too late
                assertThat(seen.toString()).isIn("[]", "[cancelled true, lives]", "[cancelled false]");
                assertThat(linked.isLive() && !callbacks).isFalse();
            } else if (seen.contains("cancelled true")) {
                assertThat(other.isLive()).as("the other one").isTrue();
            }
            outcomes.add(killsLinked + " " + seen + other.isLive());
        });
        assertThat(outcomes).contains("false [cancelled true, lives]false", "true [cancelled true]true");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExitIsTakenAsAMessage_aKillIsNot(boolean callbacks) {
        Set<String> outcomes = new HashSet<>();
        World.explore(1_500, world -> {
            Node node = world.node("here");
            List<String> seen = new ArrayList<>();
            Port port = callbacks
                    ? node.port(p -> {
                        p.trapExits(exit -> Message.of("exit"));
                        p.onMessage(m -> seen.add(m.tag()));
                    })
                    : ThreadPorts.spawn(node, self -> {
                        self.trapExits(exit -> Message.of("exit"));
                        self.send(nobodyOf(node), "run");
                        while (true) {
                            seen.add(self.get().tag());
                        }
                    });
            if (!callbacks) {
                world.run();
            }
            List<KillReason> ends = endOf(port, () -> {});
            ThreadPorts.spawn(node, self -> self.exit(port, "please"));
            ThreadPorts.spawn(node, self -> {
                self.send(port, "message");
                self.kill(port, KILLED);
            });
            assertThat(world.run().waits()).isEmpty();
            assertThat(ends).containsExactly(KILLED);
            assertThat(seen).doesNotHaveDuplicates();
            outcomes.add(seen.toString());
        });
        assertThat(outcomes).contains("[message]", "[exit, message]", "[message, exit]");
    }

    private static Address nobodyOf(Node node) {
        return node.named("nobody");
    }

    @Test
    void whoStopsTrappingIsEndedByAnExit_orHasTakenIt() {
        Set<String> outcomes = new HashSet<>();
        World.explore(1_000, world -> {
            Node node = world.node("here");
            List<String> seen = new ArrayList<>();
            Port port = ThreadPorts.spawn(node, self -> {
                self.trapExits(exit -> Message.of("exit", exit));
                self.get("go");
                self.send(nobodyOf(node), "run");
                self.untrapExits();
                seen.add(self.get("exit", MILLI).map(Message::tag).orElse("none"));
            });
            world.run();
            node.send(port, "go");
            List<KillReason> ends = endOf(port, () -> {});
            ThreadPorts.spawn(node, self -> self.exit(port, "please"));
            assertThat(world.run().waits()).isEmpty();
            outcomes.add(seen + " " + ends.getFirst());
        });
        assertThat(outcomes)
                .contains("[exit] normal", "[] " + KillReason.exit("please"))
                .isSubsetOf(
                        "[exit] normal",
                        "[] " + KillReason.exit("please"),
                        "[none] normal",
                        "[none] " + KillReason.exit("please"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofManyKillersOneWins_alsoWhileThePortGetsAThread(boolean inSetUp) {
        Set<KillReason> winners = new HashSet<>();
        World.explore(1_500, world -> {
            Node node = world.node("here");
            List<String> heard = new ArrayList<>();
            Port port = node.port(p -> {
                p.on("attach", m -> ThreadPorts.attach(p, self -> takeAll(self, heard)));
                if (inSetUp) {
                    ThreadPorts.attach(p, self -> takeAll(self, heard));
                }
            });
            node.onEnd(port, why -> heard.add("end " + why));
            List<KillReason> ends = endOf(port, () -> heard.add("terminated"));
            if (!inSetUp) {
                node.send(port, "attach");
            }
            for (int i = 0; i < 3; i++) {
                KillReason reason = KillReason.of("by", i);
                killSoon(node, port, reason);
            }
            assertThat(world.run().waits()).isEmpty();
            assertThat(ends).hasSize(1);
            assertThat(heard).doesNotHaveDuplicates().contains("terminated", "end " + ends.getFirst());
            winners.add(ends.getFirst());
        });
        assertThat(winners).hasSize(3);
    }

    private static void takeAll(ThreadSelf self, List<String> heard) {
        @Nullable PortKilled killed = null;
        while (killed == null) {
            try {
                heard.add(self.get().tag());
            } catch (PortKilled e) {
                killed = e; // and swallowed
            }
        }
    }
}
