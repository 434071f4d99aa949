package io.loommp.readme;

// readme: receiver
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.nio.file.Path;
import java.util.Locale;

public class Receiver {
    public static void main(String[] args) throws Exception {
        NodeConfig config = NodeConfig.builder()
                .nodeId("receiver")
                .secret(Secret.fromFile(Path.of(args[0])))
                .bind(args[1])
                .build();
        try (Node node = Nodes.start(config)) {
            System.out.println("listens on " + node.addresses());
            Port port = node.port(p -> p.on("upper", message -> {
                p.send(message.port(1), "result", message.string(2).toUpperCase(Locale.ROOT));
            }));
            node.register("text", port);
            node.awaitShutdown();
        }
    }
}
// end
