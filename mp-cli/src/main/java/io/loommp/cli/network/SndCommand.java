package io.loommp.cli.network;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.NodeOptions;
import io.loommp.cli.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends a message to a port. */
@Command(
        name = "snd",
        description = {
            "Sends a message to a port, and waits at most 5 s until its node confirms that it has come.",
            "A PORT is NODE#NAME, or NODE for the node itself. What begins with [, { or \" is read as JSON; every other"
                    + " ARG is a text, numbers too. A single argument that is a JSON array stands for PORT and all ARG."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = {"  loommp snd hub#text greet 1", "  loommp snd hub#text '[\"a\", {\"b\": 1}]'"})
public final class SndCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private NodeOptions options;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Output output;

    @Parameters(paramLabel = "PORT ARG", arity = "1..*", description = "Whom it is for, and what it says.")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws CommandFailed, InterruptedException {
        Call call = Call.parse(words);
        try (Node node = options.startClient()) {
            switch (Sent.send(node, call.port(), call.message(), LIMIT)) {
                case Sent.Confirmed() ->
                    output.print(
                            Map.of("port", call.port().toString(), "confirmed", true), "message sent successfully");
                case Sent.Failed(KillReason why) -> throw Unreachable.because(why);
                case Sent.Unconfirmed() ->
                    throw Unreachable.silent(
                            node,
                            "node %s has not confirmed it within 5 s"
                                    .formatted(call.port().node()));
            }
            return ExitCode.OK;
        }
    }
}
