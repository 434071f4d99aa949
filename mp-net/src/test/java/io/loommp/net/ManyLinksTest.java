package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.loommp.Message;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.net.transport.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one who has the secret can have a node keep with many links, each under another id: no more than is bounded in all. */
@Timeout(60)
class ManyLinksTest {
    private static final Secret SECRET = Secret.random();
    private static final long PLENTY = 1 << 28;

    private final List<RawPeer> peers = new ArrayList<>();
    private final BlockingQueue<Message> seen = new LinkedBlockingQueue<>();

    @AfterEach
    void closeAll() throws IOException {
        for (RawPeer peer : peers) {
            peer.close();
        }
    }

    private static DirectNode server(long outboundTotalBytesMax, long unfinishedBytesMax, int linksMax) {
        return server(Duration.ofMinutes(1), outboundTotalBytesMax, unfinishedBytesMax, linksMax);
    }

    private static DirectNode server(
            Duration unreadPauseMax, long outboundTotalBytesMax, long unfinishedBytesMax, int linksMax) {
        Limits limits = DirectNode.limits(
                Duration.ofMinutes(1), unreadPauseMax, outboundTotalBytesMax, unfinishedBytesMax, linksMax);
        return new DirectNode("server", SECRET, limits, List.of(), UnaryOperator.identity());
    }

    private RawPeer peer(DirectNode server) throws IOException {
        RawPeer peer = RawPeer.authenticated(server.transport.addresses().getFirst(), "peer" + peers.size(), SECRET);
        peers.add(peer);
        return peer;
    }

    private void expect(String tag) throws InterruptedException {
        assertThat(seen.poll(20, TimeUnit.SECONDS)).isNotNull().matches(message -> message.hasTag(tag));
    }

    @Test
    void beyondTheLimitNobodyIsWelcomeWhoDials_untilSomebodyGoes() throws Exception {
        try (DirectNode server = server(PLENTY, PLENTY, 2)) {
            server.listen();
            RawPeer first = peer(server);
            peer(server);
            Network.awaitLink(server.kernel, "peer0");
            Network.awaitLink(server.kernel, "peer1");
            try (RawPeer third = RawPeer.connect(server.transport.addresses().getFirst())) {
                third.send("aemp;1;third;hmac_sha3_512;json\n");
                assertThat(third.isClosedByOtherSide()).isTrue();
            }
            assertThatThrownBy(() -> peer(server)).isInstanceOf(IOException.class);
            first.close();
            Network.awaitNoLink(server.kernel, "peer0");
            await().until(() -> isWelcome(server));
        }
    }

    private boolean isWelcome(DirectNode server) {
        try {
            peer(server);
            return true;
        } catch (IOException e) {
            return false; // home learns a moment later that there is room
        }
    }

    @Test
    void ofPacketsThatAreNeverCompleteTheOldestGo_atTwiceTheLimit_andTheOthersMayStillBecomeComplete()
            throws Exception {
        try (DirectNode server = server(PLENTY, 3 << 19, 100)) {
            server.listen();
            Port port = server.kernel.port(p -> p.onMessage(seen::add));
            String packet = "[\"" + port.id().name() + "\",\"";
            for (int i = 0; i < 5; i++) {
                RawPeer peer = peer(server);
                peer.trySend(packet + "begins\"]" + packet + "x".repeat(900_000));
                expect("begins");
            }
            assertThat(peers.get(0).isClosedByOtherSide()).isTrue();
            assertThat(peers.get(1).isClosedByOtherSide()).isTrue();
            for (RawPeer peer : peers.subList(2, 5)) {
                peer.send("\"]" + packet + "complete\"]");
                assertThat(seen.poll(20, TimeUnit.SECONDS)).isNotNull();
                expect("complete");
            }
        }
    }

    @Test
    void aboveTheLimitItIsWhosePacketIsUnderWayForTooLong() throws Exception {
        try (DirectNode server = server(Duration.ofNanos(1), PLENTY, 3 << 19, 100)) {
            server.listen();
            Port port = server.kernel.port(p -> p.onMessage(seen::add));
            String packet = "[\"" + port.id().name() + "\",\"";
            for (int i = 0; i < 2; i++) {
                peer(server).trySend(packet + "begins\"]" + packet + "x".repeat(900_000));
                expect("begins");
            }
            assertThat(peers.get(0).isClosedByOtherSide()).isTrue();
            peers.get(1).send("\"]");
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void whoSendsOnePacketBehindTheOtherIsNotTheOldest_howeverEarlyItBegan() throws Exception {
        try (DirectNode server = server(PLENTY, 3 << 19, 100)) {
            server.listen();
            Port port = server.kernel.port(p -> p.onMessage(seen::add));
            String packet = "[\"" + port.id().name() + "\",\"";
            String large = packet + "x".repeat(900_000);
            RawPeer busy = peer(server);
            busy.send(packet + "begins\"]" + large);
            expect("begins");
            for (int i = 0; i < 3; i++) {
                peer(server).trySend(packet + "begins\"]" + large);
                expect("begins");
                busy.send("\"]" + large); // most likely one read brings the end of one and much of the next
                assertThat(seen.poll(20, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(peers.get(1).isClosedByOtherSide()).isTrue();
            busy.send("\"]" + packet + "complete\"]");
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isNotNull();
            expect("complete");
        }
    }

    @Test
    void whoeverCanWaitDoes_andNobodyIsLostForIt() throws Exception {
        int count = 40;
        try (DirectNode server = server(2 << 20, PLENTY, 100)) {
            server.listen();
            String text = "x".repeat(500_000);
            String packet = "[\"p\",\"" + text + "\"]";
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                peer(server);
            }
            for (int i = 0; i < 4; i++) {
                Network.awaitLink(server.kernel, "peer" + i);
                PortId port = PortId.of("peer" + i + "#p");
                senders.add(Thread.ofVirtual().start(() -> {
                    for (int n = 0; n < count; n++) {
                        server.kernel.send(port, text);
                    }
                }));
            }
            await().until(() -> senders.stream().allMatch(sender -> sender.getState() == Thread.State.WAITING));
            for (RawPeer peer : peers) {
                assertThat(peer.readOctets(count * packet.length()).length).isEqualTo(count * packet.length());
            }
        }
    }

    @Test
    void whenTooMuchIsOnItsWayToAllWhoTakeLittle_theOneIsLostThatHasMost() throws Exception {
        try (DirectNode server = server(8 << 20, PLENTY, 100)) {
            server.listen();
            RawPeer modest = peer(server);
            RawPeer greedy = peer(server);
            String text = "x".repeat(500_000);
            for (int i = 0; i < 2; i++) {
                modest.send("[\"\",\"snd\",\"peer0#p\",\"" + text + "\"]");
            }
            Thread asking = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 60; i++) {
                    greedy.trySend("[\"\",\"snd\",\"peer1#p\",\"" + text + "\"]");
                }
            });
            asking.join();
            assertThat(greedy.isClosedByOtherSide()).isTrue();
            for (int i = 0; i < 2; i++) {
                assertThat(modest.readPacket()).isEqualTo("[\"p\",\"" + text + "\"]");
            }
        }
    }
}
