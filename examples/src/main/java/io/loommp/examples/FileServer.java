package io.loommp.examples;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.net.Nodes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Writes files that other nodes send, one at a time. Argument: the directory. */
public final class FileServer {
    /** The family of the database in which servers are found. */
    static final String SERVERS = "file_servers";

    private FileServer() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[0]));
        try (Node node = Nodes.start()) {
            Port port = ThreadPorts.spawn(node, self -> serve(self, directory));
            System.out.println("writes into " + directory);
            System.out.println(
                    "ended: " + port.terminated().toCompletableFuture().join());
        }
    }

    // tutorial: fileserver
    private static void serve(ThreadSelf self, Path directory) throws IOException {
        self.database().register(SERVERS, self);
        while (true) {
            Message request = self.get("write_file");
            PortId client = request.port(1);
            String name = request.string(2);
            if (!name.matches("[\\w-][\\w.-]*")) {
                self.send(client, "refused", "no name for a file: " + name);
                continue;
            }
            try (OutputStream file = Files.newOutputStream(directory.resolve(name))) {
                self.send(client, "ready");
                System.out.println((receive(self, client, file) ? "written: " : "given up: ") + name);
            }
        }
    }

    /** Takes what this client sends, and nothing else: the requests of others wait in the mailbox. */
    private static boolean receive(ThreadSelf self, PortId client, OutputStream file) throws IOException {
        while (true) {
            Optional<Message> next =
                    self.getCond(m -> m.hasTag("data") && m.port(1).equals(client), Duration.ofSeconds(10));
            if (next.isEmpty()) {
                return false; // it has gone, or gone to sleep
            }
            byte[] data = next.get().bytes(2);
            file.write(data);
            self.send(next.get().port(3), "written", data.length);
            if (data.length == 0) {
                return true;
            }
        }
    }
    // end
}
