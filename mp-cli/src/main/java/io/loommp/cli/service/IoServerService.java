package io.loommp.cli.service;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.service.NodeService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;

/** Writes files that others send into a directory, as {@link FileServer} says. */
public final class IoServerService implements NodeService {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public String name() {
        return FileServer.NAME;
    }

    @Override
    public String description() {
        return "writes files that others send into a directory; arguments: the directory";
    }

    @Override
    public Port start(Node node, Message arguments) throws IOException {
        if (arguments.size() != 1) {
            throw new IllegalArgumentException("it needs one argument, the directory that files are written to");
        }
        Path directory = Path.of(arguments.string(0)).toAbsolutePath();
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new NotDirectoryException(directory + " is no directory that can be written to");
        }
        Port port = FileServer.start(node, directory, PATIENCE);
        node.database().register(name(), port);
        return port;
    }
}
