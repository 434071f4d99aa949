package io.loommp.benchmarks.net;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * LoomMP: {@code server FRAMING}, which lives until its standard input ends, and answers each line of it by {@link
 * ServerFigures}; or {@code client FRAMING WORK ADDRESS WARM-UP
 * SECONDS}.
 */
final class LoomSide {
    /** The secret of these benchmarks. */
    static final String SECRET = "the secret of the benchmarks, 32";

    /** The id of the server's node. */
    static final String SERVER = "server";

    private static final PortId SINK = new PortId(SERVER, "sink");
    private static final PortId ECHO = new PortId(SERVER, "echo");

    private LoomSide() {}

    /** See the class. */
    public static void main(String[] args) throws Exception {
        if (args[0].equals("server")) {
            serve(config(SERVER, args[1]).bind("127.0.0.1:0").build());
            return;
        }
        long warmNanos = Work.nanos(args[4]);
        long nanos = Work.nanos(args[5]);
        NodeConfig config = config("client", args[1]).seed(args[3]).build();
        try (Node node = Nodes.start(config)) {
            ThreadPorts.call(node, self -> {
                connect(self);
                if (args[2].equals("one-way")) {
                    oneWay(self, warmNanos);
                    Work.tell("rate", oneWay(self, nanos));
                } else {
                    RoundTrips.run(() -> roundTrip(self), warmNanos, nanos);
                }
                return true;
            });
        }
    }

    private static NodeConfig.Builder config(String id, String framing) {
        return NodeConfig.builder().nodeId(id).secret(Secret.of(SECRET)).framings(List.of(framing));
    }

    private static void serve(NodeConfig config) throws Exception {
        try (Node node = Nodes.start(config)) {
            long[] received = {0};
            node.register(
                    "sink",
                    node.port(p -> p.on("data", data -> received[0]++).on("count", question -> {
                        p.send(question.port(1), "counted", received[0]);
                        received[0] = 0;
                    })));
            node.register("echo", node.port(p -> p.on("echo", m -> p.send(m.port(1), "echoed", m.string(2)))));
            System.out.println("address=" + node.addresses().getFirst());
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                ServerFigures.tell(node);
            }
        }
    }

    /** Until there is a connection, what is sent may be lost. */
    private static void connect(ThreadSelf self) {
        while (true) {
            self.monitor(ECHO, why -> Message.of("lost"));
            self.send(ECHO, "echo", self, "hello");
            if (self.get().hasTag("echoed")) {
                return;
            }
        }
    }

    private static double oneWay(ThreadSelf self, long nanos) {
        long begun = System.nanoTime();
        do {
            for (int i = 0; i < Work.BATCH; i++) {
                self.send(SINK, "data", Work.PAYLOAD);
            }
        } while (System.nanoTime() - begun < nanos);
        self.send(SINK, "count", self);
        long count = self.get("counted").longInteger(1);
        return count * 1e9 / (System.nanoTime() - begun);
    }

    private static void roundTrip(ThreadSelf self) {
        self.send(ECHO, "echo", self, Work.PAYLOAD);
        self.get("echoed");
    }
}
