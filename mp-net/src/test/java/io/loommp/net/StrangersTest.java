package io.loommp.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.net.Network.Listening;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What those can do who do not have the secret: nothing. */
@Timeout(60)
class StrangersTest {
    private final Network network = new Network();

    @AfterEach
    void closeAll() {
        network.close();
    }

    @Test
    void withAnotherSecretBothSidesRefuse_withOneLineEach() throws Exception {
        try (LogCapture log = new LogCapture()) {
            Listening server = network.listen("server");
            String secret = "another secret, long enough";
            NodeConfig config = NodeConfig.builder()
                    .nodeId("intruder")
                    .secret(Secret.of(secret))
                    .seed(server.address())
                    .monitorTimeout(Duration.ofMinutes(10))
                    .build();
            Nodes.start(config);
            await().until(() -> log.lines("wrong secret").size() == 2);

            assertThat(log.lines("refused " + server.address())).hasSize(1); // by who dialled
            assertThat(log.lines("refused 127.0.0.1:")).hasSize(2);
            assertThat(log.lines(secret)).isEmpty();
            assertThat(log.lines("hmac")).isEmpty();
            assertThat(log.lines("").stream().filter(line -> line.matches(".*[0-9a-f]{64}.*")))
                    .isEmpty();
            assertThat(Kernel.of(server.node()).isLinked("intruder")).isFalse();
        }
    }

    @Test
    void whatStandsBehindARefusedProofIsNotDelivered() throws Exception {
        Listening server = network.listen("server");
        BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
        Port port = server.node().port(p -> p.onMessage(seen::add));
        String packet = "[\"" + port.id().name() + "\",\"hello\"]";
        try (RawPeer stranger = RawPeer.connect(server.address())) {
            stranger.send("aemp;1;stranger;hmac_sha3_512;json\nnonce\n" + packet);
            stranger.send("hmac_sha3_512;" + "0".repeat(128) + ";json\n" + packet);
            assertThat(stranger.isClosedByOtherSide()).isTrue();
        }
        try (RawPeer peer = RawPeer.authenticated(server.address(), "peer", network.secret)) {
            peer.send(packet.replace("hello", "marker"));
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(Message.of("marker"));
        }
    }

    @Test
    void whoHasNotProvenTheSecretIsSaidNothingButTheProof() throws Exception {
        try (ServerSocket imposter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Node client = network.dial("client", "127.0.0.1:" + imposter.getLocalPort());
            client.send(new PortId("server", "port"), "in confidence");
            try (Socket socket = imposter.accept()) {
                String opening = "aemp;1;server;hmac_sha3_512;json\nnonce\n";
                String wrong = "hmac_sha3_512;" + "0".repeat(128) + ";json\n";
                socket.getOutputStream().write((opening + wrong).getBytes(UTF_8));
                String said = new String(socket.getInputStream().readAllBytes(), UTF_8);
                assertThat(said.lines()).hasSize(3);
                assertThat(said).containsPattern("\nhmac_sha3_512;[0-9a-f]{128};json\n$");
            }
        }
    }

    @Test
    void aSecondConnectionToANodeIsClosedAtLine1_andTheFirstIsNotHarmed() throws Exception {
        Listening server = network.listen("server");
        BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
        Port port = server.node().port(p -> p.onMessage(seen::add));
        try (RawPeer first = RawPeer.authenticated(server.address(), "peer", network.secret);
                RawPeer second = RawPeer.connect(server.address())) {
            Network.awaitLink(server.node(), "peer");
            second.send("aemp;1;peer;hmac_sha3_512;json\n");
            assertThat(second.isClosedByOtherSide()).isTrue();

            first.send("[\"" + port.id().name() + "\",\"hello\"]");
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(Message.of("hello"));
        }
    }

    @Test
    void nothingWaitsForANodeThatSomebodyOnlyClaimsToBe() throws Exception {
        BlockingQueue<KillReason> reasons = new LinkedBlockingQueue<>();
        try (DirectNode server = new DirectNode("server", network.secret, Duration.ofMinutes(10), List.of());
                RawPeer stranger = RawPeer.connect(server.listen())) {
            stranger.send("aemp;1;ghost;hmac_sha3_512;json\n\n");
            stranger.readLine();
            stranger.readLine();
            assertThat(stranger.readLine()).startsWith("hmac_sha3_512;"); // so its greeting has been heard

            server.kernel.onEnd(new PortId("ghost", "port"), reasons::add);
            assertThat(reasons.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(new KillReason.TransportError("ghost", "no known address"));
        }
    }

    @Test
    void theDeadlineCannotBeExtended() throws Exception {
        Listening server = network.listen("server", b -> b.handshakeDeadline(Duration.ofMillis(500)));
        try (RawPeer silent = RawPeer.connect(server.address());
                RawPeer dripping = RawPeer.connect(server.address());
                ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor()) {
            Future<?> drops = drip.scheduleAtFixedRate(() -> dripping.trySend("x"), 0, 10, TimeUnit.MILLISECONDS);
            assertThat(silent.isClosedByOtherSide()).isTrue();
            assertThat(dripping.isClosedByOtherSide()).isTrue();
            drops.cancel(false);
        }
    }

    @Test
    void ofTooManyFromOneAddressTheOldestSilentOneGoes() throws Exception {
        Listening server = network.listen("server", b -> b.handshakingPerAddressMax(3));
        try (RawPeer spoke = RawPeer.connect(server.address());
                RawPeer oldest = RawPeer.connect(server.address());
                RawPeer third = RawPeer.connect(server.address())) {
            spoke.send("aemp;1;spoke;hmac_sha3_512;json\n\n");
            assertThat(third.readLine()).startsWith("aemp;1;server;"); // so all three are in
            spoke.readLine();
            spoke.readLine();
            assertThat(spoke.readLine()).startsWith("hmac_sha3_512;"); // so it has been heard
            try (RawPeer fourth = RawPeer.connect(server.address())) {
                assertThat(oldest.isClosedByOtherSide()).isTrue();
                assertThat(fourth.readLine()).startsWith("aemp;1;server;");
            }
        }
    }

    @Test
    @Tag("long")
    void whileStrangersFloodAGoodHandshakeIsQuick_andAllStrangersGo() throws Exception {
        Listening server = network.listen("server");
        List<RawPeer> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                idle.add(RawPeer.connect(server.address()));
            }
            Thread flood = Thread.ofPlatform().daemon().start(() -> {
                for (int i = 0; i < 10_000; i++) {
                    try {
                        RawPeer.connect(server.address()).close();
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            int handshakes = 0;
            long slowest = 0;
            while (flood.isAlive()) {
                long start = System.nanoTime();
                RawPeer.authenticated(server.address(), "good" + handshakes, network.secret)
                        .close();
                slowest = Math.max(slowest, System.nanoTime() - start);
                handshakes++;
            }
            assertThat(handshakes).isPositive();
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(2));
            long start = System.nanoTime();
            assertThat(idle).allMatch(RawPeer::isClosedByOtherSide);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
        } finally {
            for (RawPeer peer : idle) {
                peer.close();
            }
        }
    }
}
