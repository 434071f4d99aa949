package io.loommp.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.NodeChange;
import io.loommp.PortId;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.FaultProxy;
import io.loommp.testing.Latches;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that say nothing: because nothing arrives, or because they have nothing to say (reliability G8). */
@Timeout(60)
class SilentNodeTest {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Secret secret = Secret.random();
    private final Node far = Nodes.start(config("far").bind("127.0.0.1:0").build());
    private final FaultProxy proxy = proxyTo(far);
    private final Node near = Nodes.start(config("near").seed(proxy.address()).build());
    private final BlockingQueue<NodeChange> changes = new LinkedBlockingQueue<>();

    private NodeConfig.Builder config(String id) {
        return NodeConfig.builder().nodeId(id).secret(secret).monitorTimeout(PERIOD);
    }

    private static FaultProxy proxyTo(Node node) {
        String address = node.addresses().get(0);
        try {
            return new FaultProxy(Integer.parseInt(address.substring(address.indexOf(':') + 1)));
        } catch (IOException e) {
            throw new IllegalStateException("no proxy", e);
        }
    }

    @BeforeEach
    void connect() {
        near.onNodes(changes::add);
        assertThat(Latches.next(changes)).isEqualTo(new NodeChange.Up("far"));
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        far.close();
        proxy.close();
    }

    @Test
    void aNodeThatCannotBeHeardIsLostInTime_andComesBack() {
        BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();
        near.onEnd(new PortId("far", ""), told::add);
        KillReason lost = new KillReason.TransportError("far", "keep-alive timeout");

        long since = System.nanoTime();
        proxy.freeze();
        assertThat(Latches.next(told)).isEqualTo(lost);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since)).isLessThan(PERIOD.toMillis() + 1000);
        assertThat(Latches.next(changes)).isEqualTo(new NodeChange.Down("far", lost));

        proxy.heal();
        proxy.reset();
        assertThat(Latches.next(changes)).isEqualTo(new NodeChange.Up("far"));
    }

    @Test
    void oneThatHasNothingToSayIsNot() {
        long until = System.nanoTime() + 3 * PERIOD.toNanos();
        await().until(() -> System.nanoTime() - until > 0);
        assertThat(near.upNodes()).containsExactly("far");
        assertThat(far.upNodes()).containsExactly("near");
        assertThat(changes).isEmpty();
    }
}
