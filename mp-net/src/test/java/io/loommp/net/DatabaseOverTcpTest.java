package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.DatabaseChange;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The database of nodes on real sockets, and connections to nodes that are known by it alone. */
@Timeout(60)
class DatabaseOverTcpTest {
    @AutoClose
    private final Network network = new Network();

    private final BlockingQueue<DatabaseChange<@Nullable Object>> told = new LinkedBlockingQueue<>();

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(30, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private static Map<String, @Nullable Object> family(Node node) {
        return node.database()
                .family("f")
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static void awaitFamily(Node node, Map<String, ?> expected) {
        await().atMost(Duration.ofSeconds(20)).until(() -> family(node).equals(expected));
    }

    private Network.Listening listen(String node, String seed) {
        return network.listen(node, builder -> builder.seed(seed));
    }

    @Test
    void aPortIsPublished_found_connectedTo_andGoneWithItsNode() throws Exception {
        Network.Listening seed = network.listen("seed");
        Network.Listening publisher = listen("publisher", seed.address());
        Node user = network.dial("user", seed.address());
        user.database().monitor("f", told::add);
        assertThat(next(told).all()).isEmpty();
        BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        Port port = publisher.node().port(p -> p.onMessage(received::add));
        publisher.node().database().register("f", port, "hello");

        DatabaseChange<@Nullable Object> change = next(told);
        assertThat(change.all()).isEqualTo(Map.of(port.id().toString(), "hello"));
        assertThat(Kernel.of(user).isLinked("publisher")).isFalse();
        PortId found = PortId.of(change.added().getFirst());
        BlockingQueue<KillReason> ends = new LinkedBlockingQueue<>();
        user.onEnd(found, ends::add);
        user.send(found, "test", 123);
        assertThat(next(received)).isEqualTo(Message.of("test", 123));
        assertThat(Kernel.of(user).isLinked("publisher")).isTrue();

        publisher.node().close();

        assertThat(next(told).deleted()).containsExactly(port.id().toString());
        assertThat(next(ends)).isEqualTo(new KillReason.NodeClosed("publisher"));
    }

    @Test
    void aNodeThatNobodyKnowsHasNoAddress() throws Exception {
        Network.Listening seed = network.listen("seed");
        Node user = network.dial("user", seed.address());
        BlockingQueue<KillReason> ends = new LinkedBlockingQueue<>();
        user.onEnd(new PortId("nobody", "x"), ends::add);

        assertThat(next(ends)).isEqualTo(new KillReason.TransportError("nobody", "no known address"));
    }

    @Test
    void withoutSeedsANodeIsItsOwnMaster_andThatOfWhoComes() {
        Network.Listening first = network.listen("first");
        first.node().database().set("f", "k", 1);
        assertThat(family(first.node())).isEqualTo(Map.of("k", 1));

        Node second = network.dial("second", first.address());
        second.database().set("f", "l", 2);

        awaitFamily(second, Map.of("k", 1, "l", 2));
        awaitFamily(first.node(), Map.of("k", 1, "l", 2));
    }

    @Test
    void whoIsNotToBeAsked_isNobodysMaster() throws Exception {
        Network.Listening seed = network.listen("seed", builder -> builder.globalOnRequest(false));
        Node user = network.dial("user", seed.address());
        Network.awaitLink(user, "seed");
        CompletableFuture<List<String>> asked = user.database().keys("f").toCompletableFuture();
        BlockingQueue<Message> answers = new LinkedBlockingQueue<>();
        Port port = user.port(p -> p.on("can", answers::add));
        user.send(new PortId("seed", ""), "can", "g_slave", port.id().toString(), "can");

        assertThat(next(answers)).isEqualTo(Message.of("can", "1")); // it has heard the plea before
        assertThat(asked).isNotDone();
        assertThat(user.ports()).containsExactly(port.id());
    }

    @Test
    void aSeedThatComesBackIsToldAllAgain() {
        int port = Ports.free();
        String address = "127.0.0.1:" + port;
        Node slave = network.dial("slave", address);
        slave.database().set("f", "k", 1);
        Node first = startAt("seed", address);
        awaitFamily(slave, Map.of("k", 1));
        first.close();

        Node again = startAt("seed", address);

        awaitFamily(again, Map.of("k", 1));
    }

    private Node startAt(String id, String address, String... seeds) {
        return network.dial(id, builder -> {
            List.of(seeds).forEach(builder::seed);
            return builder.bind(address).monitorTimeout(Duration.ofSeconds(2));
        });
    }

    @Test
    void ofTwoGlobalNodesOneMayGo() throws Exception {
        String one = "127.0.0.1:" + Ports.free();
        String two = "127.0.0.1:" + Ports.free();
        Node s1 = startAt("s1", one, one, two);
        Node s2 = startAt("s2", two, one, two);
        Node a = network.dial("a", one);
        Node b = network.dial("b", builder -> builder.seed(one).seed(two));
        b.database().monitor("f", told::add);
        assertThat(next(told).all()).isEmpty();
        s2.database().set("f", "s2", 2);
        awaitFamily(a, Map.of("s2", 2));
        a.database().set("f", "a", 1);
        awaitFamily(b, Map.of("s2", 2, "a", 1));
        awaitFamily(s2, Map.of("s2", 2, "a", 1));

        s1.close();

        awaitFamily(b, Map.of("s2", 2));
        await().until(() -> told.stream().anyMatch(change -> change.deleted().contains("a")));
    }
}
