package io.loommp.examples;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.Timer;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Code that runs later, in the context of its port. */
public final class Timers {
    private Timers() {}

    public static void main(String[] args) throws Exception {
        try (Node node = LocalNodes.start("timers")) {
            ThreadPorts.run(node, Timers::ticks);
            ThreadPorts.run(node, Timers::later);
            ThreadPorts.run(node, Timers::elsewhere);
        }
    }

    // tutorial: ticks
    private static void ticks(ThreadSelf self) {
        int[] ticks = {0};
        Timer ticking = self.every(Duration.ofMillis(100), () -> self.send(self, "tick", ++ticks[0]));
        Message third = self.getCond(m -> m.hasTag("tick") && m.integer(1) == 3);
        ticking.cancel();
        System.out.println("the third is " + third + ", the first still waits: " + self.get("tick"));
    }
    // end

    // tutorial: later
    private static void later(ThreadSelf self) {
        Port port = self.node()
                .port(p -> p.after(Duration.ofMillis(100), () -> {
                    throw new IllegalStateException("oops, a moment later");
                }));
        self.monitor(port, why -> Message.of("ended", why));
        System.out.println(self.get("ended").reason(1));
    }
    // end

    // tutorial: bind
    private static void elsewhere(ThreadSelf self) {
        Executor clock = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);
        Port port = self.node()
                .port(p -> clock.execute(p.bind(() -> {
                    throw new IllegalStateException("oops, called by somebody else");
                })));
        self.monitor(port, why -> Message.of("ended", why));
        System.out.println(self.get("ended").reason(1));
    }
    // end
}
