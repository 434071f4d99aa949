package io.loommp.testkit.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.LoomTest;
import io.loommp.testkit.NodeExtension;
import io.loommp.testkit.NodeId;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNetwork;
import io.loommp.testkit.Tolerance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests with nodes, for LoomTestTest to run. */
public final class Samples {
    private Samples() {}

    /** Asks for all there is, everywhere, and leaves nothing behind. */
    @LoomTest(fakeTime = true)
    public static class Good {
        private final Node a;
        private final List<String> heard = new ArrayList<>();

        Good(Node a) {
            this.a = a;
        }

        @BeforeEach
        void setUp(@NodeId("b") Node other) {
            assertThat(other.id()).isEqualTo("b");
        }

        @Test
        void talks(Node a, Node b, FakeTimers time, TestNetwork network) {
            assertThat(a).isSameAs(this.a);
            Probe probe = Probe.on(a);
            Port server = ThreadPorts.spawn(b, self -> {
                heard.add(self.get("hello").string(1));
                self.get(Duration.ofSeconds(1));
                self.send(probe, "waited");
            });
            probe.watch(server);
            a.send(server, "hello", "you");
            time.advance(Duration.ofSeconds(1));
            probe.expect("waited");
            probe.expectEnd(server);
            probe.expectNothing();
            assertThat(network.areConnected(a, b)).isTrue();
        }

        @Test
        void hasNodesOfItsOwn(Node a) {
            assertThat(a.isClosed()).isFalse();
            assertThat(heard).isEmpty();
        }

        @AfterEach
        void tearDown(Node a) {
            assertThat(a).isSameAs(this.a);
        }
    }

    /** Leaves things behind. */
    @LoomTest
    public static class Leaks {
        @Test
        void aPortWithAThread(Node node) {
            ThreadPorts.spawn(node, self -> self.get());
        }

        @Test
        void aCallbackPort(Node node) {
            node.port(p -> p.onMessage(m -> {}));
        }

        @Test
        void inANodeThatItStartedItself(TestNetwork network) {
            network.start("own").port(p -> p.onMessage(m -> {}));
        }

        @Test
        void codeThatRunsOn(Node node) throws InterruptedException {
            CountDownLatch began = new CountDownLatch(1);
            Port port = ThreadPorts.spawn(node, self -> {
                began.countDown();
                awaitForEver();
            });
            began.await();
            port.kill();
        }

        @Test
        void aHandlerThatRunsOn(Node node) throws InterruptedException {
            CountDownLatch began = new CountDownLatch(1);
            Port port = node.port(p -> p.onMessage(m -> {
                began.countDown();
                awaitForEver();
            }));
            node.send(port, "go");
            began.await();
            node.close();
        }

        private static void awaitForEver() {
            CountDownLatch never = new CountDownLatch(1);
            while (true) {
                try {
                    if (never.await(20, TimeUnit.SECONDS)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    continue; // stubborn
                }
                return;
            }
        }
    }

    /** Leaves nothing behind, or is allowed to. */
    @LoomTest
    public static class Allowed {
        @Test
        void byClosingTheNode(Node node) {
            ThreadPorts.spawn(node, self -> self.get());
            node.close();
        }

        @Test
        void byKillingThePort(Node node) {
            ThreadPorts.spawn(node, self -> self.get()).kill();
        }

        @Test
        void byTolerance(Node node, Tolerance tolerance) {
            tolerance.leak(ThreadPorts.spawn(node, self -> self.get()));
            Port dying = node.port(p -> {});
            tolerance.death(dying).deaths(died -> died.reason().equals(KillReason.of("as expected")));
            node.send(dying, "unhandled");
            node.port(p -> {}).kill(KillReason.of("as expected"));
            node.send(new PortId(node.id(), "nobody"), "dead letters are not looked at here");
        }

        @Test
        @LoomTest(allowLeaks = true, allowDeaths = true)
        void byItsOwnRules(Node node) {
            ThreadPorts.spawn(node, self -> self.get());
            ThreadPorts.spawn(node, self -> {
                throw new IllegalStateException("nobody minds");
            });
        }

        @Test
        void aDeathThatIsWatched(Node node) {
            Probe probe = Probe.on(node);
            Port dying = ThreadPorts.spawn(node, self -> {
                self.get();
                throw new IllegalStateException("watched");
            });
            probe.watch(dying);
            node.send(dying, "go");
            probe.expectEnd(dying, KillReason.Die.class);
        }
    }

    /** Ports die, and nobody watches. */
    @LoomTest
    public static class Deaths {
        @Test
        void byAnException(Node node) {
            ThreadPorts.spawn(node, self -> {
                throw new IllegalStateException("out of paper");
            });
        }

        @Test
        void inACallback(Node node) {
            Port watched = node.port(p -> {});
            node.onEnd(watched, why -> {
                throw new IllegalStateException("in a callback");
            });
            watched.kill();
        }

        @Test
        void whileTheTestFailsItself(Node node) {
            ThreadPorts.spawn(node, self -> {
                throw new IllegalStateException("the true cause");
            });
            throw new AssertionError("the test's own failure");
        }
    }

    /** Messages are not delivered. */
    @LoomTest(failOnDeadLetters = true)
    public static class DeadLetters {
        @Test
        void toNobody(Node node) {
            node.send(new PortId(node.id(), "nobody"), "lost", 1);
        }

        @Test
        void tolerated(Node node, Tolerance tolerance) {
            tolerance.deadLetters(letter -> letter.message().hasTag("lost"));
            node.send(new PortId(node.id(), "nobody"), "lost", 1);
        }
    }

    /** Asks for a time that it has not got. */
    @LoomTest
    public static class WithoutFakeTime {
        @Test
        void asks(FakeTimers time) {
            time.advance(Duration.ofSeconds(1));
        }
    }

    /** Asks for a node where it belongs to no test. */
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @LoomTest
    public static class OneForAll {
        OneForAll(Node node) {
            assertThat(node).isNotNull();
        }

        @Test
        void neverRuns() {
            throw new AssertionError("it ran");
        }
    }

    /** Has the extension without the annotation. */
    @ExtendWith(NodeExtension.class)
    public static class Bare {
        @Test
        void leaks(Node node) {
            node.port(p -> {});
        }
    }
}
