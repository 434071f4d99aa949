package io.loommp.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.cli.service.FileServer;
import io.loommp.loom.ThreadSelf;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The file server and its clients on two nodes, over real sockets. */
@Timeout(30)
class FileServerTest {
    private static final PortId SERVER = new PortId("server", FileServer.NAME);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final byte[] CONTENT = random(3_000_000);

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // set by start
    private Node serverNode;

    @SuppressWarnings("NullAway.Init") // set by start
    private Node clientNode;

    @BeforeEach
    void start() {
        Secret secret = Secret.random();
        NodeConfig.Builder server =
                NodeConfig.builder().nodeId("server").secret(secret).bind("127.0.0.1:0");
        serverNode = Nodes.start(server.build());
        FileServer.start(serverNode, directory, PATIENCE);
        NodeConfig.Builder client = NodeConfig.builder()
                .nodeId("client")
                .secret(secret)
                .seed(serverNode.addresses().getFirst());
        clientNode = Nodes.start(client.build());
    }

    @AfterEach
    void stop() {
        clientNode.close();
        serverNode.close();
    }

    @Test
    void aFileArrivesIntactAndThenHasItsName() {
        long bytes = InPort.call(clientNode, self -> send(self, "file", CONTENT));

        assertThat(bytes).isEqualTo(CONTENT.length);
        assertThat(directory.resolve("file")).hasBinaryContent(CONTENT);
        assertThat(directory).isDirectoryNotContaining(path -> !path.endsWith("file"));
    }

    @Test
    void manyAtOnceAreServedOneAfterTheOther() {
        List<CompletableFuture<Long>> clients = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String name = "file-" + i;
            clients.add(InPort.start(clientNode, self -> send(self, name, CONTENT)));
        }
        clients.forEach(InPort::of);

        for (int i = 0; i < 8; i++) {
            assertThat(directory.resolve("file-" + i)).hasBinaryContent(CONTENT);
        }
    }

    @Test
    void aClientThatFallsSilentIsGivenUpAndTheNextIsServed() {
        CountDownLatch hasTheTurn = new CountDownLatch(1);
        CompletableFuture<String> silent = InPort.start(clientNode, self -> {
            self.send(SERVER, "write_file", self, "abandoned");
            self.get("go");
            self.send(SERVER, "data", self, CONTENT);
            self.get("more");
            assertThat(directory).isDirectoryContaining("glob:**abandoned*.part");
            hasTheTurn.countDown();
            return self.get("failed").string(1);
        });
        Latches.await(hasTheTurn);
        CompletableFuture<Long> next = InPort.start(clientNode, self -> send(self, "next", CONTENT));

        assertThat(InPort.of(silent)).isEqualTo("given up, nothing came for 1 s");
        assertThat(InPort.of(next)).isEqualTo(CONTENT.length);
        assertThat(directory.resolve("next")).hasBinaryContent(CONTENT);
        assertThat(directory).isDirectoryNotContaining(path -> !path.endsWith("next"));
    }

    @Test
    void whatAClientLeftOverIsNoPartOfItsNextFile() {
        InPort.call(clientNode, self -> {
            self.send(SERVER, "write_file", self, "abandoned");
            self.get("go");
            self.get("failed");
            for (int i = 0; i < 10; i++) {
                self.send(SERVER, "data", self, new byte[1000]);
            }
            return send(self, "file", CONTENT);
        });

        assertThat(directory.resolve("file")).hasBinaryContent(CONTENT);
    }

    @Test
    void whyANameIsRefusedReachesTheClient() {
        assertThatThrownBy(() -> InPort.call(clientNode, self -> send(self, "../outside", CONTENT)))
                .hasRootCauseInstanceOf(IOException.class)
                .hasRootCauseMessage("the server says: refused, \"../outside\" is no plain name of a file");
        assertThat(directory.resolveSibling("outside")).doesNotExist();
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() {
        InPort.call(clientNode, self -> send(self, "file", CONTENT));

        assertThatThrownBy(() -> InPort.call(clientNode, self -> send(self, "file", new byte[1])))
                .hasRootCauseMessage("the server says: refused, there is a file of this name already");
        assertThat(directory.resolve("file")).hasBinaryContent(CONTENT);
    }

    @Test
    void messagesOfAStrangeShapeDoNotEndTheServer() {
        InPort.call(clientNode, self -> {
            self.send(SERVER);
            self.send(SERVER, "data");
            self.send(SERVER, "write_file");
            self.send(SERVER, "write_file", "", "name");
            self.send(SERVER, "write_file", self, List.of("name"));
            self.send(SERVER, List.of("write_file"), self, "name");
            return send(self, "file", CONTENT);
        });

        assertThat(directory.resolve("file")).hasBinaryContent(CONTENT);
    }

    @Test
    void aClientWhoseServerDiesFailsClearly() {
        assertThatThrownBy(() -> InPort.call(clientNode, self -> {
                    FileClient client = new FileClient(self, SERVER);
                    client.request("file");
                    serverNode.kill(SERVER);
                    return client.send(new ByteArrayInputStream(CONTENT));
                }))
                .hasRootCauseInstanceOf(IOException.class)
                .hasRootCauseMessage("the server is gone: normal");
        serverNode.close(); // waits for the server, whose end is told before its file is closed and gone
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aClientWhoseServersNodeGoesFailsClearly() {
        assertThatThrownBy(() -> InPort.call(clientNode, self -> {
                    FileClient client = new FileClient(self, SERVER);
                    client.request("file");
                    serverNode.close();
                    return client.send(new ByteArrayInputStream(CONTENT));
                }))
                .hasRootCauseInstanceOf(IOException.class)
                .rootCause()
                .hasMessageStartingWith("the server is gone: ");
    }

    private static long send(ThreadSelf self, String name, byte[] content) throws IOException {
        FileClient client = new FileClient(self, SERVER);
        try (InputStream file = new ByteArrayInputStream(content)) {
            client.request(name);
            return client.send(file);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(7).nextBytes(bytes);
        return bytes;
    }
}
