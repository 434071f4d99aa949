package io.loommp.cli.inspect;

import io.loommp.Node;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.UpNodes;
import io.loommp.cli.network.Unreachable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds a node that keeps the database. */
final class Keeping {
    private Keeping() {}

    /**
     * One of the nodes that this one is connected with, if it keeps the database; else the one that it says it is told by. Those
     * that have no part in the database, or cannot say, are passed over.
     *
     * @throws CommandFailed with what was wrong with the first, if all of them are
     */
    static Target one(Remote command, Node node) throws CommandFailed, InterruptedException {
        CommandFailed first = null;
        for (String id : UpNodes.await(node, command.limit()).stream().sorted().toList()) {
            try {
                return from(command, node, id);
            } catch (CommandFailed e) {
                first = first == null ? e : first;
            }
        }
        throw first == null ? CommandFailed.failed("no node is connected any more", Unreachable.HINT) : first;
    }

    private static Target from(Remote command, Node node, String id) throws CommandFailed, InterruptedException {
        Target target = command.target(node, id);
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
