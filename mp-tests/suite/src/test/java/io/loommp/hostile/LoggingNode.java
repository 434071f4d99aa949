package io.loommp.hostile;

import io.loommp.Node;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.io.OutputStream;

/** A process with a node that logs all there is to log, on its standard error. It lives until its standard input ends. */
final class LoggingNode {
    private LoggingNode() {}

    /** Argument: the secret. */
    public static void main(String[] args) throws Exception {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "trace");
        System.setProperty("org.slf4j.simpleLogger.log.io.loommp", "trace");
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "false");
        NodeConfig config = NodeConfig.builder()
                .nodeId("logging")
                .secret(Secret.of(args[0]))
                .bind("127.0.0.1:0")
                .build();
        try (Node node = Nodes.start(config)) {
            node.export("fails", (self, arguments) -> {
                throw new IllegalStateException(String.valueOf(arguments));
            });
            node.function("fails", (self, arguments) -> {
                throw new IllegalStateException(String.valueOf(arguments));
            });
            node.register("watched", node.port(p -> p.on("watch", m -> p.dependOn(m.port(1)))));
            for (int i = 0; i < 100; i++) {
                node.register("victim" + i, node.port(p -> {}));
            }
            System.out.println("address=" + node.addresses().getFirst());
            System.in.transferTo(OutputStream.nullOutputStream());
            System.out.println("the end");
        }
    }
}
