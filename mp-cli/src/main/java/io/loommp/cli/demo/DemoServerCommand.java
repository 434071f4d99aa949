package io.loommp.cli.demo;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.cli.ExitCode;
import io.loommp.cli.service.FileServer;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The process of the demo in which the {@link FileServer} runs. */
@Command(name = "demo-server", hidden = true, description = "Serves the clients of the demo.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class DemoServerCommand implements Callable<Integer> {
    /** What the server tells when it listens: {@code ip:port}. */
    static final String ADDRESS = "address";

    /** What the server's node is called. */
    static final String NODE = "server";

    @Option(names = "--secret", required = true, description = "The file with the secret of the network.")
    private Path secret;

    @Option(names = "--directory", required = true, description = "Where files are written.")
    private Path directory;

    @Option(names = "--patience", required = true, description = "How long a client may be silent in its turn.")
    private Duration patience;

    @Override
    public Integer call() throws IOException {
        NodeConfig config = NodeConfig.builder()
                .nodeId(NODE)
                .secret(Secret.fromFile(secret))
                .bind("127.0.0.1:0")
                .build();
        try (Node node = Nodes.start(config)) {
            Port server = FileServer.start(node, directory, patience);
            Child.whenUnwanted(server::kill);
            Child.tell(ADDRESS, node.addresses().getFirst());
            KillReason end = server.terminated().toCompletableFuture().join();
            return end.isNormal() ? ExitCode.OK : ExitCode.FAILED;
        }
    }
}
