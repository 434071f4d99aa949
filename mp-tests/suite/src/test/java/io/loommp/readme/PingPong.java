package io.loommp.readme;

// readme: ping
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;

public class PingPong {
    public static void main(String[] args) throws Exception {
        try (Node node = LocalNodes.start("example")) {
            Port pong = ThreadPorts.spawn(node, self -> {
                while (true) {
                    Message ping = self.get("ping");
                    self.send(ping.port(1), "pong", ping.integer(2));
                }
            });
            String order = ThreadPorts.call(node, self -> {
                self.send(pong, "ping", self, 1);
                self.send(pong, "ping", self, 2);
                Message second = self.getCond(m -> m.hasTag("pong") && m.integer(1) == 2);
                return second + " was taken first, then " + self.get("pong");
            });
            System.out.println(order);
        }
    }
}
// end
