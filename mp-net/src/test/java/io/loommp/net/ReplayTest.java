package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.kernel.Kernel;
import io.loommp.manage.Event;
import io.loommp.net.Network.Listening;
import io.loommp.net.handshake.Authenticator;
import io.loommp.net.handshake.Handshake;
import io.loommp.net.handshake.LocalNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Security test T2: what a node has said itself, or others have said to it before, lets nobody in. */
@Timeout(120)
class ReplayTest {
    private static final int ATTEMPTS = 1000;
    private static final String MARKER = "marker";

    private final Network network = new Network();
    private final List<Event> connected = new CopyOnWriteArrayList<>();
    private final Listening server = network.listen("server");

    @BeforeEach
    void noteConnections() {
        Kernel.of(server.node()).events().subscribe(Set.of(Event.Kind.CONNECTED), connected::add);
    }

    @AfterEach
    void closeAll() {
        network.close();
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }

    /** Tries again and again, and then connects as one may: that connection is the only one there ever was. */
    private void assertNoneIsAccepted(Attempt attempt) throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            attempt.run();
        }
        try (RawPeer peer = RawPeer.authenticated(server.address(), MARKER, network.secret)) {
            await().untilAsserted(() -> assertThat(connected).isNotEmpty());
            assertThat(connected)
                    .hasSize(1)
                    .allMatch(event ->
                            event instanceof Event.Connected up && up.node().equals(MARKER));
            peer.send("[]");
        }
    }

    private static void say(RawPeer peer, String lines) {
        peer.trySend(lines);
        assertThat(peer.isClosedByOtherSide()).isTrue();
    }

    @Test
    void itsOwnTwoLines() throws IOException {
        assertNoneIsAccepted(() -> {
            try (RawPeer peer = RawPeer.connect(server.address())) {
                say(peer, peer.readLine() + "\n" + peer.readLine() + "\n");
            }
        });
    }

    @Test
    void itsOwnNonceUnderAnotherName() throws IOException {
        assertNoneIsAccepted(() -> {
            try (RawPeer peer = RawPeer.connect(server.address())) {
                say(peer, peer.readLine().replace("server", "other") + "\n" + peer.readLine() + "\n");
            }
        });
    }

    @Test
    void itsOwnProof() throws IOException {
        assertNoneIsAccepted(() -> {
            try (RawPeer peer = RawPeer.connect(server.address())) {
                peer.send("aemp;1;other;hmac_sha3_512;json\nnonce\n");
                peer.readLine();
                peer.readLine();
                say(peer, peer.readLine() + "\n");
            }
        });
    }

    @Test
    void whatAGoodPeerSaidBefore() throws IOException {
        String recorded = recordSession();
        Network.awaitNoLink(server.node(), "recorded");
        connected.clear();
        assertNoneIsAccepted(() -> {
            try (RawPeer peer = RawPeer.connect(server.address())) {
                say(peer, recorded);
            }
        });
    }

    /** Connects as one may, and closes; what was said. */
    private String recordSession() throws IOException {
        Handshake handshake = new Handshake(
                new LocalNode("recorded", "raw", List.of("json"), new Authenticator(network.secret.octets())),
                "there",
                Handshake.newNonce(RandomGenerator.getDefault()),
                node -> false);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        said.writeBytes(handshake.opening());
        try (RawPeer peer = RawPeer.connect(server.address())) {
            String lines = peer.readLine() + "\n" + peer.readLine() + "\n";
            handshake.receive(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)), said::writeBytes);
            String all = said.toString(StandardCharsets.UTF_8);
            peer.send(all);
            peer.readLine();
            await().untilAsserted(() -> assertThat(connected).hasSize(1));
            return all;
        }
    }

    @Test
    void whatItSaysToItself() throws IOException {
        assertNoneIsAccepted(() -> {
            try (RawPeer one = RawPeer.connect(server.address());
                    RawPeer other = RawPeer.connect(server.address())) {
                String ofOne = one.readLine() + "\n" + one.readLine() + "\n";
                String ofOther = other.readLine() + "\n" + other.readLine() + "\n";
                say(one, ofOther);
                say(other, ofOne);
            }
        });
    }

    @Test
    void whatItSaysToItselfUnderOtherNames() throws IOException {
        assertNoneIsAccepted(() -> {
            try (RawPeer one = RawPeer.connect(server.address());
                    RawPeer other = RawPeer.connect(server.address())) {
                String ofOne = one.readLine().replace("server", "one") + "\n" + one.readLine() + "\n";
                String ofOther = other.readLine().replace("server", "other") + "\n" + other.readLine() + "\n";
                one.send(ofOther);
                other.send(ofOne);
                say(one, other.readLine() + "\n");
            }
        });
    }
}
