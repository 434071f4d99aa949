package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a node is taken out of service. */
@Timeout(60)
class DrainTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @AutoClose
    private final Network network = new Network();

    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    private static CompletableFuture<List<PortId>> drain(Node node, Duration limit, List<Port> ports) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return node.drain(limit, ports);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** A port that ends when it is told that its work is done, and not before. */
    private Port working(Node node, String name) {
        return node.port(p -> {
            p.trapExits(exit -> Message.of("exit", exit.values().getFirst()));
            p.on("exit", m -> order.add(name + " is asked for " + m.string(1)));
            p.on("done", m -> {
                order.add(name + " is done");
                p.kill(p);
            });
        });
    }

    @Test
    void portsAreAskedTheLastFirst_eachWhenTheOneBeforeHasEnded() {
        try (Node node = LocalNodes.start("here")) {
            Port first = working(node, "first");
            Port last = working(node, "last");
            CompletableFuture<List<PortId>> drained = drain(node, LIMIT, List.of(first, last));
            await().until(() -> order.equals(List.of("last is asked for shutdown")));
            node.send(last, "done");
            await().until(() -> order.size() == 3);
            node.send(first, "done");
            assertThat(drained.join()).isEmpty();
            assertThat(order)
                    .containsExactly(
                            "last is asked for shutdown",
                            "last is done",
                            "first is asked for shutdown",
                            "first is done");
            assertThat(node.isClosed()).isFalse();
        }
    }

    @Test
    void whatIsNotDoneInTimeIsNamed() throws Exception {
        try (Node node = LocalNodes.start("here")) {
            Port slow = working(node, "slow");
            assertThat(node.drain(Duration.ofMillis(50), List.of(slow))).containsExactly(slow.id());
            assertThat(slow.isLive()).isTrue();
        }
    }

    @Test
    void aCallbackPortHandlesWhatItWasSentBefore() throws Exception {
        try (Node node = LocalNodes.start("here")) {
            Port port = node.port(p -> p.on("work", m -> order.add(m.string(1))));
            node.send(port, "work", "a");
            node.send(port, "work", "b");
            assertThat(node.drain(LIMIT, List.of(port))).isEmpty();
            assertThat(order).containsExactly("a", "b");
        }
    }

    @Test
    void wrongUseIsAnError() {
        Node node = LocalNodes.start("here");
        try (Node other = LocalNodes.start("other")) {
            Port port = other.port(p -> p.onMessage(m -> {}));
            assertThatThrownBy(() -> node.drain(LIMIT, List.of(port))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> node.drain(Duration.ofSeconds(-1), List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        node.close();
        assertThatThrownBy(() -> node.drain(LIMIT, List.of())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nobodyNewComes_nobodyFindsIt_andConnectionsStay() throws Exception {
        Network.Listening seed = network.listen("seed");
        Network.Listening server = network.listen("server", builder -> builder.seed(seed.address()));
        Node user = network.dial("user", seed.address());
        BlockingQueue<KillReason> ends = new LinkedBlockingQueue<>();
        Port work = working(server.node(), "server");
        server.node().database().register("f", work);
        await().atMost(LIMIT).until(() -> keys(user), List.of(work.id().toString())::equals);
        server.node().function("My::port", (self, args) -> self.onMessage(m -> {}));
        PortId spawned = user.spawn(work, "My::port");
        user.onEnd(spawned, ends::add);
        Network.awaitLink(user, "server");
        await().until(() -> server.node().info(spawned).isPresent());

        CompletableFuture<List<PortId>> drained = drain(server.node(), LIMIT, List.of(work));
        await().atMost(LIMIT).until(() -> keys(user), List.of()::equals);
        server.node().database().set("f", "late");
        PortId refused = user.spawn(work, "My::port");
        user.onEnd(refused, ends::add);
        assertThat(ends.poll(30, TimeUnit.SECONDS)).hasToString("die: the node is being taken out of service");
        Node late = network.dial("late", server.address());
        assertThat(user.isUp("server")).isTrue();

        user.send(work, "done");
        assertThat(drained.get(30, TimeUnit.SECONDS)).isEmpty();
        assertThat(ends.poll(30, TimeUnit.SECONDS)).hasToString("exit: [\"shutdown\"]");
        assertThat(keys(user)).isEmpty();
        assertThat(late.upNodes()).isEmpty();
    }

    private static List<String> keys(Node node) {
        return node.database()
                .keys("f")
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void whoIsBeingSearchedForIsNotWaitedForAnyMore() throws Exception {
        BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Node node = network.dial(
                    "leaving",
                    builder ->
                            builder.seed("127.0.0.1:" + silent.getLocalPort()).monitorTimeout(Duration.ofMinutes(2)));
            node.onEnd(new PortId("far", "port"), told::add);

            assertThat(drain(node, LIMIT, List.of()).get(20, TimeUnit.SECONDS)).isEmpty();

            assertThat(told.poll(20, TimeUnit.SECONDS))
                    .isEqualTo(new KillReason.TransportError("far", "this node closes"));
        }
    }
}
