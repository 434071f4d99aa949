package io.loommp.cli.inspect;

import io.loommp.Message;
import io.loommp.MessageShapeException;
import io.loommp.Node;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes keys of the database. */
@Command(
        name = "del",
        description = {
            "Deletes keys that were set by loommp db set, or, with --at, that this node has set.",
            "No node can delete what another one has set: which of the keys were not its own is a failure (exit code 1)."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = "  loommp db del prices tea water")
public final class DbDelCommand extends Remote {
    @Parameters(index = "0", paramLabel = "FAMILY", description = "The family.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String family;

    @Parameters(index = "1..*", paramLabel = "KEY", arity = "1..*", description = "The keys.")
    private List<String> keys = new ArrayList<>();

    @Option(names = "--at", paramLabel = "NODE", description = "The node that has set them.")
    private @Nullable String at;

    @Override
    int run(Node node) throws CommandFailed, InterruptedException {
        Target target = at == null ? Keeping.one(this, node) : target(node, at);
        List<String> deleted = deleted(target, target.ask("loommp::db_del", Map.of("family", family, "keys", keys)));
        deleted.forEach(key -> output.print(
                Map.of("family", family, "key", key, "node", target.id()),
                "%s of %s is deleted".formatted(key, family)));
        List<String> others =
                keys.stream().filter(key -> !deleted.contains(key)).toList();
        if (!others.isEmpty()) {
            throw CommandFailed.failed(
                    "node %s has not set %s of %s".formatted(target.id(), String.join(", ", others), family),
                    "Say who has: --at NODE.");
        }
        return ExitCode.OK;
    }

    private static List<String> deleted(Target target, Map<String, @Nullable Object> answer) throws CommandFailed {
        try {
            Message own = Message.fromList(Message.of(answer.get("deleted")).list(0));
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < own.size(); i++) {
                texts.add(own.string(i));
            }
            return texts;
        } catch (MessageShapeException e) {
            throw target.malformed(e.getMessage());
        }
    }
}
