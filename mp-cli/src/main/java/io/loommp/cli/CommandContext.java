package io.loommp.cli;

import io.loommp.net.config.Environment;
import java.io.InputStream;
import java.util.function.BiConsumer;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What a command finds around it, so that a test can bring another one. What it prints goes to the writers of its
 * {@link picocli.CommandLine}.
 *
 * @param environment variables, home directory, host
 * @param in the standard input
 * @param colours whether what it prints may have colours, because it goes to a terminal
 * @param width how many columns that terminal has; 0 is no terminal, and lines of any length
 * @param properties sets system properties, which is how levels of the log are set
 */
public record CommandContext(
        Environment environment, InputStream in, Ansi colours, int width, BiConsumer<String, String> properties) {

    /** That of this process. */
    public static CommandContext ofProcess() {
        boolean terminal = Ansi.AUTO.enabled();
        return new CommandContext(
                Environment.ofProcess(), System.in, Ansi.AUTO, terminal ? terminalWidth() : 0, System::setProperty);
    }

    private static int terminalWidth() {
        return CommandSpec.create().usageMessage().autoWidth(true).width();
    }

    /** That of a command. */
    public static CommandContext of(CommandSpec command) {
        return ((Main) command.root().userObject()).context();
    }
}
