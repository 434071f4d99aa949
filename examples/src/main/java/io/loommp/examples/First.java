// tutorial: first
package io.loommp.examples;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import java.util.concurrent.CompletableFuture;

/** One port, one message. */
public final class First {
    private First() {}

    public static void main(String[] args) {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        try (Node node = LocalNodes.start("first")) {
            Port port = node.port(p -> p.on("test", message -> end.complete(message.integer(1))));

            node.send(port, "test", 123);

            System.out.println("ends with " + end.join());
        }
    }
}
// end
