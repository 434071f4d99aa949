package io.loommp.examples;

import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.net.Nodes;
import java.time.Duration;

/** Sends to all receivers there are, once a second. */
public final class Sender {
    private Sender() {}

    // tutorial: sender
    public static void main(String[] args) throws Exception {
        try (Node node = Nodes.start()) {
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
