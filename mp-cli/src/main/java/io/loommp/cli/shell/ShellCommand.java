package io.loommp.cli.shell;

import io.loommp.Node;
import io.loommp.cli.CommandContext;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.NodeOptions;
import io.loommp.cli.network.Call;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends messages, and shows those that come. */
@Command(
        name = "shell",
        description = {
            "Starts a node of its own and takes commands: send, call and monitor ports, look at the database, list nodes.",
            "Messages to the port of the shell, $SELF, are shown as they come. The command help shows more.",
            "At a terminal lines are edited, completed with the tabulator, and kept in loommp/history in XDG_STATE_HOME"
                    + " or ~/.local/state. Without one, lines are read from stdin; the exit code is 1 if any of them failed."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = "  loommp shell hub")
public final class ShellCommand implements Callable<Integer> {
    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private NodeOptions options;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NODE",
            arity = "0..1",
            description = "The node whose ports are written #NAME; the command node chooses another.")
    private @Nullable String there;

    @Override
    public Integer call() throws CommandFailed {
        String chosen = there == null ? null : Call.port(there).node();
        try (Node node = options.startClient();
                Known known = new Known(node);
                Dialogue dialogue = dialogue(known, new Listings(node))) {
            boolean fine = new Shell(node, dialogue, known, chosen == null ? node.id() : chosen).run();
            return fine || dialogue.isInteractive() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private Dialogue dialogue(Known known, Listings listings) {
        CommandContext context = CommandContext.of(spec);
        PrintWriter out = spec.commandLine().getOut();
        Optional<Terminal> terminal = context.in().equals(System.in) ? TerminalDialogue.terminal() : Optional.empty();
        return terminal.isPresent()
                ? TerminalDialogue.at(terminal.get(), new Completions(known, listings), history(context))
                : new PipedDialogue(new InputStreamReader(context.in(), StandardCharsets.UTF_8), out);
    }

    private @Nullable Path history(CommandContext context) {
        try {
            return HistoryFile.open(HistoryFile.path(context.environment()));
        } catch (IOException e) {
            spec.commandLine().getErr().println("loommp: lines will not be kept: " + e.getMessage());
            return null;
        }
    }
}
