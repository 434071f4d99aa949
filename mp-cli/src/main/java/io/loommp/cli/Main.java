package io.loommp.cli;

import io.loommp.cli.demo.DemoClientCommand;
import io.loommp.cli.demo.DemoCommand;
import io.loommp.cli.demo.DemoServerCommand;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code loommp} command. What goes wrong is one line on stderr, and a hint at what to do about it. */
@Command(
        name = "loommp",
        description = "Message passing between ports on virtual threads, in this process and in others.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RunCommand.class, DemoCommand.class, DemoServerCommand.class, DemoClientCommand.class},
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.OK + ":done",
            ExitCode.FAILED + ":tried, and failed",
            ExitCode.UNUSABLE + ":not tried: wrong usage, or the environment lacks something",
            ExitCode.INTERRUPTED + ":stopped by Ctrl-C",
            ExitCode.TERMINATED + ":stopped by SIGTERM"
        })
public final class Main implements Callable<Integer> {
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}]");
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main())
                .registerConverter(ByteSize.class, ByteSize::parse)
                .setParameterExceptionHandler(Main::reportUsage)
                .setExecutionExceptionHandler(Main::report)
                .execute(args));
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.UNUSABLE;
    }

    private static int reportUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        say(command, String.valueOf(e.getMessage()), "More: " + name + " --help");
        return ExitCode.UNUSABLE;
    }

    private static int report(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        if (e instanceof CommandFailed failed) {
            say(command, failed.problem(), failed.hint());
            return failed.exitCode();
        }
        if (e instanceof InterruptedException) {
            return ExitCode.INTERRUPTED;
        }
        LOG.debug("{} failed", command.getCommandName(), e);
        say(command, e.toString(), "More: JDK_JAVA_OPTIONS=-Dorg.slf4j.simpleLogger.defaultLogLevel=debug");
        return ExitCode.FAILED;
    }

    private static void say(CommandLine command, String problem, String hint) {
        String line = CONTROLS.matcher("loommp: " + problem).replaceAll("?"); // some of it may come from elsewhere
        command.getErr().println(command.getColorScheme().errorText(line));
        command.getErr().println(hint);
    }

    /** Reads the version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "loommp %s (Java %s)".formatted(version == null ? "not built as a jar" : version, Runtime.version())
            };
        }
    }
}
