package io.loommp.cli.inspect;

import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.Node;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the families of the database. */
@Command(
        name = "families",
        description = {
            "Prints the families of the database with how many keys each has.",
            "The protocol has no question for that: it is a node service of the node that keeps the database, which one of"
                    + " AnyEvent::MP does not have."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = "  loommp db families")
public final class DbFamiliesCommand extends Remote {
    static final String FUNCTION = "loommp::db_families";

    private static final int PIECE_MAX = 1000;

    @Option(
            names = "--at",
            paramLabel = "NODE",
            description = "The node that is asked (default: one that keeps all of it).")
    private @Nullable String at;

    @Override
    int run(Node node) throws CommandFailed, InterruptedException {
        Target target = at == null ? Keeping.one(this, node) : target(node, at);
        target.checkKnown(FUNCTION);
        Map<String, Object> options = new HashMap<>(Map.of("limit", PIECE_MAX, "after", ""));
        int got;
        do {
            NavigableMap<String, @Nullable Object> piece = piece(target, target.askAgain(FUNCTION, options));
            got = piece.size();
            piece.forEach((family, keys) ->
                    output.print(Map.of("family", family, "keys", keys == null ? 0 : keys), family + " " + keys));
            if (got > 0) {
                options.put("after", piece.lastKey());
            }
        } while (got == PIECE_MAX);
        return ExitCode.OK;
    }

    private static NavigableMap<String, @Nullable Object> piece(Target target, Map<String, @Nullable Object> answer)
            throws CommandFailed {
        try {
            return new TreeMap<>(Message.of(answer.get("families")).map(0));
        } catch (MessageShapeException e) {
            throw target.malformed(e.getMessage());
        }
    }
}
