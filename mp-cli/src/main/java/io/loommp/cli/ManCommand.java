package io.loommp.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the manual page of a command. */
@Command(
        name = "man",
        description = "Writes the manual page of a command to stdout, in the language of man.",
        footerHeading = HelpText.EXAMPLES,
        footer = "  loommp man snd | man -l -")
public final class ManCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "Which command; without one, all of loommp.")
    private List<String> names = new ArrayList<>();

    @Override
    public Integer call() throws CommandFailed {
        CommandLine command = spec.root().commandLine();
        for (String name : names) {
            CommandLine next = command.getSubcommands().get(name);
            if (next == null) {
                throw CommandFailed.unusable(
                        command.getCommandSpec().qualifiedName() + " has no command " + name, "More: loommp --help");
            }
            command = next;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(new ManPage(command).roff());
        out.flush();
        return ExitCode.OK;
    }
}
