package io.loommp.cli.inspect;

import io.loommp.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks into the database, and changes it. */
@Command(
        name = "db",
        description = "Looks into the network's database, or changes it.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DbFamiliesCommand.class,
            DbKeysCommand.class,
            DbGetCommand.class,
            DbSetCommand.class,
            DbDelCommand.class,
            DbWatchCommand.class
        })
public final class DbCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.UNUSABLE;
    }
}
