package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Port;
import io.loommp.PortId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Security S15: what goes wrong on a selector thread, and is no fault of what came in, costs one connection. */
@Timeout(60)
class FailureTest {
    private final Secret secret = Secret.of("a secret that is long enough");
    private final AtomicReference<FailingNetwork> network = new AtomicReference<>();

    private DirectNode node(String id) {
        return new DirectNode(id, secret, Duration.ofSeconds(20), List.of(), usual -> {
            FailingNetwork failing = new FailingNetwork(usual);
            network.set(failing);
            return failing;
        });
    }

    private static DirectNode client(String id, Secret secret, String address) {
        DirectNode client = new DirectNode(id, secret, Duration.ofSeconds(20), List.of());
        client.directory.put("server", List.of(address));
        return client;
    }

    @Test
    void anErrorInTheLoopEndsOneLink_isLogged_andAllElseGoesOn() throws Exception {
        BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();
        try (LogCapture log = new LogCapture();
                DirectNode server = node("server")) {
            String address = server.listen();
            Port port = server.kernel.port(p -> p.onMessage(received::add));
            try (DirectNode hit = client("hit", secret, address);
                    DirectNode spared = client("spared", secret, address)) {
                hit.kernel.send(port, "hello");
                spared.kernel.send(port, "hello");
                assertThat(received.poll(20, TimeUnit.SECONDS)).isNotNull();
                assertThat(received.poll(20, TimeUnit.SECONDS)).isNotNull();
                server.kernel.onEnd(new PortId("hit", ""), told::add);

                network.get().failOnce(FailingNetwork.Step.READ);
                hit.kernel.send(port, "this is not read");
                assertThat(told.poll(20, TimeUnit.SECONDS))
                        .isEqualTo(new KillReason.TransportError("hit", "internal error"));
                assertThat(log.lines("the connection to hit failed; it is closed"))
                        .hasSize(1);
                assertThat(log.lines("StackOverflowError: a bug")).isNotEmpty();

                spared.kernel.send(port, "and on");
                assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(Message.of("and on"));
                await().until(() -> {
                    hit.kernel.send(port, "again");
                    return received.poll(100, TimeUnit.MILLISECONDS) != null;
                });
            }
        }
    }

    @Test
    void anErrorWhereASenderWritesItselfEndsTheLink_whichWouldBeMute() throws Exception {
        BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();
        try (DirectNode server = node("server");
                DirectNode client = client("client", secret, server.listen())) {
            Port sink = server.kernel.port(p -> p.onMessage(message -> {}));
            Port port = client.kernel.port(p -> p.onMessage(received::add));
            client.kernel.send(sink, "hello");
            await().until(() -> server.kernel.isUp("client"));
            server.kernel.onEnd(new PortId("client", ""), told::add);

            network.get().failOnce(FailingNetwork.Step.WRITE_OF_SENDER);
            await().until(() -> failsToSend(server, port)); // the selector thread may write the first of them

            assertThat(told.poll(20, TimeUnit.SECONDS))
                    .isEqualTo(new KillReason.TransportError("client", "internal error"));
            await().until(() -> {
                client.kernel.send(sink, "again"); // it may not have seen yet that the link is lost
                return server.kernel.isUp("client");
            });
            received.clear();
            server.kernel.send(port, "and on");
            assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(Message.of("and on"));
        }
    }

    private static boolean failsToSend(DirectNode node, Port port) {
        try {
            node.kernel.send(port, "data");
            return false;
        } catch (StackOverflowError e) {
            return true;
        }
    }

    @Test
    void anErrorWhileALostLinkIsClosedKeepsNobodyFromBeingTold() throws Exception {
        BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();
        try (DirectNode server = node("server")) {
            String address = server.listen();
            Port sink = server.kernel.port(p -> p.onMessage(message -> {}));
            try (DirectNode client = client("client", secret, address)) {
                client.kernel.send(sink, "hello");
                await().until(() -> server.kernel.isUp("client"));
                server.kernel.onEnd(new PortId("client", ""), told::add);
                network.get().failOnce(FailingNetwork.Step.CLOSE);
            }
            assertThat(told.poll(20, TimeUnit.SECONDS)).isInstanceOf(KillReason.TransportError.class);
            try (DirectNode client = client("client", secret, address)) {
                client.kernel.send(sink, "hello");
                await().until(() -> server.kernel.isUp("client"));
            }
        }
    }

    @Test
    void soDoesOneInAHandshake() throws Exception {
        BlockingQueue<Message> received = new LinkedBlockingQueue<>();
        try (LogCapture log = new LogCapture();
                DirectNode server = node("server")) {
            String address = server.listen();
            Port port = server.kernel.port(p -> p.onMessage(received::add));
            network.get().failOnce(FailingNetwork.Step.READ);
            try (RawPeer stranger = RawPeer.connect(address)) {
                stranger.trySend("aemp;1;x;hmac_sha3_512;json\n");
                assertThat(stranger.isClosedByOtherSide()).isTrue();
            }
            assertThat(log.lines("failed; it is closed")).hasSize(1);
            try (DirectNode client = client("client", secret, address)) {
                client.kernel.send(port, "hello");
                assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(Message.of("hello"));
            }
        }
    }
}
