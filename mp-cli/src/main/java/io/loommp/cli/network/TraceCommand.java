package io.loommp.cli.network;

import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.NodeOptions;
import io.loommp.cli.Output;
import io.loommp.cli.UpNodes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
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
            "Walks through the network, breadth first, and prints whom each node is connected with.",
            "A line is NODE -> NEIGHBOURS. A node that cannot be asked within 15 s is told with the reason.",
            "Nodes of AnyEvent::MP answer too, unless they are in the mode secure."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = {"  loommp trace", "  loommp trace hub"})
public final class TraceCommand implements Callable<Integer> {
    private static final Duration PER_NODE = Duration.ofSeconds(15);

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private NodeOptions options;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Output output;

    @Parameters(
            paramLabel = "NODE",
            arity = "0..1",
            description = "Where to begin: the id of a node (default: those that are connected, the seeds usually).")
    private @Nullable String name;

    private @Nullable String firstFailure; // of the node that the walk began with
    private boolean begun;
    private boolean alone; // the walk begins with one node

    @Override
    public Integer call() throws CommandFailed, InterruptedException {
        String start = name == null ? null : nodeOf(name);
        try (Node node = options.startClient()) {
            List<String> starts = start == null ? UpNodes.await(node, PER_NODE) : List.of(start);
            alone = starts.size() == 1;
            new NetworkWalk(node, PER_NODE).from(starts, this::print);
            if (firstFailure != null) {
                throw Unreachable.silent(node, "node " + starts.getFirst() + ": " + firstFailure);
            }
        }
        return ExitCode.OK;
    }

    private static String nodeOf(String name) throws CommandFailed {
        PortId first = Call.port(name);
        if (!first.isNodePort()) {
            throw CommandFailed.unusable("\"" + name + "\" is a port, not a node", "More: loommp trace --help");
        }
        return first.node();
    }

    private void print(NetworkWalk.Stop stop) {
        if (alone && !begun && stop.failure() != null) {
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
