package io.loommp.cli;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.loom.ThreadPorts;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process with a port that never reads its mailbox. It lives until its standard input ends. */
final class IdleReceiver {
    private IdleReceiver() {}

    /** Argument: the file with the secret. */
    public static void main(String[] args) throws Exception {
        NodeConfig config = NodeConfig.builder()
                .nodeId("receiver")
                .secret(Secret.fromFile(Path.of(args[0])))
                .bind("127.0.0.1:0")
                .build();
        try (Node node = Nodes.start(config)) {
            System.out.println("address=" + node.addresses().getFirst());
            node.register("sink", ThreadPorts.spawn(node, self -> new CountDownLatch(1).await()));
            Port desk = node.port(p -> p.on("hello", hello -> {
                p.onEnd(hello.port(1), why -> System.out.println("sender lost: " + why));
                p.send(hello.port(1), "welcome");
            }));
            node.register("desk", desk);
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
