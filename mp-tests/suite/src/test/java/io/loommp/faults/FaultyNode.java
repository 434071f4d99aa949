package io.loommp.faults;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.loom.ThreadPorts;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A node as a process. It sends numbered messages to the desk of each of its peers and watches it, logs what its own desk
 * receives, and does as it is told on its standard input:
 *
 * <pre>
 * probe PEER TOKEN  says "probed PEER TOKEN" as soon as a message has gone there and back
 * finish            comes to an end: each sender sees to it that its last messages have arrived; then says "settled"
 * end               ends; whatever the others do
 * </pre>
 *
 * <p>Arguments are {@code key=value}: {@code node}, {@code incarnation}, {@code secret} (a file), {@code logs} (a directory),
 * {@code timeout} (of monitors, in ms), {@code peers}, {@code seed} of random choices, and {@code binds} and {@code seeds}.
 */
final class FaultyNode {
    private FaultyNode() {}

    /** See the class. */
    public static void main(String[] args) throws Exception {
        Map<String, String> options = Stream.of(args)
                .map(arg -> arg.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        NodeConfig config = NodeConfig.builder()
                .nodeId(option(options, "node"))
                .secret(Secret.fromFile(Path.of(option(options, "secret"))))
                .binds(list(options, "binds"))
                .seeds(list(options, "seeds"))
                .monitorTimeout(Duration.ofMillis(Long.parseLong(option(options, "timeout"))))
                .connectInterval(Duration.ofMillis(200))
                .build();
        Path logs = Path.of(option(options, "logs"));
        String incarnation = option(options, "incarnation");
        LineLog received = new LineLog(logs.resolve("received-" + config.nodeId() + "-" + incarnation + ".log"));
        LineLog watched = new LineLog(logs.resolve("watched-" + config.nodeId() + "-" + incarnation + ".log"));
        try (Node node = Nodes.start(config)) {
            node.register("desk", Desk.open(node, received));
            node.addresses().forEach(address -> System.out.println("address=" + address));
            String name = config.nodeId() + "." + incarnation;
            run(node, name, list(options, "peers"), Long.parseLong(option(options, "seed")), watched);
            received.flush();
        }
        watched.write("end");
    }

    private static String option(Map<String, String> options, String key) {
        String value = options.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + ": it is missing");
        }
        return value;
    }

    private static List<String> list(Map<String, String> options, String key) {
        String value = options.getOrDefault(key, "");
        return value.isEmpty() ? List.of() : List.of(value.split(","));
    }

    private static void run(Node node, String name, List<String> peers, long seed, LineLog log) throws Exception {
        List<NumberedSender> senders = new ArrayList<>();
        List<Port> ports = new ArrayList<>();
        List<Port> watchers = new ArrayList<>();
        for (String peer : peers) {
            NumberedSender sender = new NumberedSender(name, peer, seed + peers.indexOf(peer), log);
            senders.add(sender);
            ports.add(ThreadPorts.spawn(node, sender::run));
            watchers.add(Watcher.open(node, name, peer, log));
        }
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); !"finish".equals(line); line = input.readLine()) {
            if (line == null) {
                throw new IllegalStateException("whoever started this has gone");
            }
            String[] words = line.split(" ", -1);
            senders.get(peers.indexOf(words[1])).probe(words[2]);
        }
        senders.forEach(NumberedSender::finish);
        for (Port port : ports) {
            awaitEnd(port);
        }
        System.out.println("settled");
        input.readLine(); // others still send
        for (Port watcher : watchers) {
            node.send(watcher, "close");
            awaitEnd(watcher);
        }
    }

    private static void awaitEnd(Port port) throws InterruptedException, ExecutionException {
        KillReason why = port.terminated().toCompletableFuture().get();
        if (!why.equals(KillReason.normal())) {
            System.out.println(port.id() + " ended: " + why);
        }
    }
}
