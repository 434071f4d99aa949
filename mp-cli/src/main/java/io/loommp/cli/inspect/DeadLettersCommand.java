package io.loommp.cli.inspect;

import io.loommp.CallbackPort;
import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a node cannot deliver. */
@Command(
        name = "deadletters",
        description = {
            "Prints each message that a node cannot deliver, from now on until Ctrl-C: for whom it was, why, its tag and size.",
            "What else is in a message is not told."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = "  loommp deadletters hub")
public final class DeadLettersCommand extends Remote {
    private static final String FUNCTION = "loommp::deadletters";
    private static final int PER_SECOND_MAX = 1000;

    @Parameters(paramLabel = "NODE", arity = "0..1", description = "The node (default: the one that is connected).")
    private @Nullable String name;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20",
            description = "At most so many a second; how many were left out is said (default: ${DEFAULT-VALUE}).")
    private int perSecond;

    @Option(names = "--count", paramLabel = "N", description = "Ends when so many lines have been printed.")
    private @Nullable Long count;

    @Override
    void check() throws CommandFailed {
        inRange("--rate", perSecond, PER_SECOND_MAX);
        if (count != null) {
            inRange("--count", count, Long.MAX_VALUE);
        }
    }

    @Override
    int run(Node node) throws CommandFailed, InterruptedException {
        Target target = target(node, name);
        target.checkKnown(FUNCTION);
        Told told = new Told(output, count);
        CompletableFuture<Message> answered = new CompletableFuture<>();
        CompletableFuture<String> lost = new CompletableFuture<>();
        PortId asked = PortId.of(target.id());
        node.port(p -> {
            p.on("ok", answered::complete);
            p.on("error", answered::complete);
            listen(p, told, lost);
            p.onEnd(asked, why -> lost(lost, told, "the connection with node " + target.id() + " is lost: " + why));
            p.send(asked, FUNCTION, Map.of("per_second", perSecond), p.id());
        });
        target.read(await(target, answered));
        output.say("what node " + target.id() + " cannot deliver from now on:");
        told.await();
        String why = lost.getNow("");
        if (!why.isEmpty()) {
            throw CommandFailed.failed(why, "Try it again when it is there.");
        }
        return ExitCode.OK;
    }

    private static Message await(Target target, CompletableFuture<Message> answered)
            throws CommandFailed, InterruptedException {
        try {
            return answered.get(target.limit().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw CommandFailed.failed(
                    "node %s does not answer within %d s"
                            .formatted(target.id(), target.limit().toSeconds()),
                    "Try it again.");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nobody completes it so
        }
    }

    private static void listen(CallbackPort p, Told told, CompletableFuture<String> lost) {
        p.on("dead_letter", message -> show(told, message));
        p.on(
                "left_out",
                message -> told.print(
                        Map.of("left_out", message.longInteger(1)), "(%d more)".formatted(message.longInteger(1))));
        p.on("ended", message -> lost(lost, told, "its owner has switched the service off"));
        p.onMessage(message -> {}); // of another version, maybe
    }

    private static void lost(CompletableFuture<String> lost, Told told, String why) {
        lost.complete(why);
        told.end();
    }

    private static void show(Told told, Message message) {
        try {
            Map<String, @Nullable Object> letter = message.map(1);
            told.print(
                    letter,
                    "%s to %s: \"%s\", %s elements, %s bytes"
                            .formatted(
                                    letter.get("cause"),
                                    letter.get("to"),
                                    letter.get("tag"),
                                    letter.get("elements"),
                                    letter.get("bytes")));
        } catch (MessageShapeException e) {
            told.print(Map.of("malformed", true), "(what is no dead letter)");
        }
    }
}
