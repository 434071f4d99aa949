package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.net.Network.Listening;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodesTest {
    private final Network network = new Network();

    @AfterEach
    void closeAll() {
        network.close();
    }

    @Test
    void twoNodesExchangeMessages() throws Exception {
        Listening server = network.listen("server");
        Node client = network.dial("client", server.address());
        BlockingQueue<Message> replies = new LinkedBlockingQueue<>();
        Port reverser = server.node()
                .port(p -> p.on(
                        "reverse",
                        m -> p.send(
                                m.port(2),
                                "reversed",
                                new StringBuilder(m.string(1)).reverse().toString())));
        Port asker = client.port(p -> p.onMessage(replies::add));

        client.send(reverser.id(), "reverse", "Rotator☺", asker.id());

        assertThat(replies.poll(10, TimeUnit.SECONDS)).isEqualTo(Message.of("reversed", "☺rotatoR"));
    }

    @Test
    void whatAnInterruptedThreadSendsArrives_andTheConnectionLives() throws Exception {
        Listening server = network.listen("server");
        Node client = network.dial("client", server.address());
        BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(100);
        Port counter = server.node().port(p -> p.on("count", m -> numbers.add(m.integer(1))));
        BlockingQueue<KillReason> ends = new LinkedBlockingQueue<>();
        Network.awaitLink(client, "server");
        client.onEnd(counter.id(), ends::add);
        Thread sender = Thread.ofPlatform().daemon().start(() -> {
            Thread.currentThread().interrupt();
            for (int i = 0; i < 100; i++) {
                client.send(counter.id(), "count", i);
                while (numbers.size() <= i) {
                    Thread.onSpinWait(); // on a quiet link each is written by its sender
                }
            }
        });

        assertThat(sender.join(Duration.ofSeconds(30))).isTrue();
        assertThat(numbers)
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
        assertThat(ends).isEmpty();
    }

    @Test
    void messagesOfOneSenderArriveInOrder_smallAndLarge() throws Exception {
        Listening server = network.listen("server");
        Node client = network.dial("client", server.address());
        BlockingQueue<Integer> numbers = new ArrayBlockingQueue<>(10_000);
        Port counter = server.node().port(p -> p.on("count", m -> numbers.add(m.integer(1))));
        String filling = "x".repeat(3_000_000);
        Network.awaitLink(client, "server");
        for (int i = 0; i < 5000; i++) {
            client.send(counter.id(), "count", i, i % 500 == 0 ? filling : "");
        }

        for (int i = 0; i < 5000; i++) {
            assertThat(numbers.poll(10, TimeUnit.SECONDS)).isEqualTo(i);
        }
    }

    @Test
    void messagesOfManySendersArriveInTheOrderOfEach_whileTheyWaitForEachOther() throws Exception {
        Listening server = network.listen("server");
        Node client = network.dial("client", b -> b.seed(server.address()).outboundHighWaterBytes(10_000));
        int senders = 50;
        int each = 400;
        BlockingQueue<int[]> seen = new LinkedBlockingQueue<>();
        Port sink = server.node().port(p -> p.on("count", m -> seen.add(new int[] {m.integer(1), m.integer(2)})));
        Network.awaitLink(client, "server");
        for (int s = 0; s < senders; s++) {
            int sender = s;
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < each; i++) {
                    client.send(sink.id(), "count", sender, i, "x".repeat(i));
                }
            });
        }

        int[] next = new int[senders];
        for (int n = 0; n < senders * each; n++) {
            int[] message = Objects.requireNonNull(seen.poll(10, TimeUnit.SECONDS), "one is missing");
            assertThat(message[1]).isEqualTo(next[message[0]]++);
        }
    }

    @Test
    void aMonitorTellsOfTheEndOfAPortElsewhere() throws Exception {
        Listening server = network.listen("server");
        Node client = network.dial("client", server.address());
        BlockingQueue<KillReason> reasons = new LinkedBlockingQueue<>();
        Port watched = server.node().port(p -> p.onMessage(m -> {}));
        Network.awaitLink(client, "server");
        client.onEnd(watched.id(), reasons::add);
        client.onEnd(new PortId("server", "nobody"), reasons::add);

        assertThat(reasons.poll(10, TimeUnit.SECONDS))
                .isEqualTo(KillReason.NoSuchPort.monitoring(new PortId("server", "nobody")));
        client.kill(watched.id(), KillReason.of("custom", 5));
        assertThat(reasons.poll(10, TimeUnit.SECONDS)).isEqualTo(KillReason.of("custom", 5));
    }

    @Test
    void whoClosesSendsWhatWasOnItsWay_andTheOtherSideHearsOfIt() throws Exception {
        Listening server = network.listen("server");
        Node client = network.dial("client", server.address());
        BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        Port sink = server.node()
                .port(p -> p.on("data", m -> seen.add(m.integer(1))).on("watch", m -> {
                    p.onEnd(new PortId("client", ""), seen::add);
                    seen.add("watches");
                }));
        Network.awaitLink(client, "server");
        Network.awaitLink(server.node(), "client");
        server.node().send(sink, "watch");
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("watches");
        for (int i = 0; i < 1000; i++) {
            client.send(sink.id(), "data", i, "x".repeat(1000));
        }
        client.close();

        for (int i = 0; i < 1000; i++) {
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(i);
        }
        assertThat(seen.poll(10, TimeUnit.SECONDS))
                .isEqualTo(new KillReason.TransportError("client", "Unexpected end-of-file"));
    }

    @Test
    void withSeveralSelectorThreadsEverythingIsTheSame() throws Exception {
        Listening server = network.listen("server", b -> b.selectorThreads(3));
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        Port sink = server.node().port(p -> p.on("hello", m -> seen.add(m.string(1))));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String name = "client" + i;
            Node client = network.dial(name, server.address());
            client.send(sink.id(), "hello", name); // waits for the link
            expected.add(name);
        }
        List<String> all = new ArrayList<>();
        while (all.size() < expected.size()) {
            all.add(seen.poll(10, TimeUnit.SECONDS));
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(expected);
        server.node().close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().matches("loommp-selector-\\d+-server")));
    }

    @Test
    void anAddressThatCannotBeHadIsNamed_andNothingIsLeftBehind() {
        Listening server = network.listen("server");
        NodeConfig config = NodeConfig.builder()
                .nodeId("second")
                .secret(network.secret)
                .binds(List.of("127.0.0.1:0", server.address()))
                .build();

        assertThatThrownBy(() -> Nodes.start(config))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(server.address());
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().endsWith("-second")));
    }

    @Test
    void withoutAddressesANodeIsAlone() {
        try (Node node = Nodes.start(NodeConfig.builder().nodeId("%n/%u").build())) {
            assertThat(node.id()).matches(".+/[0-9A-Za-z]{10}");
        }
    }

    @Test
    void aShortSecretAndAListenerBeyondThisHostAreWarnedOf() {
        try (LogCapture log = new LogCapture()) {
            NodeConfig config = NodeConfig.builder()
                    .nodeId("warned")
                    .secret(Secret.of("geheim"))
                    .bind("0.0.0.0:0")
                    .build();
            Nodes.start(config).close();

            assertThat(log.lines("fewer than 16 octets")).hasSize(1);
            assertThat(log.lines("without TLS")).hasSize(1);
            assertThat(log.lines("warned listens on 0.0.0.0:")).hasSize(1);
            assertThat(log.lines("geheim")).isEmpty();
        }
    }

    @Test
    void methodsThatProveLessThanTheyShouldAreWarnedOf() {
        try (LogCapture log = new LogCapture()) {
            NodeConfig.Builder config =
                    NodeConfig.builder().nodeId("warned").secret(network.secret).bind("127.0.0.1:0");
            Nodes.start(config.build()).close();
            assertThat(log.lines("method")).isEmpty();
            Nodes.start(config.authAccept(List.of("hmac_sha3_512,cleartext")).build())
                    .close();
            assertThat(log.lines("the method cleartext is on")).hasSize(1);
            assertThat(log.lines("method")).hasSize(1);
        }
    }

    @Test
    void addressesAreThoseOnWhichTheNodeListens() {
        try (Node node = Nodes.start(NodeConfig.builder()
                        .nodeId("server")
                        .secret(Secret.random())
                        .bind("127.0.0.1:0")
                        .build());
                Node deaf = Nodes.start(NodeConfig.builder().nodeId("deaf").build())) {
            assertThat(node.addresses()).singleElement(STRING).matches("127\\.0\\.0\\.1:[1-9]\\d*");
            assertThat(deaf.addresses()).isEmpty();
        }
    }
}
