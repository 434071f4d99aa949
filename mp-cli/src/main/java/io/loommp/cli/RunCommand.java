package io.loommp.cli;

import io.loommp.Node;
import io.loommp.manage.LogText;
import io.loommp.net.Credentials;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a node until the process is told to end. */
@Command(
        name = "run",
        description = {
            "Runs a node until it is told to end, by SIGTERM or Ctrl-C. It says one line when it listens.",
            "A node that is one of its own seeds becomes a global node, which keeps the network's database."
        })
public final class RunCommand implements Callable<Integer> {
    private static final String HELP = "More: loommp run --help";
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.log.io.loommp";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--no-config", description = "Take nothing but these options. Required: there are no profiles yet.")
    private boolean noConfig;

    @Option(
            names = "--nodeid",
            paramLabel = "ID",
            description =
                    "What the node is called; %%n is the host, %%u a text that is new at each start (default: %%n/%%u).")
    private @Nullable String nodeId;

    @Option(names = "--bind", paramLabel = "HOST:PORT", description = "Where to listen; may be repeated.")
    private List<String> binds = new ArrayList<>();

    @Option(names = "--seed", paramLabel = "HOST:PORT", description = "Whom to connect to; may be repeated.")
    private List<String> seeds = new ArrayList<>();

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = {
                "A file with the secret that all nodes of the network have;",
                "made by: (umask 077; openssl rand -base64 48 > FILE)"
            })
    private @Nullable Path secretFile;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = {
                "A file with a key and certificates as PEM text, which encrypts connections and proves nodes to each other;",
                "nodes without one are refused then."
            })
    private @Nullable Path certFile;

    @Option(
            names = {"-v", "--verbose"},
            description =
                    "Says more on stderr: which nodes are up and down, which seeds cannot be reached, who was refused.")
    private boolean verbose;

    @Override
    public Integer call() throws CommandFailed, InterruptedException {
        if (verbose) {
            System.setProperty(LOG_LEVEL, "info"); // before the first logger below that name is made
        }
        if (!noConfig) {
            throw CommandFailed.unusable(
                    "run knows no profiles yet, and takes a node's configuration from its options only.",
                    "Say so with --no-config. " + HELP);
        }
        try (Node node = start(configuration())) {
            Thread closer = new Thread(node::close, "loommp-shutdown");
            Runtime.getRuntime().addShutdownHook(closer);
            spec.commandLine().getOut().println(introduction(node));
            node.awaitShutdown();
            return ExitCode.OK;
        }
    }

    private static String introduction(Node node) {
        String id = LogText.escape(node.id());
        List<String> addresses = node.addresses();
        return addresses.isEmpty()
                ? "node " + id + " runs and listens nowhere"
                : "node " + id + " listens on " + String.join(", ", addresses);
    }

    private NodeConfig configuration() throws CommandFailed {
        try {
            NodeConfig.Builder config = NodeConfig.builder().binds(binds).seeds(seeds);
            if (nodeId != null) {
                config.nodeId(nodeId);
            }
            if (secretFile != null) {
                config.secret(read(secretFile, "the secret", Secret::fromFile));
            }
            if (certFile != null) {
                config.cert(read(certFile, "the key and certificates", Credentials::fromFile));
            }
            if (secretFile == null && certFile == null && !(binds.isEmpty() && seeds.isEmpty())) {
                throw CommandFailed.unusable(
                        "a node with --bind or --seed needs what proves it to others.",
                        "Give --secret-file or --cert. " + HELP);
            }
            return config.build();
        } catch (IllegalArgumentException e) {
            throw CommandFailed.unusable(String.valueOf(e.getMessage()), HELP);
        }
    }

    @FunctionalInterface
    private interface Reader<T> {
        T read(Path file) throws IOException;
    }

    private static <T> T read(Path file, String what, Reader<T> reader) throws CommandFailed {
        try {
            return reader.read(file);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
            throw CommandFailed.unusable("cannot read %s in %s: %s".formatted(what, file, why), HELP);
        }
    }

    private static Node start(NodeConfig config) throws CommandFailed {
        try {
            return Nodes.start(config);
        } catch (UncheckedIOException e) {
            throw CommandFailed.failed(
                    String.valueOf(e.getMessage()),
                    "Take another --bind: another process may listen there, or the address is not one of this host.");
        }
    }
}
