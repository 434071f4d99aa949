package io.loommp.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.manage.Event;
import io.loommp.net.Credentials;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes whose connections are encrypted. */
@Timeout(120)
class NodesOverTlsTest {
    private static final TlsIdentity SHARED = TlsIdentity.parse(Certificates.shared());
    private static final String SECRET = "the nodes of this test know this";
    private static final PortId PORT_THERE = new PortId("peer", "port");

    private final List<Node> nodes = new ArrayList<>();
    private final List<String> connected = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
    private final BlockingQueue<KillReason> reasons = new LinkedBlockingQueue<>();

    @AfterEach
    void closeAll() {
        nodes.forEach(Node::close);
    }

    private Node start(String id, UnaryOperator<NodeConfig.Builder> change) {
        NodeConfig.Builder builder = NodeConfig.builder().nodeId(id).cert(Credentials.ofPem(Certificates.shared()));
        Node node = Nodes.start(change.apply(builder).build());
        nodes.add(node);
        return node;
    }

    private Node server(UnaryOperator<NodeConfig.Builder> change) {
        Node server = start("server", builder -> change.apply(builder.bind("127.0.0.1:0")));
        Kernel.of(server)
                .events()
                .subscribe(Set.of(Event.Kind.CONNECTED), event -> connected.add(((Event.Connected) event).node()));
        return server;
    }

    private Node server() {
        return server(builder -> builder);
    }

    private static String address(Node server) {
        return server.addresses().get(0);
    }

    private Port sink(Node node) {
        return node.port(p -> p.onMessage(seen::add));
    }

    private static String packet(Port port, String text) {
        return "[\"" + port.id().name() + "\",\"" + text + "\"]";
    }

    private void assertSeen(String text) throws InterruptedException {
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(Message.of(text));
    }

    /** A good peer connects: whoever tried before is known not to have been let in. */
    private void assertOnlyTheGoodAreIn(Node server) throws Exception {
        Port port = sink(server);
        try (TlsPeer good = TlsPeer.authenticated(address(server), "good", TlsPeer.CLIENT, SHARED)) {
            good.send(packet(port, "marker"));
            assertSeen("marker");
        }
        await().until(() -> connected.contains("good"));
        assertThat(connected).containsOnly("good");
    }

    private static Stream<String> roles() {
        return Stream.of(TlsPeer.CLIENT, TlsPeer.SERVER);
    }

    // ---- connections ----

    @Test
    void twoNodesOfOneCertificate_andNoSecret_talk() throws Exception {
        Node server = server();
        Port port = sink(server);
        Node client = start("client", builder -> builder.seed(address(server)));

        await().until(() -> Kernel.of(client).isLinked("server"));
        client.send(port, "hello");
        assertSeen("hello");
        client.onEnd(port, reasons::add);
        client.kill(port, KillReason.of("because"));
        assertThat(reasons.poll(10, TimeUnit.SECONDS)).isEqualTo(KillReason.of("because"));
    }

