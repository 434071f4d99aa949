package io.loommp.cli.inspect;

import io.loommp.DatabaseEntry;
import io.loommp.Node;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.network.Call;
import io.loommp.cli.network.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets a key of the database. */
@Command(
        name = "set",
        description = {
            "Sets a key. What begins with [, { or \" is read as JSON, any other VALUE is a text; without one it is null.",
            "A key belongs to the node that sets it, and goes with it. It is set in the name of a node that keeps the database,"
                    + " until db del or the end of that node; with --at in the name of another node; with --hold in the name of"
                    + " this command, until Ctrl-C, which needs no node service."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = {"  loommp db set prices tea '{\"cents\": 250}'", "  loommp db set --hold jobs one"})
public final class DbSetCommand extends Remote {
    @Parameters(index = "0", paramLabel = "FAMILY", description = "The family.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String family;

    @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String key;

    @Parameters(index = "2", paramLabel = "VALUE", arity = "0..1", description = "The value.")
    private @Nullable String value;

    @ArgGroup
    private @Nullable Owner owner;

    /** In whose name. */
    static final class Owner {
        @Option(names = "--at", paramLabel = "NODE", description = "In the name of this node.")
        private @Nullable String at;

        @Option(names = "--hold", description = "In the name of this command, until Ctrl-C.")
        private boolean hold;
    }

    @Override
    int run(Node node) throws CommandFailed, InterruptedException {
        Object decoded = value == null ? null : Call.values(List.of(value)).getFirst();
        if (owner != null && owner.hold) {
            return hold(node, decoded);
        }
        Target target = owner == null || owner.at == null ? Keeping.one(this, node) : target(node, owner.at);
        Map<String, @Nullable Object> options = new LinkedHashMap<>();
        options.put("family", family);
        options.put("key", key);
        options.put("value", decoded);
        target.ask("loommp::db_set", options);
        print(decoded, target.id());
        return ExitCode.OK;
    }

    private int hold(Node node, @Nullable Object decoded) throws CommandFailed, InterruptedException {
        DatabaseEntry entry = DbNames.checked(() -> node.database().set(family, key, decoded));
        DbReading.await(node.database().keys(family), limit());
        print(decoded, node.id());
        output.say("until Ctrl-C");
        node.awaitShutdown();
        entry.close();
        return ExitCode.OK;
    }

    private void print(@Nullable Object decoded, String by) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("family", family);
        object.put("key", key);
        object.put("value", decoded);
        object.put("node", by);
        output.print(object, "%s of %s is %s, set by node %s".formatted(key, family, Printable.value(decoded), by));
    }
}
