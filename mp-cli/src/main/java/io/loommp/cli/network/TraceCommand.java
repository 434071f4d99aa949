package io.loommp.cli.network;

import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.NodeOptions;
import io.loommp.cli.Output;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows who is connected with whom. */
@Command(
        name = "trace",
        description = {
            "Walks through the network from a node on, breadth first, and prints whom each node is connected with.",
            "A line is NODE -> NEIGHBOURS. A node that cannot be asked within 15 s is told with the reason.",
            "Nodes of AnyEvent::MP answer too, unless they are in the mode secure."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = "  loommp trace hub")
public final class TraceCommand implements Callable<Integer> {
    private static final Duration PER_NODE = Duration.ofSeconds(15);

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private NodeOptions options;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Output output;

    @Parameters(paramLabel = "NODE", description = "Where to begin: the id of a node.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String start;

    private @Nullable String firstFailure; // of the node that the walk began with
    private boolean begun;

    @Override
    public Integer call() throws CommandFailed, InterruptedException {
        PortId first = Call.port(start);
        if (!first.isNodePort()) {
            throw CommandFailed.unusable("\"" + start + "\" is a port, not a node", "More: loommp trace --help");
        }
        try (Node node = options.startClient()) {
            new NetworkWalk(node, PER_NODE).from(first.node(), this::print);
            if (firstFailure != null) {
                throw Unreachable.silent(node, "node " + first.node() + ": " + firstFailure);
            }
        }
        return ExitCode.OK;
    }

    private void print(NetworkWalk.Stop stop) {
        if (!begun && stop.failure() != null) {
            firstFailure = stop.failure();
            begun = true;
            return;
        }
        begun = true;
        Map<String, Object> object = new LinkedHashMap<>(Map.of("node", stop.id()));
        object.put("neighbours", stop.neighbours());
        if (stop.failure() != null) {
            object.put("failure", stop.failure());
        }
        output.print(object, stop.toString());
    }
}
