package io.loommp.examples;

import io.loommp.Node;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;

/** The same by a port with a thread, which waits for what it wants. */
public final class FirstThread {
    private FirstThread() {}

    // tutorial: thread
    public static void main(String[] args) throws Exception {
        try (Node node = LocalNodes.start("first")) {
            ThreadPorts.run(node, self -> {
                node.send(self, "noise", 7);
                node.send(self, "test", 123);
                System.out.println("ends with " + self.get("test").integer(1));
                System.out.println("left over: " + self.get());
            });
        }
    }
    // end
}
