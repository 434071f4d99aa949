package io.loommp.examples;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.net.Nodes;

/** Prints what it is sent; the configuration says where it listens and whom it meets. */
public final class Receiver {
    private Receiver() {}

    // tutorial: receiver
    public static void main(String[] args) throws Exception {
        try (Node node = Nodes.start()) {
            Port port = node.port(p -> p.on("test", m -> System.out.println("received: " + m.string(1))));
            node.database().register("receivers", port);
            System.out.println(node.id() + " listens on " + node.addresses());
            node.awaitShutdown();
        }
    }
    // end
}
