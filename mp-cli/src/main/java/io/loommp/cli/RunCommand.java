package io.loommp.cli;

import io.loommp.Node;
import io.loommp.manage.LogText;
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
            description = "A file with the secret that all nodes of the network have.")
    private @Nullable Path secretFile;

    @Override
    public Integer call() throws CommandFailed, InterruptedException {
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
                config.secret(secret(secretFile));
            } else if (!(binds.isEmpty() && seeds.isEmpty())) {
                throw CommandFailed.unusable(
                        "a node with --bind or --seed needs the secret of its network.", "Give --secret-file. " + HELP);
            }
            return config.build();
        } catch (IllegalArgumentException e) {
            throw CommandFailed.unusable(String.valueOf(e.getMessage()), HELP);
        }
    }

    private static Secret secret(Path file) throws CommandFailed {
        try {
            return Secret.fromFile(file);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
            throw CommandFailed.unusable(
                    "cannot read the secret in %s: %s".formatted(file, why),
                    "One is made by: (umask 077; openssl rand -base64 48 > FILE)");
        }
    }

    private static Node start(NodeConfig config) throws CommandFailed {
        try {
            return Nodes.start(config);
        } catch (UncheckedIOException e) {
            throw CommandFailed.failed(
                    String.valueOf(e.getMessage()), "Another process may listen there; take another --bind.");
        }
    }
}
