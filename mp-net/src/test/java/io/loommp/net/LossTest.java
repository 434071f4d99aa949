package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.Unread;
import io.loommp.net.Network.Listening;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How links are lost, and who hears of it. */
@Timeout(60)
class LossTest {
    private static final PortId PORT_THERE = new PortId("peer", "port");

    private final Network network = new Network();
    private final BlockingQueue<KillReason> reasons = new LinkedBlockingQueue<>();
    private final List<RawPeer> peers = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        network.close();
        for (RawPeer peer : peers) {
            peer.close();
        }
    }

    private RawPeer peer(Listening server) throws Exception {
        RawPeer peer = RawPeer.authenticated(server.address(), "peer", network.secret);
        peers.add(peer);
        Network.awaitLink(server.node(), "peer");
        return peer;
    }

    private void assertLost(String text) throws InterruptedException {
        assertThat(reasons.poll(20, TimeUnit.SECONDS)).isEqualTo(new KillReason.TransportError("peer", text));
    }

    @Test
    void aConnectionThatTheOtherSideEndsFiresMonitors() throws Exception {
        Listening server = network.listen("server");
        try (RawPeer peer = peer(server)) {
            server.node().onEnd(PORT_THERE, reasons::add);
            String request = "[\"\",\"mon1\",\"port\"]";
            assertThat(peer.read(request.length())).isEqualTo(request);
        }
        assertLost("Unexpected end-of-file");
        Network.awaitNoLink(server.node(), "peer"); // as soon as all have been told
    }

    @Test
    void malformedPacketsEndTheConnection_andWhatCameBeforeIsDelivered() throws Exception {
        for (String malformed : List.of("{}", "[1,]", "[\"\u0001\"]", "[".repeat(600), "1")) {
            Listening server = network.listen("server");
            BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
            Port port = server.node().port(p -> p.onMessage(seen::add));
            try (RawPeer peer = peer(server)) {
                server.node().onEnd(PORT_THERE, reasons::add);
                peer.send("[\"" + port.id().name() + "\",\"before\"]" + malformed + "[\""
                        + port.id().name() + "\",\"after\"]");
                assertThat(peer.isClosedByOtherSide()).isTrue();
            }
            assertThat(reasons.poll(20, TimeUnit.SECONDS).toList().get(0)).isEqualTo("transport_error");
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(Message.of("before"));
            server.node().close();
            assertThat(seen).isEmpty();
        }
    }

    @Test
    void wellFormedPacketsOfAWrongKindAreIgnored() throws Exception {
        Listening server = network.listen("server");
        BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
        Port port = server.node().port(p -> p.onMessage(seen::add));
        try (RawPeer peer = peer(server)) {
            peer.send("[] [\"\"] [\"\",\"\"] [null] [{},1] [\"\",\"mon1\"] [\"\",\"kil1\",\"\"] [\"\",\"mon0\",null]");
            peer.send("[\"\",\"nonsense\",1] [\"nobody\",1]");
            peer.send("[\"" + port.id().name() + "\",\"marker\"]");
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(Message.of("marker"));
        }
    }

    @Test
    void tooMuchOnItsWayClosesTheLink() throws Exception {
        Listening server =
                network.listen("server", b -> b.outboundHighWaterBytes(1 << 20).outboundBytesMax(2 << 20));
        peer(server);
        Node node = server.node();
        node.onEnd(PORT_THERE, reasons::add);
        String megabyte = "x".repeat(1 << 20);
        List<Thread> senders = new ArrayList<>(); // who may not wait: they are interrupted
        for (int i = 0; i < 20; i++) {
            senders.add(Thread.ofVirtual().start(() -> {
                Thread.currentThread().interrupt();
                node.send(PORT_THERE, "data", megabyte);
            }));
        }
        assertLost("overloaded");
        for (Thread sender : senders) {
            sender.join();
        }
    }

    @Test
    void aSenderWaitsForASlowReader_andGoesOnWhenItReads() throws Exception {
        Listening server = network.listen("server", b -> b.outboundHighWaterBytes(1 << 20));
        try (RawPeer slow = peer(server)) {
            int count = 40;
            AtomicInteger sent = new AtomicInteger();
            Thread sender = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < count; i++) {
                    server.node().send(PORT_THERE, "data", "x".repeat(1 << 20));
                    sent.incrementAndGet();
                }
            });
            await().until(() -> sender.getState() == Thread.State.WAITING);
            assertThat(sent.get()).isLessThan(count);

            int octets = ("[\"port\",\"data\",\"" + "\"]").length() + (1 << 20);
            for (int i = 0; i < count; i++) {
                assertThat(slow.read(octets))
                        .startsWith("[\"port\",\"data\",\"xxx")
                        .endsWith("xxx\"]");
            }
            sender.join();
        }
    }

    @Test
    void aSenderThatWaitsIsReleasedWhenTheLinkIsLost() throws Exception {
        Listening server = network.listen("server", b -> b.outboundHighWaterBytes(1 << 20));
        RawPeer slow = peer(server);
        CountDownLatch begun = new CountDownLatch(1);
        Thread sender = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 40; i++) {
                server.node().send(PORT_THERE, "data", "x".repeat(1 << 20));
                begun.countDown();
            }
        });
        begun.await();
        await().until(() -> sender.getState() == Thread.State.WAITING);
        slow.close();

        sender.join();
    }

    @Test
    void whoTakesNothingForTooLongIsLost() throws Exception {
        Listening server = network.listen("server", b -> b.writeProgressDeadline(Duration.ofMillis(300)));
        peer(server);
        server.node().onEnd(PORT_THERE, reasons::add);
        Thread sender = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 40; i++) {
                server.node().send(PORT_THERE, "data", "x".repeat(1 << 20));
            }
        });
        assertLost("overloaded");
        sender.join();
    }

    @Test
    void whileTooMuchIsUnreadTheOneWhoSentItIsNotRead_butOthersAre() throws Exception {
        Listening server = network.listen("server", b -> b.unreadBytesMax(1 << 20));
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger handled = new AtomicInteger();
        Port busy = server.node()
                .port(p -> p.onMessage(m -> {
                    release.await();
                    handled.incrementAndGet();
                }));
        BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
        Port other = server.node().port(p -> p.onMessage(seen::add));
        int count = 64;
        try (RawPeer peer = peer(server);
                RawPeer second = RawPeer.authenticated(server.address(), "second", network.secret)) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < count; i++) {
                        peer.send("[\"" + busy.id().name() + "\",\"" + "x".repeat(1 << 20) + "\"]");
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            await().until(() -> Kernel.of(server.node()).unread().isOverLimit());
            second.send("[\"" + other.id().name() + "\",\"hello\"]");
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(Message.of("hello"));
            assertThat(Kernel.of(server.node()).unread().total()).isLessThan(count << 20);

            release.countDown();
            sender.join();
            await().untilAsserted(() -> assertThat(handled).hasValue(count));
        }
    }

    @Test
    void whoseMessagesStayUnreadForTooLongIsLost() throws Exception {
        Listening server =
                network.listen("server", b -> b.unreadBytesMax(1 << 20).unreadPauseMax(Duration.ofMillis(300)));
        CountDownLatch never = new CountDownLatch(1);
        Port busy = server.node().port(p -> p.onMessage(m -> never.await()));
        RawPeer peer = peer(server);
        server.node().onEnd(PORT_THERE, reasons::add);
        String megabyte = "[\"" + busy.id().name() + "\",\"" + "x".repeat(1 << 20) + "\"]";
        Thread sender = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 64; i++) {
                peer.trySend(megabyte);
            }
        });

        assertLost("overloaded");
        sender.join();
    }

    @Test
    void manyWhoseMessagesStayUnreadAreLostEach_asSoonAsTheFirstOfThemHoldsAllThereMayBe() throws Exception {
        int limit = 4 << 20;
        Listening server = network.listen("server", b -> b.unreadBytesMax(limit).unreadPauseMax(Duration.ofSeconds(2)));
        CountDownLatch never = new CountDownLatch(1);
        Port busy = server.node().port(p -> p.onMessage(m -> never.await()));
        String packet = "[\"" + busy.id().name() + "\",\"" + "x".repeat(1 << 18) + "\"]";
        peer(server).trySend(packet.repeat(20));
        await().until(() -> Kernel.of(server.node()).unread().isOverLimit());
        for (int i = 0; i < 5; i++) {
            RawPeer other = RawPeer.authenticated(server.address(), "other" + i, network.secret);
            peers.add(other);
            other.trySend(packet.repeat(14)); // less than the first one holds
        }
        for (RawPeer peer : peers) {
            assertThat(peer.isClosedByOtherSide()).isTrue();
        }
        assertThat(Kernel.of(server.node()).unread().total()).isLessThan(4L * limit);
    }

    @Test
    void whoseMessagesHaveBeenReadIsReadAgain_alsoIfThoseOfAnotherAreStillTooMuch() throws Exception {
        int limit = 4 << 20;
        Listening server = network.listen("server", b -> b.unreadBytesMax(limit).unreadPauseMax(Duration.ofSeconds(3)));
        Unread unread = Kernel.of(server.node()).unread();
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
        Port stuck = server.node().port(p -> p.onMessage(m -> never.await()));
        Port slow = server.node()
                .port(p -> p.onMessage(m -> {
                    release.await();
                    seen.add(m);
                }));
        String text = "\",\"" + "x".repeat(1 << 18) + "\"]";
        String toSlow = "[\"" + slow.id().name() + text;
        RawPeer honest = peer(server);
        RawPeer other = RawPeer.authenticated(server.address(), "other", network.secret);
        peers.add(other);
        other.send(("[\"" + stuck.id().name() + text).repeat(18));
        await().until(unread::isOverLimit); // and the other is not read any more
        honest.send(toSlow.repeat(12));
        await().until(() -> unread.total() > limit + limit / 2); // nor is this one
        release.countDown();
        assertThat(other.isClosedByOtherSide()).isTrue();
        assertThat(unread.isOverLimit()).as("what it left behind").isTrue();
        honest.send("[\"" + slow.id().name() + "\",\"hello\"]");
        for (int i = 0; i < 13; i++) {
            assertThat(seen.poll(20, TimeUnit.SECONDS)).as("message %d", i).isNotNull();
        }
    }

    @Test
    void whatCannotBeWrittenIsTheSendersMistake_andTheLinkStands() throws Exception {
        Listening server = network.listen("server", b -> b.packetBytesMax(2048));
        RawPeer peer = peer(server);

        assertThatIllegalArgumentException().isThrownBy(() -> server.node().send(PORT_THERE, "\ud800"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.node().send(PORT_THERE, "x".repeat(3000)))
                .withMessageContaining("2048");
        server.node().send(PORT_THERE, "marker");
        assertThat(peer.read("[\"port\",\"marker\"]".length())).isEqualTo("[\"port\",\"marker\"]");
    }
}
