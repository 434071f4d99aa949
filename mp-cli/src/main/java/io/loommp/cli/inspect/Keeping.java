package io.loommp.cli.inspect;

import io.loommp.Node;
import io.loommp.cli.CommandFailed;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds a node that keeps the database. */
final class Keeping {
    private Keeping() {}

    /** The node that this one is connected with, if it keeps the database; else the one that it says it is told by. */
    static Target one(Remote command, Node node) throws CommandFailed, InterruptedException {
        Target target = command.target(node, null);
        Map<String, @Nullable Object> answer = target.ask(DbFamiliesCommand.FUNCTION, Map.of("limit", 1));
        if (Boolean.TRUE.equals(answer.get("global"))) {
            return target;
        }
        if (!(answer.get("master") instanceof String master)) {
            throw CommandFailed.failed(
                    "node " + target.id() + " has no part in the database now",
                    "A node that keeps it must be connected with it: one that is one of its own seeds.");
        }
        return command.target(node, master);
    }
}
