package io.loommp.cli.network;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.NodeOptions;
import io.loommp.cli.Output;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Waits until a port ends. */
@Command(
        name = "mon",
        description = {
            "Waits until a port ends, and prints the reason: normal, or what it was ended with.",
            "A port that was never there, and one whose node cannot be reached or is lost, is a failure (exit code 1).",
            "With the name of a node alone it waits until the connection with that node is lost."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = {"  loommp mon hub#echo", "  loommp mon hub"})
public final class MonCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private NodeOptions options;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Output output;

    @Parameters(paramLabel = "PORT", description = "The port, NODE#NAME.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String word;

    @Override
    public Integer call() throws CommandFailed, InterruptedException {
        PortId port = Call.port(word);
        try (Node node = options.startClient()) {
            CompletableFuture<KillReason> end = new CompletableFuture<>();
            node.onEnd(port, end::complete);
            KillReason why = end.get();
            output.print(Map.of("port", port.toString(), "reason", why.toList()), Printable.text(why.toString()));
            return why instanceof KillReason.NoSuchPort || why instanceof KillReason.TransportError
                    ? ExitCode.FAILED
                    : ExitCode.OK;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nobody completes it so
        }
    }
}