    @ParameterizedTest
    @MethodSource("roles")
    void inBothRoles_octetsArriveInTheirOrder_manyOfThem(String nonce) throws Exception {
        Node server = server();
        Port port = sink(server);
        try (TlsPeer peer = TlsPeer.authenticated(address(server), "peer", nonce, SHARED)) {
            await().until(() -> Kernel.of(server).isLinked("peer"));
            int count = 40;
            Thread sender = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < count; i++) {
                    server.send(PORT_THERE, "data", i, "x".repeat(1 << 20));
                }
            });
            await().until(() -> sender.getState() == Thread.State.WAITING); // past the high-water mark
            for (int i = 0; i < count; i++) {
                String start = "[\"port\",\"data\"," + i + ",\"";
                assertThat(peer.read(start.length())).isEqualTo(start);
                assertThat(peer.read((1 << 20) + 2)).matches("x+\"]");
                peer.send(packet(port, "back " + i));
            }
            sender.join();
            for (int i = 0; i < count; i++) {
                assertSeen("back " + i);
            }
        }
    }

    @Test
    void whoTakesNothingForTooLongIsLost() throws Exception {
        Node server = server(builder -> builder.writeProgressDeadline(Duration.ofMillis(300)));
        try (TlsPeer peer = TlsPeer.authenticated(address(server), "peer", TlsPeer.CLIENT, SHARED)) {
            await().until(() -> Kernel.of(server).isLinked("peer"));
            server.onEnd(PORT_THERE, reasons::add);
            Thread sender = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 40; i++) {
                    server.send(PORT_THERE, "data", "x".repeat(1 << 20));
                }
            });
            assertThat(reasons.poll(20, TimeUnit.SECONDS))
                    .isEqualTo(new KillReason.TransportError("peer", "overloaded"));
            sender.join();
            peer.send("[]");
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void theEndIsTold_afterTheLastWords(String nonce) throws Exception {
        Node server = server();
        try (TlsPeer peer = TlsPeer.authenticated(address(server), "peer", nonce, SHARED)) {
            await().until(() -> Kernel.of(server).isLinked("peer"));
            server.send(PORT_THERE, "last words");
            server.close();
            String expected = "[\"port\",\"last words\"]";
            assertThat(peer.read(expected.length())).isEqualTo(expected);
            assertThat(peer.isEndTold()).isTrue();
        }
    }

    /** Hazard 26: others may drop a flight of both, if they decrypt it at once. */
    @ParameterizedTest
    @MethodSource("roles")
    void theProofIsInARecordOfItsOwn_andPacketsThatWaitedComeBehindIt(String nonce) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Node server = server(builder -> builder.seed("127.0.0.1:" + silent.getLocalPort()));
            server.send(PortId.of("raw#port"), "waited"); // as "raw" may be met at the seed
            try (TlsPeer peer = TlsPeer.connect(address(server), "raw", nonce, SHARED)) {
                List<String> records = peer.shakeHandsRecordByRecord();
                assertThat(records.get(0))
                        .startsWith("tls_")
                        .endsWith(";json\n")
                        .hasLineCount(1);
                assertThat(records.get(1)).startsWith("[").contains("waited");
            }
        }
    }

    @Test
    void anEndThatIsToldButNotDoneEndsTheLink_andWhatCameBeforeIsDelivered() throws Exception {
        Node server = server();
        Port port = sink(server);
        try (TlsPeer peer = TlsPeer.authenticated(address(server), "peer", TlsPeer.CLIENT, SHARED)) {
            await().until(() -> Kernel.of(server).isLinked("peer"));
            server.onEnd(PORT_THERE, reasons::add);
            peer.send(packet(port, "last words"));
            peer.end();
            assertSeen("last words");
            assertThat(reasons.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(new KillReason.TransportError("peer", "Unexpected end-of-file"));
        }
    }

    @Test
    void soDoesOneThatIsToldWithTheEndOfTheHandshake_inEveryLoop() throws Exception {
        Node server = server(builder ->
                builder.selectorThreads(2).monitorTimeout(Duration.ofMinutes(5))); // no keep-alive comes first
        Port port = sink(server);
        for (int i = 0; i < 4; i++) {
            try (TlsPeer peer = TlsPeer.connect(address(server), "peer" + i, TlsPeer.CLIENT, SHARED)) {
                peer.sayAllAtOnce(packet(port, "last words " + i));
                assertSeen("last words " + i);
                assertThat(peer.isClosedByOtherSide()).isTrue();
            }
        }
    }

    // ---- who is not let in ----

    @ParameterizedTest
    @CsvSource({"other, true", "other, false", "expired, true", "expired, false", "none, true"})
    void whoShowsNoGoodCertificateIsRefused(String kind, boolean asClient) throws Exception {
        Node server = server();
        TlsSessions bad = CredulousPeer.showing(
                switch (kind) {
                    case "other" -> Certificates.other();
                    case "expired" -> Certificates.expired();
                    default -> null;
                });
        String nonce = asClient ? TlsPeer.CLIENT : TlsPeer.SERVER;
        try (TlsPeer peer = TlsPeer.connect(address(server), "peer", nonce, bad)) {
            assertThatThrownBy(peer::shakeHands).isNotNull();
            assertThat(peer.isClosedByOtherSide()).isTrue();
        }
        assertOnlyTheGoodAreIn(server);
    }

    @Test
    void anExpiredCertificateThatAllShareIsRefused() throws Exception {
        Node server = server(builder -> builder.cert(Credentials.ofPem(Certificates.expired())));
        TlsSessions bad = CredulousPeer.showing(Certificates.expired());
        try (TlsPeer peer = TlsPeer.connect(address(server), "peer", TlsPeer.CLIENT, bad)) {
            assertThatThrownBy(peer::shakeHands).isNotNull();
            assertThat(peer.isClosedByOtherSide()).isTrue();
        }
        assertThat(connected).isEmpty();
    }

    @Test
    void whoHidesTlsIsRefused_alsoWithTheSecret() throws Exception {
        Node server = server(builder -> builder.secret(Secret.of(SECRET)));
        try (ClearPeer peer = ClearPeer.connect(address(server))) {
            assertThat(peer.shakeHands("peer", SECRET)).isFalse();
        }
        assertOnlyTheGoodAreIn(server);
    }

    @Test
    void whereTlsIsNotRequired_thoseWithTheSecretAloneMayComeInClear() throws Exception {
        Node server = server(builder -> builder.secret(Secret.of(SECRET)).tlsRequired(false));
        try (ClearPeer clear = ClearPeer.connect(address(server));
                TlsPeer peer = TlsPeer.authenticated(address(server), "peer", TlsPeer.CLIENT, SHARED)) {
            assertThat(clear.shakeHands("clear", SECRET)).isTrue();
            await().until(() -> connected.size() == 2);
            assertThat(connected).containsExactlyInAnyOrder("clear", "peer");
            peer.send("[]");
        }
    }

    @Test
    void whatIsNotTlsWhereItHasToBeEndsTheConnection() throws Exception {
        Node server = server();
        Port port = sink(server);
        try (TlsPeer peer = TlsPeer.connect(address(server), "peer", TlsPeer.CLIENT, SHARED)) {
            peer.sendInClear("tls_sha3_512;" + "0".repeat(128) + ";json\n" + packet(port, "in clear"));
            assertThat(peer.isClosedByOtherSide()).isTrue();
        }
        try (TlsPeer peer = TlsPeer.authenticated(address(server), "peer", TlsPeer.SERVER, SHARED)) {
            await().until(() -> Kernel.of(server).isLinked("peer"));
            server.onEnd(PORT_THERE, reasons::add);
            peer.sendInClear(packet(port, "in clear"));
            assertThat(reasons.poll(10, TimeUnit.SECONDS)).isInstanceOf(KillReason.TransportError.class);
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void tooMuchBeforeTlsHasBegunEndsTheConnection() throws Exception {
        Node server = server();
        try (ClearPeer peer = ClearPeer.connect(address(server))) {
            peer.send("aemp;1;peer;tls_sha3_512;json;tls=1.0\nnonce\n" + "\u0016".repeat(20_000));
            assertThat(peer.isClosedByOtherSide()).isTrue();
        }
        assertOnlyTheGoodAreIn(server);
    }

    @Test
    void aTlsHandshakeThatIsNotGoneOnWithEndsAtTheDeadline() throws Exception {
        Node server = server(builder -> builder.handshakeDeadline(Duration.ofMillis(500)));
        try (TlsPeer peer = TlsPeer.connect(address(server), "peer", TlsPeer.SERVER, SHARED)) {
            assertThat(peer.isClosedByOtherSide()).isTrue(); // it waits for this side's answer to its greeting
        }
    }

    @Test
    void aCertificateMayHaveToBearTheIdOfItsNode() throws Exception {
        List<String> issued = Certificates.issued("server", "peer");
        Node server =
                server(builder -> builder.cert(Credentials.ofPem(issued.get(0))).tlsBindId(true));
        TlsIdentity ofPeer = TlsIdentity.parse(issued.get(1));
        try (TlsPeer impostor = TlsPeer.connect(address(server), "another", TlsPeer.CLIENT, ofPeer)) {
            assertThatThrownBy(impostor::shakeHands).isInstanceOf(IOException.class);
        }
        try (TlsPeer peer = TlsPeer.authenticated(address(server), "peer/1", TlsPeer.CLIENT, ofPeer)) {
            await().until(() -> !connected.isEmpty());
            assertThat(connected).containsExactly("peer/1");
            peer.send("[]");
        }
    }

    // ---- certificates that change ----

    @Test
    void aFileThatChangesCountsForNewConnections(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("node.pem");
        Files.writeString(file, Certificates.shared());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Node server = start("server", builder -> builder.cert(fromFile(file)).bind("127.0.0.1:0"));
        Port port = sink(server);
        try (TlsPeer first = TlsPeer.authenticated(address(server), "first", TlsPeer.CLIENT, SHARED)) {
            TlsIdentity other = TlsIdentity.parse(Certificates.other());
            replace(file, Certificates.other());
            try (TlsPeer second = TlsPeer.authenticated(address(server), "second", TlsPeer.CLIENT, other)) {
                first.send(packet(port, "the first stands"));
                assertSeen("the first stands");
                replace(file, "no certificate at all");
                try (TlsPeer third = TlsPeer.authenticated(address(server), "third", TlsPeer.CLIENT, other)) {
                    third.send(packet(port, "the former stays"));
                    assertSeen("the former stays");
                }
                Files.delete(file);
                try (TlsPeer fourth = TlsPeer.authenticated(address(server), "fourth", TlsPeer.CLIENT, other)) {
                    fourth.send(packet(port, "also without a file"));
                    assertSeen("also without a file");
                }
                second.send("[]");
            }
        }
    }

    private static Credentials fromFile(Path file) {
        try {
            return Credentials.fromFile(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void replace(Path file, String content) throws IOException {
        Path next = file.resolveSibling("next");
        Files.writeString(next, content);
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aFileThatEverybodyCanWriteIsRefused(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("node.pem");
        Files.writeString(file, Certificates.shared());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.fromFile(file))
                .withMessageContaining(file.toString());
    }
}
