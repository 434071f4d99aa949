package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.net.Network.Listening;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nodes do for each other beyond messages, over real connections; and what they log when that is in vain. */
@Timeout(60)
class ServicesTest {
    private final Network network = new Network();
    private final BlockingQueue<Message> seen = new LinkedBlockingQueue<>();
    private final BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();

    @AfterEach
    void closeAll() {
        network.close();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(10, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @Test
    void aPortIsSpawnedOnAnotherNode_alsoBeforeTheConnectionIsReady() throws Exception {
        Listening server = network.listen("server");
        server.node().function("My::echo", (self, args) -> {
            PortId client = Message.fromList(args).port(0);
            self.on("echo", m -> self.send(client, "echoed", m.value(1), self.origin()));
        });
        Node client = network.dial("client", server.address());
        Port port = client.port(p -> p.onMessage(seen::add));

        PortId early = client.spawn(new PortId("server", ""), "My::echo", port);
        client.send(early, "echo", "early");
        assertThat(next(seen)).isEqualTo(Message.of("echoed", "early", "client"));

        Network.awaitLink(client, "server");
        PortId second = client.spawn(early, "My::echo", port);
        client.onEnd(second, told::add);
        client.send(second, "echo", "late");
        assertThat(next(seen)).isEqualTo(Message.of("echoed", "late", "client"));
        client.kill(second, KillReason.of("enough"));
        assertThat(next(told)).isEqualTo(KillReason.of("enough"));
    }

    @Test
    void whatGoesWrongThereIsToldHere() throws Exception {
        Listening server = network.listen("server");
        server.node().function("fails", (self, args) -> {
            throw new IllegalStateException("no " + args);
        });
        Node client = network.dial("client", server.address());
        client.onEnd(client.spawn(new PortId("server", ""), "fails", List.of(1, "two")), told::add);
        assertThat(next(told)).isEqualTo(new KillReason.Die("no [[1, two]]"));
        client.onEnd(client.spawn(new PortId("server", ""), "java.lang.System::exit", 1), told::add);
        assertThat(next(told)).isEqualTo(new KillReason.Die("there is no function java.lang.System::exit"));
    }

    @Test
    void aMessageLaterGoesToAnotherNodeAsWell() throws Exception {
        Listening server = network.listen("server");
        Port port = server.node().port(p -> p.onMessage(seen::add));
        Node client = network.dial("client", server.address());
        Network.awaitLink(client, "server");
        client.after(Duration.ofMillis(20), port, "second");
        client.after(Duration.ofMillis(10), port, "first");
        assertThat(next(seen)).isEqualTo(Message.of("first"));
        assertThat(next(seen)).isEqualTo(Message.of("second"));
    }

    @Test
    void deadLettersAreNeitherSilentNorAFlood() {
        try (LogCapture log = new LogCapture()) {
            try (Node node = LocalNodes.start("lonely")) {
                for (int i = 0; i < 1000; i++) {
                    node.send(new PortId("lonely", "nobody"), "tag", i);
                }
                // and nothing follows
                await().until(() -> log.lines("dead letter to lonely#nobody: tag (NO_SUCH_PORT)")
                                .size()
                        == 2);
                assertThat(log.lines("dead letter").getLast()).contains("(suppressed 998 like it)");

                for (int i = 0; i < 1000; i++) {
                    node.send(new PortId("lonely", "nobody" + i), "tag");
                }
                await().until(() -> accountedFor(log.lines("dead letter")) == 2000);
                assertThat(log.lines("dead letter").size()).isBetween(22, 100); // a slow machine takes some seconds
            }
            assertThat(accountedFor(log.lines("dead letter"))).isEqualTo(2000);
        }
    }

    /** How many letters these lines tell of, with those they say were like them. */
    private static int accountedFor(List<String> lines) {
        return lines.stream()
                .map(Pattern.compile("suppressed (\\d+) like it")::matcher)
                .mapToInt(suppressed -> suppressed.find() ? 1 + Integer.parseInt(suppressed.group(1)) : 1)
                .sum();
    }
}
