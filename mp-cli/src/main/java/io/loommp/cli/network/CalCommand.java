package io.loommp.cli.network;

import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.NodeOptions;
import io.loommp.cli.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a question to a port, and prints the reply. */
@Command(
        name = "cal",
        description = {
            "Sends a message to a port, with a port for the reply behind it, and prints the reply as a JSON list without"
                    + " brackets.",
            "It waits until there is a reply, or the port ends, or cannot be reached, and says so after 5 s.",
            "A PORT is NODE#NAME, or NODE for the node itself. What begins with [, { or \" is read as JSON; every other"
                    + " ARG is a text, numbers too. A single argument that is a JSON array stands for PORT and all ARG."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = {"  loommp cal hub#echo hello", "  loommp cal hub time"})
public final class CalCommand implements Callable<Integer> {
    private static final Duration NO_LIMIT = Duration.ofDays(365);
    private static final int SECONDS_MAX = 86_400;
    private static final int SECONDS_UNTIL_TOLD = 5;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private NodeOptions options;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Output output;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Wait so long at most (default: no limit).")
    private @Nullable Integer seconds;

    @Parameters(paramLabel = "PORT ARG", arity = "1..*", description = "Whom it is for, and what it says.")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws CommandFailed, InterruptedException {
        Call call = Call.parse(words);
        Duration limit = limit();
        try (Node node = options.startClient()) {
            CompletableFuture<Message> asked =
                    node.ask(call.port(), limit, call.message()).toCompletableFuture();
            Message reply = limit.toSeconds() <= SECONDS_UNTIL_TOLD ? asked.get() : reply(node, call, asked);
            output.print(
                    Map.of("port", call.port().toString(), "reply", reply.toList()),
                    Printable.elements(reply.toList()));
            return ExitCode.OK;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AskFailed failed) {
                throw failure(failed, limit);
            }
            throw new IllegalStateException(e);
        }
    }

    private Message reply(Node node, Call call, CompletableFuture<Message> asked)
            throws ExecutionException, InterruptedException {
        try {
            return asked.get(SECONDS_UNTIL_TOLD, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            output.warn(waiting(node, call.port()));
            return asked.get();
        }
    }

    private static String waiting(Node node, PortId port) {
        if (!node.isUp(port.node())) {
            return "still waiting: node " + port.node() + " is not connected";
        }
        return "still waiting: " + port + " has not answered for " + SECONDS_UNTIL_TOLD + " s"
                + (port.isNodePort() ? ", and may not know that; a port of it is " + port + "#NAME" : "");
    }

    private Duration limit() throws CommandFailed {
        if (seconds != null && (seconds < 1 || seconds > SECONDS_MAX)) {
            throw CommandFailed.unusable(
                    "--timeout: %d is not within 1 and %d".formatted(seconds, SECONDS_MAX), "More: loommp cal --help");
        }
        return seconds == null ? NO_LIMIT : Duration.ofSeconds(seconds);
    }

    private static CommandFailed failure(AskFailed failed, Duration limit) {
        Optional<KillReason> why = failed.reason();
        return why.isPresent()
                ? Unreachable.because(why.get())
                : CommandFailed.failed(
                        "no reply within %d s".formatted(limit.toSeconds()),
                        "Either the port does not answer this, or its node cannot be reached: try loommp snd.");
    }
}
