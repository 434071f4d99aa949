package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.manage.Event;
import io.loommp.manage.TraceFlags;
import io.loommp.manage.Tracing;
import io.loommp.net.Network.Listening;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The switch {@code managementRemote}: security S28. */
@Timeout(60)
class ManagementRemoteTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Network network = new Network();
    private final BlockingQueue<Event> seen = new LinkedBlockingQueue<>();

    @AfterEach
    void closeAll() {
        network.close();
    }

    private Tracing.Relay watch(Node from, String node) {
        return Tracing.of(from)
                .relayFrom(PortId.of(node), TraceFlags.parse("r"), seen::add, LIMIT)
                .toCompletableFuture()
                .join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cbor", "json"})
    void switchedOn_othersTraceTheNode_inEachFraming(String framing) throws Exception {
        Listening server =
                network.listen("server", b -> b.managementRemote(true).framings(List.of(framing)));
        Node client = network.dial("client", b -> b.seed(server.address()).framings(List.of(framing)));
        Tracing.Relay relay = watch(client, "server");
        Port port = server.node().port(p -> p.onMessage(m -> {}));
        server.node().send(port, "hello", 1, null);
        assertThat(seen.poll(10, TimeUnit.SECONDS))
                .isEqualTo(new Event.Received(port.id(), Message.of("hello", 1, null), null));
        relay.close();
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(new Event.TraceDisabled());
    }

    @Test
    void byDefaultNobodyDoes() {
        Listening server = network.listen("server");
        Node client = network.dial("client", server.address());
        assertThatThrownBy(() -> watch(client, "server"))
                .rootCause()
                .hasMessageEndingWith("management_remote is off there");
        assertThat(Tracing.of(server.node()).tracers()).isEmpty();
    }
}
