package io.loommp.cli.run;

import io.loommp.AskFailed;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.NodeOptions;
import io.loommp.cli.Output;
import io.loommp.inspect.Inspection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has a node that runs under {@code --watch} start again. */
@Command(
        name = "restart",
        description = {
            "Has a node start again that was started by loommp run --watch.",
            "It finishes its work, ends, and its watcher starts it. Its owner may have switched that off, by node_services."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = "  loommp restart hub")
public final class RestartCommand implements Callable<Integer> {
    private static final String FUNCTION = Inspection.RESTART.functions().getFirst();
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private NodeOptions options;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Output output;

    @Parameters(arity = "1", paramLabel = "NODE", description = "The id of the node.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String nodeId;

    @Override
    public Integer call() throws CommandFailed {
        PortId target = target();
        try (Node node = options.startClient()) {
            Message answer = node.ask(target, LIMIT, slot -> Message.of(FUNCTION, Map.of(), slot))
                    .toCompletableFuture()
                    .join();
            if (!answer.hasTag("ok")) {
                throw CommandFailed.failed(
                        "%s does not restart: %s".formatted(nodeId, answer.has(2) ? answer.string(2) : answer),
                        "It has to be started by loommp run --watch, and its owner to allow restart in node_services.");
            }
            output.print(Map.of("node", nodeId, "restarts", true), nodeId + " restarts");
            return ExitCode.OK;
        } catch (CompletionException e) {
            throw failed(e);
        }
    }

    private PortId target() throws CommandFailed {
        try {
            return new PortId(nodeId, "");
        } catch (IllegalArgumentException e) {
            throw CommandFailed.unusable("NODE: " + e.getMessage(), "More: loommp restart --help");
        }
    }

    private CommandFailed failed(CompletionException e) {
        if (!(e.getCause() instanceof AskFailed asked)) {
            throw e;
        }
        return asked.reason()
                .map(why -> CommandFailed.failed(
                        "node %s cannot be asked: %s".formatted(nodeId, why),
                        "Is it up, and a seed configured? See: loommp trace " + nodeId))
                .orElseGet(() -> CommandFailed.failed(
                        "node %s has not answered within %d s".formatted(nodeId, LIMIT.toSeconds()),
                        "It may be none that loommp run has started. Who is there: loommp trace " + nodeId));
    }
}
