package io.loommp.cli.demo;

import io.loommp.Address;
import io.loommp.Message;
import io.loommp.cli.service.FileServer;
import io.loommp.loom.ThreadSelf;
import java.io.IOException;
import java.io.InputStream;

/**
 * Sends one file to a {@link FileServer}, with as many chunks on the way as the server gives credit for. It watches the
 * server, so it never waits for one that is gone.
 *
 * <p><b>Threads:</b> the port's own. <b>Blocking:</b> until it is the client's turn, and while there is no credit.
 */
public final class FileClient {
    static final int CHUNK_BYTES = 64 * 1024;

    private final ThreadSelf self;
    private final Address server;
    private long credit;
    private boolean written;
    private long messages;

    /** A client in the name of a port, which it has for itself. */
    public FileClient(ThreadSelf self, Address server) {
        this.self = self;
        this.server = server;
        self.monitor(server, why -> Message.of("lost", why));
    }

    /**
     * Asks the server to write a file, and waits for its turn.
     *
     * @throws IOException if the server refuses, or is gone
     */
    public void request(String name) throws IOException {
        say("write_file", self, name);
        while (credit == 0) {
            listen();
        }
    }

    /**
     * Sends the file, and waits until all of it is written.
     *
     * @return how many bytes it has
     * @throws IOException if the file cannot be read, or the server has given up or is gone
     */
    public long send(InputStream file) throws IOException {
        long bytes = 0;
        for (byte[] chunk = next(file); chunk.length > 0; chunk = next(file)) {
            while (credit == 0) {
                listen();
            }
            credit--;
            say("data", self, chunk);
            bytes += chunk.length;
        }
        say("data", self);
        while (!written) {
            listen();
        }
        return bytes;
    }

    private static byte[] next(InputStream file) throws IOException {
        return file.readNBytes(CHUNK_BYTES);
    }

    private void say(Object... words) {
        messages++;
        self.send(server, words);
    }

    private void listen() throws IOException {
        Message answer = self.get();
        messages++;
        switch (answer.tag()) {
            case "go", "more" -> credit += answer.integer(1);
            case "written" -> written = true;
            case "failed" -> throw new IOException("the server says: " + answer.string(1));
            case "lost" -> throw new IOException("the server is gone: " + answer.reason(1));
            default -> throw new IOException("the server speaks in riddles: " + answer);
        }
    }

    /** How many messages have gone to and fro. */
    public long messages() {
        return messages;
    }
}
