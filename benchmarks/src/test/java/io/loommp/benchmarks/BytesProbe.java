package io.loommp.benchmarks;

import com.sun.management.ThreadMXBean;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.agent.Action;
import io.loommp.loom.agent.Agent;
import io.loommp.manage.Event;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Prints how many bytes a port allocates that sends itself 1,000 messages and receives them, the least of some rounds: the
 * first ones load classes. With an argument an agent listens to the messages of another port. Without a compiler, which might leave allocations out, that is what the code says.
 */
final class BytesProbe {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 5;
    private static final int MESSAGES = 1000;

    private BytesProbe() {}

    public static void main(String[] args) {
        CompletableFuture<Long> least = new CompletableFuture<>();
        Message message = Message.of("message");
        try (Node node = LocalNodes.start("probe")) {
            if (args.length > 0) {
                PortId other = node.port(p -> {}).id();
                Agent.on(node, "other", 0)
                        .messagesOf(Set.of(other))
                        .sink(Event.class, (event, cx) -> Action.ready())
                        .start();
            }
            ThreadPorts.platform(node, self -> {
                long bytes = Long.MAX_VALUE;
                for (int round = 0; round < ROUNDS; round++) {
                    long before = THREADS.getCurrentThreadAllocatedBytes();
                    for (int i = 0; i < MESSAGES; i++) {
                        self.send(self, message);
                        self.get();
                    }
                    bytes = Math.min(bytes, THREADS.getCurrentThreadAllocatedBytes() - before);
                }
                least.complete(bytes);
            });
            System.out.println(least.join());
        }
    }
}
