package io.loommp.examples;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.inspect.Inspection;
import io.loommp.inspect.NodeServices;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A shop in which two things are wrong, for docs/stuck-ports.md: a port is stuck, and another one is slow. Arguments: the file
 * with the secret, and the address to listen on.
 */
public final class StuckPorts {
    private StuckPorts() {}

    public static void main(String[] args) throws Exception {
        NodeConfig config = NodeConfig.builder()
                .nodeId("shop")
                .secret(Secret.fromFile(Path.of(args[0])))
                .bind(args[1])
                .build();
        try (Node node = Nodes.start(config);
                NodeServices services = NodeServices.install(node, Inspection.all())) {
            open(node);
            System.out.println("listens on " + node.addresses() + ", offers " + services.offered());
            node.awaitShutdown();
        }
    }

    private static void open(Node node) {
        Port cashier = node.port(p -> p.on("pay", m -> p.send(m.port(1), "payment", m.integer(2))));
        Port desk = ThreadPorts.spawn(node, self -> serve(self, cashier));
        Port archive = ThreadPorts.spawn(node, StuckPorts::keep);
        int[] orders = {0};
        Port customers = node.port(p -> p.every(Duration.ofMillis(20), () -> {
            orders[0]++;
            p.send(desk, "order", orders[0]);
            p.send(archive, "line", "order " + orders[0]);
        }));
        node.register("cashier", cashier);
        node.register("desk", desk);
        node.register("archive", archive);
        node.register("customers", customers);
    }

    // stuck: desk
    private static void serve(ThreadSelf self, Port cashier) {
        while (true) {
            Message order = self.get("order");
            self.send(cashier, "pay", self, order.integer(1));
            Message paid = self.get("paid");
            System.out.println("order " + order.integer(1) + " is paid: " + paid);
        }
    }
    // end

    private static void keep(ThreadSelf self) throws InterruptedException {
        while (true) {
            write(self.get("line").string(1));
        }
    }

    private static void write(String line) throws InterruptedException {
        Thread.sleep(100 + line.length()); // a slow disk
    }
}
