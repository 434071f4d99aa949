package io.loommp.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.Ref;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.record.Samples.Chat;
import io.loommp.record.Samples.Say;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Typed questions and replies between two nodes, over a real connection. */
@Timeout(30)
class RecordsOverSocketsTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @SuppressWarnings("ArrayRecordComponent") // octets are an array, in messages as well
    record Shout(String text, byte[] octets, Ref<Chat> reply) {}

    @Test
    void aTypedAskIsAnsweredByAnotherNode() throws Exception {
        Secret secret = Secret.random();
        try (Node server = Nodes.start(NodeConfig.builder()
                        .nodeId("server")
                        .secret(secret)
                        .bind("127.0.0.1:0")
                        .build());
                Node client = Nodes.start(NodeConfig.builder()
                        .nodeId("client")
                        .secret(secret)
                        .seed(server.addresses().getFirst())
                        .build())) {
            Port port = server.port(p -> p.on(Shout.class, shout -> {
                String text = shout.text() + shout.octets().length;
                p.send(shout.reply(), new Say("server", text.toUpperCase(Locale.ROOT)));
            }));

            Chat reply = client.ask(
                            port.ref(Shout.class),
                            LONG,
                            Chat.class,
                            slot -> new Shout("hello", new byte[] {-1, 0}, slot))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);

            assertThat(reply).isEqualTo(new Say("server", "HELLO2"));
        }
    }
}
