package io.loommp.examples;

import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.nio.file.Path;
import java.time.Duration;

/** Sends to all receivers, once a second. Arguments: the file with the secret, and the address of a receiver. */
public final class SenderInCode {
    private SenderInCode() {}

    // tutorial: senderincode
    public static void main(String[] args) throws Exception {
        NodeConfig config = NodeConfig.builder()
                .nodeId("sender")
                .secret(Secret.fromFile(Path.of(args[0])))
                .seed(args[1])
                .build();
        try (Node node = Nodes.start(config)) {
            ThreadPorts.run(node, self -> {
                for (int n = 1; true; n++) {
                    for (String receiver : self.database().readKeys("receivers")) {
                        self.send(PortId.of(receiver), "test", "hello, number " + n);
                    }
                    Thread.sleep(Duration.ofSeconds(1));
                }
            });
        }
    }
    // end
}
