package io.loommp.examples;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.net.Nodes;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Sends a file to a file server. Argument: the file. */
public final class SendFile {
    private SendFile() {}

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        try (Node node = Nodes.start()) {
            long bytes = ThreadPorts.call(node, self -> send(self, file));
            System.out.println(bytes + " bytes are written");
        }
    }

    // tutorial: sendfile
    private static long send(ThreadSelf self, Path path) throws Exception {
        PortId server = Lookup.first(self, FileServer.SERVERS);
        self.monitor(server, why -> Message.of("lost", why));
        self.send(server, "write_file", self, path.getFileName().toString());
        Message answer = self.get();
        if (!answer.hasTag("ready")) {
            throw new IllegalStateException("the server says " + answer);
        }
        long bytes = 0;
        try (InputStream file = Files.newInputStream(path)) {
            while (true) {
                byte[] data = file.readNBytes(64 * 1024);
                self.ask(server, Duration.ofSeconds(20), "data", self, data);
                if (data.length == 0) {
                    return bytes;
                }
                bytes += data.length;
            }
        }
    }
    // end
}
