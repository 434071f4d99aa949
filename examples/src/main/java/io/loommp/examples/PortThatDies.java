package io.loommp.examples;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;

/** Ports that end, and what is heard of it. */
public final class PortThatDies {
    private PortThatDies() {}

    public static void main(String[] args) throws Exception {
        try (Node node = LocalNodes.start("dies")) {
            ThreadPorts.run(node, PortThatDies::watchItDie);
            ThreadPorts.run(node, PortThatDies::kill);
            ThreadPorts.run(node, PortThatDies::depend);
        }
    }

    // tutorial: dies
    private static void watchItDie(ThreadSelf self) {
        Port port = self.node()
                .port(p -> p.onMessage(message -> {
                    throw new IllegalStateException("oops");
                }));
        self.monitor(port, why -> Message.of("ended", why));
        self.send(port, "anything");
        System.out.println("watched before: " + self.get("ended").reason(1));

        self.monitor(port, why -> Message.of("ended", why));
        System.out.println("watched after: " + self.get("ended").reason(1));
    }
    // end

    // tutorial: kill
    private static void kill(ThreadSelf self) {
        Port blamed = self.node().port(p -> {});
        self.monitor(blamed, why -> Message.of("ended", why));
        self.kill(blamed, KillReason.of("custom_error", "too slow"));
        System.out.println("killed: " + self.get("ended").reason(1));

        Port unblamed = self.node().port(p -> {});
        self.monitor(unblamed, why -> Message.of("ended", why));
        self.kill(unblamed);
        System.out.println("killed without a reason: " + self.get("ended").reason(1));
    }
    // end

    // tutorial: depend
    private static void depend(ThreadSelf self) {
        Port lower = self.node().port(p -> {});
        Port upper = self.node().port(p -> p.dependOn(lower));
        self.monitor(upper, why -> Message.of("ended", why));
        self.kill(lower, KillReason.of("custom_error", "the ground is gone"));
        System.out.println("what stood on it: " + self.get("ended").reason(1));
    }
    // end
}
