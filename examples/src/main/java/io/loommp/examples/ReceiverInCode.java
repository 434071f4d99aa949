package io.loommp.examples;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.nio.file.Path;

/** Prints what it is sent. Arguments: the file with the secret, and the address to listen on. */
public final class ReceiverInCode {
    private ReceiverInCode() {}

    // tutorial: receiverincode
    public static void main(String[] args) throws Exception {
        NodeConfig config = NodeConfig.builder()
                .nodeId("receiver")
                .secret(Secret.fromFile(Path.of(args[0])))
                .bind(args[1])
                .build();
        try (Node node = Nodes.start(config)) {
            Port port = node.port(p -> p.on("test", m -> System.out.println("received: " + m.string(1))));
            node.database().register("receivers", port);
            System.out.println("listens on " + node.addresses());
            node.awaitShutdown();
        }
    }
    // end
}
