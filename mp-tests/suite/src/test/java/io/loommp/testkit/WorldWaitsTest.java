package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.AskFailed;
import io.loommp.MailboxBound;
import io.loommp.MailboxFull;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A world says who waits for what, and names ports that wait for each other. */
@Timeout(60)
class WorldWaitsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Ports that are told of the next one, and ask it something. */
    private static List<Port> circle(Node node, int size, List<String> failures) {
        List<Port> ports = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            ports.add(ThreadPorts.spawn(node, self -> {
                PortId next = self.get("next").port(1);
                try {
                    self.ask(next, SECOND, "question");
                } catch (AskFailed e) {
                    failures.add(e.isTimeout() ? "timeout" : "ended");
                }
            }));
        }
        for (int i = 0; i < size; i++) {
            node.send(ports.get(i), "next", ports.get((i + 1) % size));
        }
        return ports;
    }

    @Test
    void portsThatAskEachOtherAreNamed() {
        assertThatThrownBy(() -> World.replay(1, world -> {
                    circle(world.node("here"), 2, new ArrayList<>());
                    world.run();
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("here#pa waits for here#pb, here#pb waits for here#pa")
                .hasMessageContaining("here#pa waits for a reply of here#pb to \"question\"")
                .hasMessageContaining("World.replay(1, …)");
    }

    @Test
    void longerCirclesAreNamedAndThoseWhoOnlyWaitForThemAreNot() {
        assertThatThrownBy(() -> World.replay(1, world -> {
                    Node node = world.node("here");
                    List<Port> ports = circle(node, 3, new ArrayList<>());
                    ThreadPorts.spawn(node, self -> self.ask(ports.get(2), SECOND, "question"));
                    world.run();
                }))
                .hasMessageContaining(
                        "ports wait for each other: here#pa waits for here#pb, here#pb waits for here#pc, here#pc waits for here#pa\n");
    }

    @Test
    void aPortThatAsksItselfIsNamedAlsoByName() {
        assertThatThrownBy(() -> World.replay(1, world -> {
                    Node node = world.node("here");
                    Port port = ThreadPorts.spawn(node, self -> self.ask(new PortId("here", "me"), SECOND, "question"));
                    node.register("me", port);
                    world.run();
                }))
                .hasMessageContaining("here#pa waits for here#pa\n");
    }

    @Test
    void portsWithFullMailboxesThatSendToEachOtherAreNamed() {
        assertThatThrownBy(() -> World.explore(100, world -> {
                    Node node = world.node("here");
                    List<Port> ports = new ArrayList<>();
                    for (int i = 0; i < 2; i++) {
                        ports.add(ThreadPorts.spawn(node, MailboxBound.of(2), self -> {
                            PortId other = self.get("other").port(1);
                            for (int n = 0; n < 5; n++) {
                                self.send(other, "item", n);
                            }
                        }));
                    }
                    node.send(ports.get(0), "other", ports.get(1));
                    node.send(ports.get(1), "other", ports.get(0));
                    world.run();
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ports wait for each other")
                .hasMessageContaining("waits for room in the mailbox of here#pa")
                .hasMessageContaining("waits for room in the mailbox of here#pb");
    }

    @Test
    void aToleratedCircleEndsByItsTimeLimits() {
        World.explore(20, world -> {
            List<String> failures = new ArrayList<>();
            world.tolerateCircles();
            circle(world.node("here"), 2, failures);
            assertThat(world.run(Duration.ZERO).circles())
                    .singleElement()
                    .asString()
                    .startsWith("here#pa waits for here#pb");
            Standstill end = world.run();
            assertThat(end.waits()).isEmpty();
            assertThat(end.circles()).isEmpty();
            assertThat(failures).contains("timeout").hasSize(2);
        });
    }

    @Test
    void aFullMailboxThatNobodyEmptiesIsNoCircle() {
        World.explore(20, world -> {
            Node node = world.node("here");
            Port idle = ThreadPorts.spawn(node, new MailboxBound(1, SECOND), self -> self.get("never"));
            List<String> failures = new ArrayList<>();
            ThreadPorts.spawn(node, self -> {
                self.send(idle, "kept");
                try {
                    self.send(idle, "too much");
                } catch (MailboxFull e) {
                    failures.add("full");
                }
            });
            Standstill end = world.run();
            assertThat(failures).containsExactly("full");
            assertThat(end.waitOf(idle)).hasValueSatisfying(wait -> {
                assertThat(wait.port()).isEqualTo(idle.id());
                assertThat(wait.waitsFor()).isNull();
                assertThat(wait).hasToString("here#pa waits for " + wait.what());
            });
        });
    }

    @Test
    void aServerThatIdlesIsNoFailure() {
        World.explore(20, world -> {
            Node node = world.node("here");
            Port cell = WorldScenes.cell(node);
            CountDownLatch never = new CountDownLatch(1);
            ThreadPorts.spawn(node, self -> never.await());
            Standstill end = world.run();
            assertThat(end.waits()).hasSize(2);
            assertThat(end.waitOf(cell)).isPresent();
            assertThat(end.toString())
                    .startsWith("at PT0S these wait:\n    here#pa waits for ")
                    .contains("here#pb waits for a Sync at io.loommp.testkit.WorldWaitsTest.");
        });
    }

    @Test
    void aCallThatWaitsForEverSaysSo() {
        assertThatThrownBy(() -> World.replay(1, world -> world.call(world.node("here"), self -> self.get("never"))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a call waits for ever; at PT0S these wait:\n    here#pa waits for ");
    }

    @Test
    void aCallReturnsAndThrowsWhatItsCodeDoes() {
        assertThatThrownBy(() -> World.replay(1, world -> {
                    Node node = world.node("here");
                    String name = world.call(node, self -> self.id().name());
                    assertThat(name).isEqualTo("pa");
                    world.call(node, self -> {
                        throw new IOException("no paper");
                    });
                }))
                .isInstanceOf(AssertionError.class)
                .hasRootCauseInstanceOf(IOException.class)
                .hasMessageContaining("no paper");
    }
}
