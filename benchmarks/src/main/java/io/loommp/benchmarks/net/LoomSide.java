package io.loommp.benchmarks.net;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.net.Credentials;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * LoomMP: {@code server FRAMING}, which lives until its standard input ends, and answers each line of it by {@link
 * ServerFigures}; or {@code client FRAMING WORK ADDRESS WARM-UP
 * SECONDS}. The work {@code one-way:OCTETS} has messages of that size.
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
                if (args[2].startsWith("one-way")) {
                    int octets = args[2].equals("one-way") ? Work.PAYLOAD.length() : octets(args[2]);
                    oneWay(self, octets, warmNanos);
                    Work.tell("rate", oneWay(self, octets, nanos));
                } else {
                    RoundTrips.run(() -> roundTrip(self), warmNanos, nanos);
                }
                return true;
            });
        }
    }

    /** Of a framing, or a framing, a colon and a file with a certificate that all share. */
    private static NodeConfig.Builder config(String id, String framing) throws IOException {
        String[] parts = framing.split(":", 2);
        NodeConfig.Builder config =
                NodeConfig.builder().nodeId(id).secret(Secret.of(SECRET)).framings(List.of(parts[0]));
        return parts.length == 1 ? config : config.cert(Credentials.fromFile(Path.of(parts[1])));
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

    private static int octets(String work) {
        return Integer.parseInt(work.substring(work.indexOf(':') + 1));
    }

    private static double oneWay(ThreadSelf self, int octets, long nanos) {
        String payload = Work.payload(octets);
        int batch = Math.max(1, Math.min(Work.BATCH, Work.BATCH * Work.PAYLOAD.length() / octets));
        long begun = System.nanoTime();
        do {
            for (int i = 0; i < batch; i++) {
                self.send(SINK, "data", payload);
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
