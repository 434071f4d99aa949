package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.NodeChange;
import io.loommp.Port;
import io.loommp.PortId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several connections between the same two nodes: reliability G12. */
@Timeout(120)
class RivalConnectionsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Secret secret = Secret.random();

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(30, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    // ---- at the same time ----

    /** One of two nodes that dial each other, and what it has seen. */
    private record Side(
            DirectNode node, Port port, BlockingQueue<Message> received, BlockingQueue<NodeChange> changes) {
        static Side of(DirectNode node) {
            BlockingQueue<Message> received = new LinkedBlockingQueue<>();
            BlockingQueue<NodeChange> changes = new LinkedBlockingQueue<>();
            Port port = node.kernel.port(p -> p.onMessage(received::add));
            node.kernel.onNodes(changes::add);
            return new Side(node, port, received, changes);
        }
    }

    @Test
    void twoNodesThatDialEachOtherAtOnceHaveOneConnection_andLoseNothing() throws Exception {
        long longest = 0;
        for (int round = 0; round < 200; round++) {
            DirectNode a = new DirectNode("a", secret, LONG, List.of());
            DirectNode b = new DirectNode("b", secret, LONG, List.of());
            try (a;
                    b) {
                a.directory.put("b", List.of(b.listen()));
                b.directory.put("a", List.of(a.listen()));
                longest = Math.max(longest, collide(Side.of(a), Side.of(b)));
            }
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(longest)).as("milliseconds").isLessThan(10_000);
    }

    private static long collide(Side a, Side b) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        List<Thread> senders = new ArrayList<>();
        for (Side side : List.of(a, b)) {
            Side other = side.equals(a) ? b : a;
            senders.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                for (int i = 0; i < 3; i++) {
                    side.node.kernel.send(other.port, i);
                }
            }));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        long begun = System.nanoTime();
        for (Side side : List.of(a, b)) {
            for (int i = 0; i < 3; i++) {
                assertThat(next(side.received)).isEqualTo(Message.of(i));
            }
        }
        long took = System.nanoTime() - begun;
        assertThat(next(a.changes)).isEqualTo(new NodeChange.Up("b"));
        assertThat(next(b.changes)).isEqualTo(new NodeChange.Up("a"));
        assertThat(a.changes).isEmpty();
        assertThat(b.changes).isEmpty();
        return took;
    }

    @Test
    void nodesThatAreEachOthersSeeds_andStartAtOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            int portA = Ports.free();
            int portB = Ports.free();
            DirectNode a = new DirectNode("a", secret, LONG, List.of("127.0.0.1:" + portB));
            DirectNode b = new DirectNode("b", secret, LONG, List.of("127.0.0.1:" + portA));
            try (a;
                    b) {
                a.listen(portA);
                b.listen(portB);
                a.transport.dial();
                b.transport.dial();
                collide(Side.of(a), Side.of(b));
            }
        }
    }

    // ---- one after the other ----

    @Test
    void asLongAsTheFirstIsHeardASecondIsClosed_andHarmsNothing() throws Exception {
        try (DirectNode node = new DirectNode("node", secret, LONG, List.of())) {
            String address = node.listen();
            BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();
            BlockingQueue<Message> received = new LinkedBlockingQueue<>();
            Port port = node.kernel.port(p -> p.onMessage(received::add));
            try (RawPeer first = RawPeer.authenticated(address, "peer", secret);
                    RawPeer second = RawPeer.connect(address)) {
                await().until(() -> node.kernel.isUp("peer"));
                node.kernel.onEnd(new PortId("peer", ""), told::add);
                second.send("aemp;1;peer;hmac_sha3_512;json\n");
                assertThat(second.isClosedByOtherSide()).isTrue();
                first.send("[\"" + port.id().name() + "\",\"still here\"]");
                assertThat(next(received)).isEqualTo(Message.of("still here"));
                assertThat(told).isEmpty();
            }
        }
    }

    @Test
    void whenTheFirstIsSilentItIsLost_itsMonitorsFire_andOnlyThenTheSecondIsUsed() throws Exception {
        try (DirectNode node = new DirectNode("node", secret, Duration.ofSeconds(2), List.of())) {
            String address = node.listen();
            BlockingQueue<NodeChange> changes = new LinkedBlockingQueue<>();
            node.kernel.onNodes(changes::add);
            BlockingQueue<Message> received = new LinkedBlockingQueue<>();
            Port port = node.kernel.port(p -> p.onMessage(received::add));
            try (RawPeer silent = RawPeer.authenticated(address, "peer", secret)) {
                assertThat(next(changes)).isEqualTo(new NodeChange.Up("peer"));
                try (RawPeer again = untilAdmitted(address)) {
                    assertThat(next(changes))
                            .isEqualTo(new NodeChange.Down(
                                    "peer", new KillReason.TransportError("peer", "keep-alive timeout")));
                    assertThat(next(changes)).isEqualTo(new NodeChange.Up("peer"));
                    again.send("[\"" + port.id().name() + "\",\"restarted\"]");
                    assertThat(next(received)).isEqualTo(Message.of("restarted"));
                }
                assertThat(silent.isClosedByOtherSide()).isTrue();
            }
        }
    }

    /** As a node does that was started again: dials until it is let in. */
    private RawPeer untilAdmitted(String address) {
        List<RawPeer> admitted = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(100)).until(() -> {
            try {
                return admitted.add(RawPeer.authenticated(address, "peer", secret));
            } catch (IOException e) {
                return false;
            }
        });
        return admitted.get(0);
    }

    @Test
    void whenTheFirstAnswersTheSecondIsClosed() throws Exception {
        try (DirectNode node = new DirectNode("node", secret, Duration.ofSeconds(3), List.of())) {
            String address = node.listen();
            try (RawPeer first = RawPeer.authenticated(address, "peer", secret)) {
                String probe = first.readPacket(); // so half of the period has passed
                assertThat(probe).startsWith("[\"\",\"mon1\",\"~alive");
                try (RawPeer second = RawPeer.connect(address)) {
                    second.send("aemp;1;peer;hmac_sha3_512;json\nnonce\n");
                    second.readLine();
                    second.readLine();
                    first.send(probe.replace("mon1", "kil0"));
                    assertThat(second.isClosedByOtherSide()).isTrue();
                }
                assertThat(node.kernel.isUp("peer")).isTrue();
            }
        }
    }

    @Test
    void whoseIdIsInUseIsToldSo_withTheOtherReasonThatItMayHave() throws Exception {
        BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();
        try (DirectNode node = new DirectNode("node", secret, LONG, List.of());
                DirectNode first = new DirectNode("peer", secret, LONG, List.of(node.listen()));
                DirectNode second = new DirectNode("peer", secret, LONG, List.of())) {
            BlockingQueue<NodeChange> changes = new LinkedBlockingQueue<>();
            node.kernel.onNodes(changes::add);
            first.transport.dial();
            assertThat(next(changes)).isEqualTo(new NodeChange.Up("peer"));
            second.directory.put("node", List.copyOf(node.transport.addresses()));
            second.kernel.onEnd(new PortId("node", "port"), told::add);
            assertThat(next(told).toString()).contains("another node called peer", "secret or certificate");
            assertThat(changes).isEmpty();
        }
    }

    @Test
    void aNodeThatIsStartedAgainUnderItsIdIsConnectedAgain() throws Exception {
        try (DirectNode node = new DirectNode("node", secret, LONG, List.of())) {
            String address = node.listen();
            BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();
            BlockingQueue<NodeChange> changes = new LinkedBlockingQueue<>();
            node.kernel.onNodes(changes::add);
            for (int start = 0; start < 20; start++) {
                try (DirectNode peer = new DirectNode("peer", secret, LONG, List.of(address))) {
                    peer.transport.dial();
                    assertThat(next(changes)).isEqualTo(new NodeChange.Up("peer"));
                    node.kernel.onEnd(new PortId("peer", ""), told::add);
                }
                assertThat(next(told)).isInstanceOf(KillReason.TransportError.class);
                assertThat(next(changes)).isInstanceOf(NodeChange.Down.class);
            }
            assertThat(told).isEmpty();
            assertThat(changes).isEmpty();
        }
    }
}
