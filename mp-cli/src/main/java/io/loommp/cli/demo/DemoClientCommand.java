package io.loommp.cli.demo;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.cli.ExitCode;
import io.loommp.cli.service.FileServer;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.manage.LogText;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A process of the demo in which a {@link FileClient} sends a file, or begins to. */
@Command(name = "demo-client", hidden = true, description = "Sends a file to the server of the demo.")
@SuppressWarnings("NullAway.Init") // set by picocli
public final class DemoClientCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(DemoClientCommand.class);
    private static final PortId SERVER = new PortId(DemoServerCommand.NODE, FileServer.NAME);
    private static final int CHUNKS_BEFORE_SILENCE = 4;

    @Option(names = "--node", required = true, description = "What the node of the client is called.")
    private String nodeId;

    @Option(names = "--secret", required = true, description = "The file with the secret of the network.")
    private Path secret;

    @Option(names = "--server", required = true, description = "Where the server listens, as host:port.")
    private String server;

    @Option(names = "--name", required = true, description = "What the file is to be called.")
    private String name;

    @Option(names = "--fall-silent", description = "Stop in the middle of the file.")
    private boolean fallSilent;

    @Parameters(paramLabel = "FILE", description = "The file to send.")
    private Path file;

    private int exitCode = ExitCode.FAILED;

    @Override
    public Integer call() throws IOException {
        NodeConfig config = NodeConfig.builder()
                .nodeId(nodeId)
                .secret(Secret.fromFile(secret))
                .seed(server)
                .build();
        try (Node node = Nodes.start(config)) {
            Port client = ThreadPorts.spawn(node, this::run);
            Child.whenUnwanted(client::kill);
            KillReason end = client.terminated().toCompletableFuture().join();
            return end.isNormal() ? exitCode : ExitCode.FAILED;
        }
    }

    private void run(ThreadSelf self) {
        try {
            if (fallSilent) {
                fallSilent(self);
            } else {
                send(self);
            }
            exitCode = ExitCode.OK;
        } catch (IOException e) {
            Child.tell(Sending.FAILURE, LogText.escape(String.valueOf(e.getMessage())));
        }
    }

    private void send(ThreadSelf self) throws IOException {
        FileClient client = new FileClient(self, SERVER);
        try (InputStream in = Files.newInputStream(file)) {
            long asked = System.nanoTime();
            client.request(name);
            long begun = System.nanoTime();
            long bytes = client.send(in);
            long done = System.nanoTime();
            Child.tell(Sending.COST, Sending.cost(bytes, client.messages(), begun - asked, done - begun));
        }
    }

    /** Begins like {@link FileClient}, and sends nothing more until the server has given up; then it is too late. */
    private void fallSilent(ThreadSelf self) throws IOException {
        self.dependOn(SERVER);
        self.send(SERVER, "write_file", self, name);
        self.get("go");
        try (InputStream in = Files.newInputStream(file)) {
            for (int i = 0; i < CHUNKS_BEFORE_SILENCE; i++) {
                sendChunk(self, in);
                self.get("more");
            }
            LOG.info("falls silent after {} chunks of {}", CHUNKS_BEFORE_SILENCE, name);
            String reason = self.get("failed").string(1);
            LOG.info("sends one more, too late");
            sendChunk(self, in);
            throw new IOException("the server says: " + reason);
        }
    }

    private static void sendChunk(ThreadSelf self, InputStream in) throws IOException {
        self.send(SERVER, "data", self, in.readNBytes(FileClient.CHUNK_BYTES));
    }
}
