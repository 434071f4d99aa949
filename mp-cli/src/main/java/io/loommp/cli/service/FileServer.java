package io.loommp.cli.service;

import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.manage.LogText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A server that writes files into a directory, one at a time, in blocking style: while it serves one client it receives
 * only what that client sends, and the requests of the others wait in its mailbox.
 *
 * <pre>
 *   client                                server
 *   write_file, client, name   ------&gt;
 *                              &lt;------   go, credit         when it is the client's turn
 *   data, client, octets       ------&gt;                      one chunk for one credit
 *                              &lt;------   more, credit       as it writes, so that nothing piles up
 *   data, client               ------&gt;                      the end of the file
 *                              &lt;------   written, bytes     or, at any time: failed, reason
 * </pre>
 *
 * Asked to exit, it ends when the file that it writes is complete.
 */
public final class FileServer {
    /** The name under which the server is registered on its node. */
    public static final String NAME = "ioserver";

    private static final Logger LOG = LoggerFactory.getLogger(FileServer.class);
    private static final int WINDOW = 16;
    private static final String SHUTDOWN = "shutdown";

    private final ThreadSelf self;
    private final Path directory;
    private final Duration patience;

    private FileServer(ThreadSelf self, Path directory, Duration patience) {
        this.self = self;
        this.directory = directory;
        this.patience = patience;
    }

    /** Starts a server that gives up on a client from which nothing comes for as long as its patience lasts. */
    public static Port start(Node node, Path directory, Duration patience) {
        Port port = ThreadPorts.spawn(node, self -> new FileServer(self, directory, patience).serve());
        node.onEnd(
                port,
                why -> LOG.atLevel(why.isNormal() ? Level.INFO : Level.ERROR).log("{} ended: {}", NAME, why));
        node.register(NAME, port);
        return port;
    }

    private void serve() {
        self.trapExits(exit -> Message.of(SHUTDOWN));
        while (true) {
            // The oldest, whatever it is: what a client sent for a file that is over is gone before its next request.
            Message message = self.get();
            try {
                if (message.hasTag("write_file")) {
                    serve(message.port(1), message.string(2));
                } else if (message.hasTag(SHUTDOWN)) {
                    return;
                } else {
                    LOG.info("drops a left-over message: {}", printable(message.tag()));
                }
            } catch (MessageShapeException e) {
                LOG.warn("drops a message of a strange shape: {}", printable(e.getMessage()));
            }
        }
    }

    private void serve(PortId client, String name) {
        LOG.info("takes {} from {}", printable(name), printable(client));
        try {
            self.send(client, "written", write(client, name));
        } catch (IOException | MessageShapeException e) {
            String reason = String.valueOf(e.getMessage());
            LOG.warn("{} from {}: {}", printable(name), printable(client), printable(reason));
            self.send(client, "failed", reason);
        }
    }

    /** A file that is not complete never has its name. */
    private long write(PortId client, String name) throws IOException {
        Path file = inside(directory, name);
        Path partial = Files.createTempFile(directory, name, ".part");
        try {
            long bytes = receive(client, partial);
            Files.move(partial, file);
            return bytes;
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private long receive(PortId client, Path partial) throws IOException {
        long bytes = 0;
        try (OutputStream out = Files.newOutputStream(partial)) {
            self.send(client, "go", WINDOW);
            while (true) {
                Message data = next(client);
                if (data.size() < 3) {
                    return bytes;
                }
                byte[] chunk = data.bytes(2);
                out.write(chunk);
                bytes += chunk.length;
                self.send(client, "more", 1);
            }
        }
    }

    /** The next that this client sends of its file; all else stays in the mailbox. */
    private Message next(PortId client) throws IOException {
        return self.getCond(m -> m.hasTag("data") && m.port(1).equals(client), patience)
                .orElseThrow(() -> new IOException("given up, nothing came for " + patience.toSeconds() + " s"));
    }

    /** The file with this name in the directory itself; refuses what could lead elsewhere, and what is there already. */
    static Path inside(Path directory, String name) throws IOException {
        if (!name.matches("\\w[\\w. -]{0,99}")) {
            throw new IOException("refused, \"" + name + "\" is no plain name of a file");
        }
        Path file = directory.resolve(name);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("refused, there is a file of this name already");
        }
        return file;
    }

    private static String printable(@Nullable Object fromElsewhere) {
        return LogText.escape(String.valueOf(fromElsewhere));
    }
}
