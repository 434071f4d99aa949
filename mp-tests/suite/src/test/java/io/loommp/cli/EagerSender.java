package io.loommp.cli;

import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A process that sends as fast as it can, without any flow control of its own, until it is told that nobody takes it. */
final class EagerSender {
    private static final PortId DESK = PortId.of("receiver#desk");
    private static final PortId SINK = PortId.of("receiver#sink");
    private static final Duration NOTICEABLE = Duration.ofSeconds(1);

    private EagerSender() {}

    /** Arguments: the file with the secret, and where the receiver listens. */
    public static void main(String[] args) throws Exception {
        NodeConfig config = NodeConfig.builder()
                .nodeId("sender")
                .secret(Secret.fromFile(Path.of(args[0])))
                .seed(args[1])
                .build();
        CountDownLatch lost = new CountDownLatch(1);
        try (Node node = Nodes.start(config)) {
            ThreadPorts.spawn(node, self -> flood(self, lost));
            lost.await();
        }
    }

    private static void flood(ThreadSelf self, CountDownLatch lost) {
        self.send(DESK, "hello", self);
        self.get("welcome");
        self.node().onEnd(SINK, why -> {
            System.out.println("sink lost: " + why);
            lost.countDown();
        });
        byte[] chunk = new byte[64 * 1024];
        for (int sent = 1; lost.getCount() > 0; sent++) {
            long begun = System.nanoTime();
            self.send(SINK, "data", chunk);
            if (System.nanoTime() - begun > NOTICEABLE.toNanos()) {
                System.out.println("parked in message " + sent);
            }
        }
    }
}
