package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.PortId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether the other end lives, asked over sockets: reliability G8. */
@Timeout(60)
class KeepAliveLinkTest {
    private static final Duration PERIOD = Duration.ofMillis(600);

    private final Secret secret = Secret.random();
    private final DirectNode node = new DirectNode("node", secret, PERIOD, List.of());
    private final String address = node.listen();
    private final BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void whoIsSilentIsLostInTime() throws Exception {
        try (RawPeer silent = RawPeer.authenticated(address, "silent", secret)) {
            long since = System.nanoTime();
            node.kernel.onEnd(new PortId("silent", ""), told::add);
            KillReason why = told.poll(30, TimeUnit.SECONDS);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
            assertThat(why).isEqualTo(new KillReason.TransportError("silent", "keep-alive timeout"));
            assertThat(millis).isLessThan(PERIOD.toMillis() + 1000);
            assertThat(silent.readPacket()).startsWith("[\"\",\"mon1\",\"~alive");
        }
    }

    @Test
    void whoAnswersLives_asAForeignNodeDoes() throws Exception {
        try (RawPeer foreign = RawPeer.authenticated(address, "foreign", secret)) {
            node.kernel.onEnd(new PortId("foreign", ""), told::add);
            for (int i = 0; i < 5; i++) {
                String probe = foreign.readPacket();
                foreign.send(probe.replace("mon1", "kil0").replace("]", ",\"no_such_port\",\"text\",\"x#y\"]"));
            }
            assertThat(node.kernel.isUp("foreign")).isTrue();
            assertThat(told).isEmpty();
        }
    }

    @Test
    void anEmptyPacketIsASignOfLifeAndNeverAnswered() throws Exception {
        try (RawPeer foreign = RawPeer.authenticated(address, "foreign", secret)) {
            await().until(() -> node.kernel.isUp("foreign"));
            foreign.send("[][\"\"][\"\",\"\"]");
            assertThat(foreign.readPacket()).startsWith("[\"\",\"mon1\",\"~alive"); // and nothing before
            foreign.send("[]");
            assertThat(foreign.readPacket()).startsWith("[\"\",\"mon1\",\"~alive");
            assertThat(node.kernel.isUp("foreign")).isTrue();
        }
    }

    @Test
    void twoNodesThatHaveNothingToSayStayConnected() {
        try (DirectNode other = new DirectNode("other", secret, PERIOD, List.of(address))) {
            BlockingQueue<Object> changes = new LinkedBlockingQueue<>();
            node.kernel.onNodes(changes::add);
            other.transport.dial();
            await().until(() -> node.kernel.isUp("other"));
            long until = System.nanoTime() + 3 * PERIOD.toNanos();
            await().until(() -> System.nanoTime() - until > 0);
            assertThat(node.kernel.isUp("other")).isTrue();
            assertThat(changes).hasSize(1);
        }
    }
}
