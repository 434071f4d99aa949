package io.loommp.readme;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import java.io.IOException;
import java.time.Duration;

final class Watching {
    private Watching() {}

    public static void main(String[] args) {
        try (Node node = LocalNodes.start("example")) {
            KillReason end =
                    printLetter(node).terminated().toCompletableFuture().join();
            System.out.println("the office ended: " + end);
        }
    }

    private static Port printLetter(Node node) {
        // readme: monitor
        Port printer = ThreadPorts.spawn(node, self -> {
            Message job = self.get("print");
            throw new IOException("out of paper, cannot print " + job.string(1));
        });
        Port office = ThreadPorts.spawn(node, self -> {
            self.monitor(printer, why -> Message.of("gone", printer, why));
            self.send(printer, "print", "letter.txt");
            Message gone = self.get("gone", Duration.ofSeconds(5)).orElseThrow();
            System.out.println("the printer ended: " + gone.reason(2));
        });
        // end
        return office;
    }
}
