package io.loommp.cli.inspect;

import io.loommp.AskFailed;
import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.UpNodes;
import io.loommp.cli.network.Unreachable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A node that a command asks for its node services.
 *
 * <p>First it is asked whether it knows the function: one that does not, a node of AnyEvent::MP say, would leave the request
 * without an answer.
 *
 * <p><b>Blocking:</b> until it answers, at most the time limit.
 *
 * @param node the node of this command
 * @param id the node that is asked
 * @param limit how long it may take to answer, or to connect
 */
record Target(Node node, String id, Duration limit) {
    /**
     * The node of this name; without one the node that this one is connected with, if it is one alone.
     *
     * @param name the id of a node, or of one of its ports
     */
    static Target of(Node node, @Nullable String name, Duration limit) throws CommandFailed, InterruptedException {
        return new Target(node, name == null ? onlyOneUp(node, limit) : nodeOf(name), limit);
    }

    private static String nodeOf(String name) throws CommandFailed {
        try {
            return PortId.checkNodeId(PortId.of(name).node());
        } catch (IllegalArgumentException e) {
            throw CommandFailed.unusable(
                    "\"" + name + "\" names no node: " + e.getMessage(), "A node is named by its id.");
        }
    }

    private static String onlyOneUp(Node node, Duration limit) throws CommandFailed, InterruptedException {
        List<String> all = UpNodes.await(node, limit);
        if (all.size() != 1) {
            throw CommandFailed.unusable(
                    "several nodes are connected: " + String.join(", ", all), "Say which of them is meant.");
        }
        return all.getFirst();
    }

    /** Asks a function of a node service, and returns what it answers. */
    Map<String, @Nullable Object> ask(String function, Map<String, ?> options)
            throws CommandFailed, InterruptedException {
        checkKnown(function);
        return ask(Message.of(function, options));
    }

    /** As {@link #ask(String, Map)}, of a node that has answered before. */
    Map<String, @Nullable Object> askAgain(String function, Map<String, ?> options)
            throws CommandFailed, InterruptedException {
        return ask(Message.of(function, options));
    }

    private Map<String, @Nullable Object> ask(Message question) throws CommandFailed, InterruptedException {
        return read(answer(question));
    }

    /** What an answer says. */
    Map<String, @Nullable Object> read(Message answer) throws CommandFailed {
        try {
            if (answer.hasTag("ok")) {
                return answer.map(1);
            }
            if (answer.hasTag("error")) {
                throw refused(answer.string(1), answer.string(2));
            }
        } catch (MessageShapeException e) {
            throw malformed(e.getMessage());
        }
        throw malformed("\"" + answer.tag() + '"');
    }

    private static CommandFailed refused(String code, String text) {
        return CommandFailed.failed(
                text,
                switch (code) {
                    case "off" -> "Its owner switches that on: node_services in its configuration.";
                    case "busy" -> "Try it again when others have ended.";
                    default -> "This node understands other options than this command: are they of one version?";
                });
    }

    /** What was answered makes no sense. */
    CommandFailed malformed(@Nullable String what) {
        return CommandFailed.failed(
                "node " + id + " answers what is no answer: " + what, "Is it of the same version as this command?");
    }

    /** Fails if the node does not know a function, or cannot be asked. */
    void checkKnown(String function) throws CommandFailed, InterruptedException {
        Message can = answer(slot -> Message.of("can", function, slot));
        boolean known = can.has(0) && "1".equals(String.valueOf(can.value(can.size() - 1)));
        if (!known) {
            throw CommandFailed.failed(
                    "node " + id + " has no such node service (" + function + ")",
                    "It is no LoomMP node, or has none: node_services in its configuration, or NodeServices.install.");
        }
    }

    private Message answer(Message question) throws CommandFailed, InterruptedException {
        return answer(question::with);
    }

    /** Asks anything, and returns the reply. */
    Message answer(Function<PortId, Message> question) throws CommandFailed, InterruptedException {
        return await(node.ask(PortId.of(id), limit, question).toCompletableFuture());
    }

    private <T> T await(CompletableFuture<T> stage) throws CommandFailed, InterruptedException {
        try {
            return stage.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
            if (cause instanceof AskFailed failed) {
                throw unanswered(failed);
            }
            throw new IllegalStateException(e);
        }
    }

    private CommandFailed unanswered(AskFailed failed) {
        return CommandFailed.failed(
                failed.reason()
                        .map(why -> "node " + id + " cannot be asked: " + why)
                        .orElseGet(() -> "node " + id + " does not answer within " + limit.toSeconds() + " s"),
                Unreachable.HINT);
    }
}
