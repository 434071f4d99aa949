package io.loommp.cli.inspect;

import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.Node;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.Output;
import io.loommp.inspect.PortLine;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the ports of a node. */
@Command(
        name = "ports",
        description = {
            "Shows the ports of a node: how they are served, what waits for them and how long, and what they are doing.",
            "States: receiving, it waits for a message; waiting, for a reply or for room, say; blocked, for something that"
                    + " is not of this runtime, such as input; running. A port that is stuck is blocked or waiting, and its"
                    + " mailbox grows.",
            "AGE is how long the oldest message has been there that the port has seen and left. Of a port that takes nothing"
                    + " at all, loommp top shows it from the second time on.",
            "Without NODE it is the node that this one is connected with, if there is one alone.",
            "With the id of a port it is that port, with those who watch it."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = {"  loommp ports hub", "  loommp ports --waiting=1 --sort=mailbox hub", "  loommp ports hub#echo"})
public final class PortsCommand extends Remote {
    private static final int LIMIT_MAX = 1_000_000;

    /** In which order. */
    enum Order {
        id,
        mailbox,
        received,
        age,
        monitors
    }

    @Parameters(paramLabel = "NODE", arity = "0..1", description = "The node, or a port of it: NODE#NAME.")
    private @Nullable String name;

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            defaultValue = "id",
            description =
                    "By what: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). Other than id shows the first 500.")
    private Order order = Order.id;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Shows at most so many (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--match", paramLabel = "TEXT", description = "Only those with this text in their id or a name.")
    private String match = "";

    @Option(names = "--waiting", paramLabel = "N", description = "Only those for which at least so many messages wait.")
    private int waiting;

    @Override
    void check() throws CommandFailed {
        inRange("--limit", limit, LIMIT_MAX);
    }

    @Override
    int run(Node node) throws CommandFailed, InterruptedException {
        Target target = target(node, name);
        if (name != null && name.contains("#")) {
            showOne(target, name.substring(name.indexOf('#') + 1));
        } else {
            showAll(target);
        }
        return ExitCode.OK;
    }

    private void showAll(Target target) throws CommandFailed, InterruptedException {
        target.checkKnown(PortsQuery.FUNCTION);
        Map<String, Object> options = new HashMap<>(Map.of("sort", order.name(), "match", match, "waiting", waiting));
        int shown = 0;
        PortsQuery piece;
        try (Output.Table table = output.table(PortTable.COLUMNS)) {
            do {
                options.put("limit", Math.min(PortsQuery.PIECE_MAX, limit - shown));
                piece = PortsQuery.read(target, target.askAgain(PortsQuery.FUNCTION, options));
                for (PortLine line : piece.lines()) {
                    show(table, line);
                    options.put("after", line.id().name());
                }
                shown += piece.lines().size();
            } while (order == Order.id && shown < limit && piece.hasNext());
        }
        output.say("%d of %d ports of node %s, for all of which %d messages wait"
                .formatted(shown, piece.ports(), target.id(), piece.waiting()));
    }

    private void show(Output.Table table, PortLine line) {
        if (output.isJson()) {
            output.print(PortTable.object(line), "");
        } else {
            table.row(PortTable.row(line));
        }
    }

    private void showOne(Target target, String port) throws CommandFailed, InterruptedException {
        Map<String, @Nullable Object> answer = target.ask("loommp::port", Map.of("name", port));
        PortLine line;
        Message more;
        try {
            line = PortLine.fromMap(answer);
            more = Message.of(answer.get("watchers"), answer.get("links"));
            Map<String, @Nullable Object> object = new LinkedHashMap<>(PortTable.object(line));
            object.put("watchers", more.list(0));
            object.put("links", more.list(1));
            if (output.isJson()) {
                output.print(object, "");
            } else {
                object.forEach((key, value) -> output.say("%-15s %s".formatted(key.replace('_', ' '), text(value))));
            }
        } catch (MessageShapeException e) {
            throw target.malformed(e.getMessage());
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }
}
