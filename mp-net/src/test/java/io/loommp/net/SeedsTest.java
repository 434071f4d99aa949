package io.loommp.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.net.Network.Listening;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SeedsTest {
    private final Network network = new Network();

    @AfterEach
    void closeAll() {
        network.close();
    }

    @Test
    void aSeedThatComesLaterOrComesBackIsFound() throws Exception {
        String address = "127.0.0.1:" + Ports.free();
        Listening first = network.listen("seed", b -> b.binds(List.of(address)));
        first.node().close();
        try (LogCapture log = new LogCapture()) {
            Node client = network.dial("client", b -> b.seed(address).monitorTimeout(Duration.ofMillis(200)));
            await().until(() -> !log.lines("cannot reach seed " + address).isEmpty());
            Listening second = network.listen("seed", b -> b.binds(List.of(address)));
            Network.awaitLink(client, "seed");

            BlockingQueue<KillReason> reasons = new LinkedBlockingQueue<>();
            client.onEnd(new PortId("seed", ""), reasons::add);
            second.node().close();
            assertThat(reasons.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(new KillReason.TransportError("seed", "Unexpected end-of-file"));
            network.listen("seed", b -> b.binds(List.of(address)));
            Network.awaitLink(client, "seed");
        }
    }

    @Test
    void messagesWaitForASeedThatIsBeingDialled() throws Exception {
        Listening server = network.listen("server");
        BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
        Port port = server.node().port(p -> p.onMessage(seen::add));
        Node client = network.dial("client", server.address());

        client.send(port.id(), "at once");

        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(Message.of("at once"));
    }

    @Test
    void whoAnswersOnceWithoutTheSecretDoesNotDisableASeed() throws Exception {
        Listening other = network.listen("other");
        for (String claimed : List.of("client", "other")) { // the id of who dials, and of a node it is linked to
            int port = Ports.free();
            String address = "127.0.0.1:" + port;
            Node client;
            try (ServerSocket imposter = new ServerSocket(port)) {
                client = network.dial(
                        "client",
                        b -> b.seeds(List.of(other.address(), address)).monitorTimeout(Duration.ofMillis(300)));
                Network.awaitLink(client, "other");
                for (int i = 0; i < 2; i++) {
                    try (Socket socket = imposter.accept()) {
                        socket.getOutputStream()
                                .write(("aemp;1;" + claimed + ";hmac_sha3_512;json\nnonce\n").getBytes(UTF_8));
                        socket.getInputStream().readAllBytes();
                    } catch (SocketException e) {
                        // reset, as it closed before it read all
                    }
                }
            }
            Listening seed = network.listen("seed", b -> b.bind(address));
            Network.awaitLink(client, "seed");
            client.close();
            seed.node().close();
            Network.awaitNoLink(other.node(), "client");
        }
    }

    /** What a seed calls itself counts for the database when it is proven, or when the dialled connection leads here. */
    @Test
    void theDatabaseHearsOfSeedsThatHaveProvenWhoTheyAre_andOfNoOthers() throws Exception {
        try (ServerSocket imposter = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                DirectNode good = new DirectNode("good", network.secret, Duration.ofMillis(300), List.of())) {
            String own = "127.0.0.1:" + Ports.free();
            String lying = "127.0.0.1:" + imposter.getLocalPort();
            try (DirectNode node =
                    new DirectNode("node", network.secret, Duration.ofMillis(300), List.of(good.listen(), lying))) {
                node.transport.dial();
                for (String claimed : List.of("node", "stranger", "node", "stranger")) {
                    try (Socket socket = imposter.accept()) {
                        socket.getOutputStream()
                                .write(("aemp;1;" + claimed + ";hmac_sha3_512;json\nn\n").getBytes(UTF_8));
                        socket.getInputStream().read();
                    }
                }
                await().until(() -> node.seedsMet.contains("good"));
                assertThat(node.seedsMet).containsExactly("good");
            }
            try (DirectNode node =
                    new DirectNode("itself", network.secret, Duration.ofMillis(300), List.of(own, good.listen()))) {
                node.listen(Integer.parseInt(own.substring(own.indexOf(':') + 1)));
                node.transport.dial();
                await().until(() -> node.seedsMet.containsAll(List.of("itself", "good")));
            }
        }
    }

    @Test
    void ofTwoNodesOfOneIdBothAreWarned_whereOneDialsTheOther() {
        try (LogCapture log = new LogCapture();
                DirectNode one = new DirectNode("twin", network.secret, Duration.ofMillis(300), List.of());
                DirectNode two =
                        new DirectNode("twin", network.secret, Duration.ofMillis(300), List.of(one.listen()))) {
            two.transport.dial();
            await().until(() ->
                    log.lines("another node with the id of this one").size() >= 2);
            assertThat(two.seedsMet).isEmpty();
            assertThat(log.lines("is this node itself")).isEmpty();
        }
    }

    @Test
    void aNodeThatIsItsOwnSeedSaysSoOnce() {
        Listening other = network.listen("other");
        String own = "127.0.0.1:" + Ports.free();
        try (LogCapture log = new LogCapture()) {
            Node self = network.dial(
                    "self", b -> b.bind(own).seed(own).seed(other.address()).monitorTimeout(Duration.ofMillis(50)));
            Network.awaitLink(self, "other");
            await().pollDelay(Duration.ofMillis(500))
                    .until(() ->
                            log.lines("seed " + own + " is this node itself").size() == 1);
        }
    }

    @Test
    void nodesThatAreEachOthersSeedsEndUpWithOneLink() {
        String addressA = "127.0.0.1:" + Ports.free();
        String addressB = "127.0.0.1:" + Ports.free();
        Node a = network.dial("a", b -> b.bind(addressA).seeds(List.of(addressA, addressB)));
        Node b = network.dial("b", c -> c.bind(addressB).seeds(List.of(addressA, addressB)));

        BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
        Port port = a.port(p -> p.onMessage(seen::add));
        await().until(() -> {
            b.send(port.id(), "hello");
            return seen.poll(100, TimeUnit.MILLISECONDS) != null;
        });
    }
}
