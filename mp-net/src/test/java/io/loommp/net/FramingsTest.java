package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.manage.Event;
import io.loommp.net.Network.Listening;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Framings over sockets: which is chosen, what travels in it, and what becomes of what is none. */
@Timeout(60)
class FramingsTest {
    private final Network network = new Network();

    @AfterEach
    void closeAll() {
        network.close();
    }

    private static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void whoHasOnlyCborIsWrittenCbor_andMayWriteItAsPerlDoes() throws Exception {
        Listening server = network.listen("server");
        BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        Port port = server.node().port(p -> p.onMessage(received::add));
        try (RawPeer peer = RawPeer.authenticated(server.address(), "peer", network.secret, "cbor")) {
            Network.awaitLink(server.node(), "peer");
            server.node().send(new PortId("peer", "x"), "hello", 1.5, new byte[] {(byte) 0xff});
            assertThat(peer.readOctets(16)).isEqualTo(octets("84 6178 6568656c6c6f fa3fc00000 41ff"));

            String name = HexFormat.of().formatHex(port.id().name().getBytes(StandardCharsets.ISO_8859_1));
            String head = "%02x".formatted(0x40 | name.length() / 2);
            assertThat(name).hasSizeLessThan(48);
            peer.send(octets("83" + head + name + "43746167" + "a1416141e9"));
            Message message = received.poll(10, TimeUnit.SECONDS);
            assertThat(message).isEqualTo(Message.of("tag", Map.of("a", "é")));
        }
    }

    @Test
    void anEndThatPerlTellsInByteStrings_hasItsReason() throws Exception {
        Listening server = network.listen("server");
        try (RawPeer peer = RawPeer.authenticated(server.address(), "peer", network.secret, "cbor")) {
            Network.awaitLink(server.node(), "peer");
            BlockingQueue<KillReason> reasons = new LinkedBlockingQueue<>();
            server.node().onEnd(new PortId("peer", "x"), reasons::add);
            assertThat(peer.readOctets(9)).isEqualTo(octets("83 60 646d6f6e31 6178"));

            peer.send(octets("85 40 446b696c30 4178 43646965 446f6f7073"));
            assertThat(reasons.poll(10, TimeUnit.SECONDS)).isEqualTo(new KillReason.Die("oops"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a0", "811c", "9a7fffffff", "81ff", "8161ff"})
    void whatIsMalformedClosesTheConnection(String hex) throws Exception {
        Listening server = network.listen("server");
        try (RawPeer peer = RawPeer.authenticated(server.address(), "peer", network.secret, "cbor")) {
            Network.awaitLink(server.node(), "peer");
            peer.send(octets(hex));

            assertThat(peer.isClosedByOtherSide()).isTrue();
            Network.awaitNoLink(server.node(), "peer");
        }
    }

    @Test
    void whatNoMessageCanHold_isIgnoredAndReported_andTheConnectionStays() throws Exception {
        Listening server = network.listen("server");
        BlockingQueue<Event> ignored = new LinkedBlockingQueue<>();
        Kernel.of(server.node()).events().subscribe(Set.of(Event.Kind.REQUEST_IGNORED), ignored::add);
        try (RawPeer peer = RawPeer.authenticated(server.address(), "peer", network.secret, "cbor")) {
            Network.awaitLink(server.node(), "peer");
            peer.send(octets("82 6170 f97c00")); // infinite
            peer.send(octets("81 f6")); // no port
            for (int i = 0; i < 2; i++) {
                assertThat(ignored.poll(10, TimeUnit.SECONDS))
                        .isInstanceOfSatisfying(
                                Event.RequestIgnored.class,
                                event -> assertThat(event.node()).isEqualTo("peer"));
            }
            peer.send(octets("83 60 646d6f6e31 646e6f6e65")); // which is answered
            assertThat(peer.readOctets(2)).isEqualTo(octets("86 60"));
        }
    }

    @Test
    void whoHasNoFramingOfThisNodeIsRefused() throws Exception {
        Listening server = network.listen("server", builder -> builder.framings(List.of("cbor")));
        try (RawPeer peer = RawPeer.connect(server.address())) {
            peer.send("aemp;1;peer;hmac_sha3_512;json,storable\nnonce\n");

            assertThat(peer.readLine().split(";", -1)[4]).isEqualTo("cbor");
            assertThat(peer.isClosedByOtherSide()).isTrue();
        }
    }

    @Test
    void eachDirectionMayHaveItsOwn() {
        Listening server = network.listen("server", builder -> builder.framings(List.of("json", "cbor")));
        Node client = network.dial("client", builder -> builder.seed(server.address()));
        BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        Port there = server.node().port(p -> p.on("ping", m -> p.send(m.port(1), "pong", m.value(2))));
        Port here = client.port(p -> p.onMessage(received::add));
        Network.awaitLink(client, "server");

        client.send(there.id(), "ping", here.id(), "\u00e9\u263a");

        await().untilAsserted(() -> assertThat(received).containsExactly(Message.of("pong", "\u00e9\u263a")));
    }
}
