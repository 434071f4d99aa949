package io.loommp.cli;

import io.loommp.Node;
import io.loommp.manage.LogText;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a node until the process is told to end. */
@Command(
        name = "run",
        description = {
            "Runs a node until it is told to end, by SIGTERM or Ctrl-C. It says one line when it listens.",
            "A node that is one of its own seeds becomes a global node, which keeps the network's database."
        })
public final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private NodeOptions options;

    @Override
    public Integer call() throws CommandFailed, InterruptedException {
        try (Node node = options.start()) {
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
}
