package io.loommp.cli.inspect;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.cli.testing.CommandRun;
import io.loommp.inspect.Inspection;
import io.loommp.inspect.NodeServices;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.FreePort;
import io.loommp.testing.Latches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A network of one node, which keeps its database, and commands that ask it. */
final class Hub implements AutoCloseable {
    private final Path directory;
    private final Path secret;
    final String address = FreePort.address();
    final Node node;
    final NodeServices services;

    Hub(Path directory) throws IOException {
        this.directory = directory;
        this.secret = directory.resolve("secret");
        Secret made = Secret.createFile(secret);
        node = Nodes.start(NodeConfig.builder()
                .nodeId("hub")
                .secret(made)
                .bind(address)
                .seed(address)
                .build());
        services = NodeServices.install(node, Inspection.all());
    }

    /** Another node of the network, without services, which is connected with these as well. */
    Node join(String id, Node... others) throws IOException {
        NodeConfig.Builder config = NodeConfig.builder()
                .nodeId(id)
                .secret(Secret.fromFile(secret))
                .bind("127.0.0.1:0")
                .seed(address)
                .globalOnRequest(false);
        Stream.of(others).flatMap(other -> other.addresses().stream()).forEach(config::seed);
        return Nodes.start(config.build());
    }

    /** A second node that keeps the database, with all services. */
    Node keeper(String id) throws IOException {
        String own = FreePort.address();
        Node keeper = Nodes.start(NodeConfig.builder()
                .nodeId(id)
                .secret(Secret.fromFile(secret))
                .bind(own)
                .seed(own)
                .seed(address)
                .build());
        NodeServices ignored = NodeServices.install(keeper, Inspection.all()); // they end with the node
        return keeper;
    }

    /** A port that is at work until it is released, with so many messages behind the one that it has. */
    Port stuck(CountDownLatch release, int behind) {
        CountDownLatch began = new CountDownLatch(1);
        Port port = node.port(p -> p.onMessage(message -> {
            began.countDown();
            Latches.awaitStubbornly(release);
        }));
        node.send(port, "first");
        Latches.await(began);
        for (int i = 0; i < behind; i++) {
            node.send(port, i);
        }
        return port;
    }

    void offer(Inspection... offered) {
        services.offer(Set.of(offered));
    }

    /** The options by which a command finds the network. */
    List<String> options() {
        return List.of("--no-config", "--seed", address, "--secret-file", secret.toString());
    }

    /** A command line: the words of the command, the options, then what it is given. */
    String[] line(String command, String... args) {
        List<String> line = new ArrayList<>(List.of(command.split(" ", -1)));
        line.addAll(options());
        if (Stream.of(args).noneMatch(arg -> arg.startsWith("--timeout"))) {
            line.add("--timeout=30"); // machines of tests may be slow
        }
        line.addAll(List.of(args));
        return line.toArray(String[]::new);
    }

    CommandRun run(String command, String... args) {
        return CommandRun.in(directory).run(line(command, args));
    }

    /** A command that goes on for a while. */
    CompletableFuture<CommandRun> start(String command, String... args) {
        CompletableFuture<CommandRun> ended = new CompletableFuture<>();
        Thread ignored = Thread.ofVirtual().start(() -> {
            try {
                ended.complete(run(command, args));
            } catch (Throwable t) {
                ended.completeExceptionally(t);
            }
        });
        return ended;
    }

    @Override
    public void close() {
        node.close();
    }
}
