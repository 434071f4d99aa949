package io.loommp.testkit;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.FaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The contract of links, by those over TCP: what the network in memory promises is what the real one does. Here both
 * directions are in CBOR, as this is what nodes like best.
 */
class TcpLinkTest extends LinkContract {
    private static final Secret SECRET = Secret.of("the nodes of this test know this");

    private @Nullable FaultProxy proxy;

    private NodeConfig.Builder config(String id) {
        return trusting(NodeConfig.builder().nodeId(id).connectInterval(Duration.ofMillis(20)));
    }

    /** Has what nodes prove themselves by. */
    NodeConfig.Builder trusting(NodeConfig.Builder builder) {
        return builder.secret(SECRET);
    }

    /** How the near node likes packets to be written. */
    List<String> framings() {
        return List.of("cbor", "json");
    }

    @Override
    Two connect() throws Exception {
        Node far = Nodes.start(config("far").bind("127.0.0.1:0").build());
        String address = far.addresses().get(0);
        FaultProxy between = new FaultProxy(Integer.parseInt(address.substring(address.indexOf(':') + 1)));
        proxy = between;
        Node near = Nodes.start(
                config("near").framings(framings()).seed(between.address()).build());
        reach(near, far);
        return new Two(near, far);
    }

    /** Until there is a connection, what is sent there may be lost. */
    private static void reach(Node from, Node to) throws Exception {
        Probe answer = Probe.on(to);
        ThreadPorts.call(from, self -> {
            while (answer.received().isEmpty()) {
                self.monitor(new PortId(to.id(), ""), why -> Message.of("lost"));
                self.send(answer, "hello");
                self.get("lost", Duration.ofMillis(10));
            }
            return true;
        });
        answer.close();
    }

    @Override
    void breakConnection() {
        Objects.requireNonNull(proxy).reset();
    }

    @Override
    int breaks() {
        return 3; // after each the next attempt to dial comes late
    }

    @Override
    void disconnect() throws Exception {
        near.close();
        far.close();
        Objects.requireNonNull(proxy).close();
    }
}
