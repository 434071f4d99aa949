package io.loommp.cli;

import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.Latches;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** A program like any other: it starts two nodes, and one sends to the other. It knows nothing of traces. */
final class TracedProgram {
    private TracedProgram() {}

    public static void main(String[] args) throws IOException {
        CountDownLatch arrived = new CountDownLatch(2);
        Secret secret = Secret.of("a secret of more than sixteen octets");
        try (Node one = Nodes.start(NodeConfig.builder()
                        .nodeId("one")
                        .secret(secret)
                        .bind("127.0.0.1:0")
                        .build());
                Node two = Nodes.start(NodeConfig.builder()
                        .nodeId("two")
                        .secret(secret)
                        .seed(one.addresses().getFirst())
                        .build())) {
            one.register("port", one.port(p -> p.onMessage(m -> arrived.countDown())));
            two.send(PortId.of("one#port"), "hello", 1, "\u009b31mred");
            one.send(PortId.of("one#port"), "within", two.id());
            Latches.await(arrived);
            System.out.println("both have arrived");
            int ignored = System.in.read();
        }
    }
}
