package io.loommp.cli.inspect;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.network.Call;
import io.loommp.cli.network.Unreachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends a port of any node. */
@Command(
        name = "kill",
        description = {
            "Ends a port, of a LoomMP or an AnyEvent::MP node, and waits until it has ended.",
            "REASON is what those who watch it are told; without one, killed by loommp kill. What begins with [, { or \" is"
                    + " read as JSON. A port that traps exits takes the reason exit as a message, and may live on."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = {"  loommp kill hub#echo", "  loommp kill hub#echo custom_error \"too slow\""})
public final class KillCommand extends Remote {
    @Parameters(index = "0", paramLabel = "PORT", description = "The port, NODE#NAME.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String word;

    @Parameters(index = "1..*", paramLabel = "REASON", arity = "0..*", description = "The reason.")
    private List<String> reason = new ArrayList<>();

    @Override
    int run(Node node) throws CommandFailed, InterruptedException {
        PortId port = Call.port(word);
        if (port.isNodePort()) {
            throw CommandFailed.unusable(
                    "\"" + word + "\" is a node, and not one of its ports.", "A port is written NODE#NAME.");
        }
        CompletableFuture<KillReason> end = new CompletableFuture<>();
        node.onEnd(port, end::complete);
        node.kill(port, reason());
        CompletableFuture<Message> echo = node.ask(
                        PortId.of(port.node()), limit(), slot -> Message.of("snd", slot, "done"))
                .toCompletableFuture();
        try {
            return tell(port, end.get(limit().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw notEnded(port, echo.isDone() && !echo.isCompletedExceptionally());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nobody completes it so
        }
    }

    private KillReason reason() throws CommandFailed {
        return reason.isEmpty()
                ? KillReason.of("kill", "killed by loommp kill")
                : KillReason.of(Call.values(reason).toArray());
    }

    private int tell(PortId port, KillReason why) throws CommandFailed {
        switch (why) {
            case KillReason.NoSuchPort gone ->
                throw CommandFailed.failed("there is no port " + port, "Which there are: loommp ports " + port.node());
            case KillReason.TransportError lost ->
                throw CommandFailed.failed("node " + port.node() + " cannot be reached: " + lost, Unreachable.HINT);
            default ->
                output.print(Map.of("port", port.toString(), "reason", why.toList()), port + " has ended: " + why);
        }
        return ExitCode.OK;
    }

    private CommandFailed notEnded(PortId port, boolean confirmed) {
        return confirmed
                ? CommandFailed.failed(
                        "node %s has the order, but %s has not ended within %d s"
                                .formatted(port.node(), port, limit().toSeconds()),
                        "It may trap exits, or its code goes on: loommp ports " + port)
                : CommandFailed.failed(
                        "node %s does not answer within %d s".formatted(port.node(), limit().toSeconds()),
                        "Whether it has ended the port is not known.");
    }
}
