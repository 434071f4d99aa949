package io.loommp.net;

import static org.awaitility.Awaitility.await;

import io.loommp.Node;
import io.loommp.kernel.Kernel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Nodes of one secret on loopback, closed together. */
final class Network implements AutoCloseable {
    final Secret secret = Secret.random();
    private final List<Node> nodes = Collections.synchronizedList(new ArrayList<>());

    /** A node that listens. */
    record Listening(Node node, String address) {}

    Listening listen(String nodeId) {
        return listen(nodeId, builder -> builder);
    }

    Listening listen(String nodeId, UnaryOperator<NodeConfig.Builder> change) {
        NodeConfig config = change.apply(
                        NodeConfig.builder().nodeId(nodeId).secret(secret).bind("127.0.0.1:0"))
                .build();
        Node node = Nodes.start(config);
        nodes.add(node);
        return new Listening(node, node.addresses().get(0));
    }

    /** A node that dials. */
    Node dial(String nodeId, String seed) {
        return dial(nodeId, builder -> builder.seed(seed));
    }

    Node dial(String nodeId, UnaryOperator<NodeConfig.Builder> change) {
        Node node = Nodes.start(
                change.apply(NodeConfig.builder().nodeId(nodeId).secret(secret)).build());
        nodes.add(node);
        return node;
    }

    static void awaitLink(Node from, String to) {
        await().until(() -> Kernel.of(from).isLinked(to));
    }

    static void awaitNoLink(Node from, String to) {
        await().until(() -> !Kernel.of(from).isLinked(to));
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
    }
}
