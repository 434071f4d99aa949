package io.loommp.cli;

import io.loommp.cli.config.ConfigCommand;
import io.loommp.cli.config.Verbs;
import io.loommp.cli.demo.DemoClientCommand;
import io.loommp.cli.demo.DemoCommand;
import io.loommp.cli.demo.DemoServerCommand;
import io.loommp.cli.doctor.DoctorCommand;
import io.loommp.cli.inspect.BenchCommand;
import io.loommp.cli.inspect.DbCommand;
import io.loommp.cli.inspect.DeadLettersCommand;
import io.loommp.cli.inspect.KillCommand;
import io.loommp.cli.inspect.PortsCommand;
import io.loommp.cli.inspect.TopCommand;
import io.loommp.cli.network.CalCommand;
import io.loommp.cli.network.MonCommand;
import io.loommp.cli.network.SndCommand;
import io.loommp.cli.network.TraceCommand;
import io.loommp.cli.run.RestartCommand;
import io.loommp.cli.run.RunCommand;
import io.loommp.cli.shell.ShellCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code loommp} command. What goes wrong is one line on stderr, and a hint at what to do about it. */
@Command(
        name = "loommp",
        description = "Message passing between ports on virtual threads, in this process and in others.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            RestartCommand.class,
            ConfigCommand.class,
            DoctorCommand.class,
            SndCommand.class,
            CalCommand.class,
            MonCommand.class,
            TraceCommand.class,
            ShellCommand.class,
            PortsCommand.class,
            TopCommand.class,
            DbCommand.class,
            DeadLettersCommand.class,
            KillCommand.class,
            BenchCommand.class,
            ManCommand.class,
            CompletionCommand.class,
            DemoCommand.class,
            DemoServerCommand.class,
            DemoClientCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.OK + ":done",
            ExitCode.FAILED + ":tried, and failed",
            ExitCode.UNUSABLE + ":not tried: wrong usage, or the environment lacks something",
            ExitCode.HUNG_UP + ":its terminal is gone",
            ExitCode.INTERRUPTED + ":stopped by Ctrl-C",
            ExitCode.UNREAD + ":nobody reads its results any more, as in loommp top | head",
            ExitCode.TERMINATED + ":stopped by SIGTERM"
        })
public final class Main implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Verbosity verbosity;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private Main(CommandContext context) {
        this.context = context;
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        CommandLine command = commandLine(CommandContext.ofProcess());
        if (RunCommand.isWatched(System.getenv())) { // what it prints was read long ago, perhaps, and it goes on
            System.exit(run(command, args));
        }
        ResultStream results = ResultStream.ofProcess();
        command.setOut(results.writer(System.out.charset()));
        System.exit(results.exitCode(run(command, args), command.getErr()));
    }

    /** The command, to be run in these surroundings. */
    public static CommandLine commandLine(CommandContext context) {
        Main main = new Main(context);
        CommandLine command = new CommandLine(main)
                .registerConverter(ByteSize.class, ByteSize::parse)
                .setColorScheme(CommandLine.Help.defaultColorScheme(context.colours()))
                .setParameterExceptionHandler(Main::reportUsage)
                .setExecutionExceptionHandler(Main::report)
                .setExpandAtFiles(false) // a word that begins with @ is a word
                .setExecutionStrategy(parsed -> main.execute(parsed));
        CommandGroups.apply(command);
        CommandLine config = command.getSubcommands().get("config");
        if (config != null) {
            config.getHelpSectionMap()
                    .put(
                            UsageMessageSpec.SECTION_KEY_FOOTER_HEADING,
                            help -> ConfigCommand.help() + help.footerHeading());
        }
        return command;
    }

    /** Runs the command, and returns its exit code. A single argument that is a JSON array stands for all of them. */
    public static int run(CommandLine command, String... args) {
        try {
            return command.execute(grouped(command, JsonArguments.expand(args)));
        } catch (IllegalArgumentException e) {
            say(command, "the argument looks like a JSON array, but " + e.getMessage(), "More: loommp --help");
            return ExitCode.UNUSABLE;
        }
    }

    /** With the word config before what {@code aemp} says without it; and {@code help X} is {@code X --help}. */
    private static String[] grouped(CommandLine command, String... args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("help")) {
                List<String> words = new ArrayList<>(List.of(args));
                words.remove(i);
                words.add("--help");
                return grouped(command, words.toArray(String[]::new));
            }
            if (!args[i].startsWith("-")) {
                if (command.getSubcommands().containsKey(args[i]) || !Verbs.isClassic(args[i])) {
                    return args;
                }
                List<String> words = new ArrayList<>(List.of(args));
                words.add(i, "config");
                return words.toArray(String[]::new);
            }
        }
        return args;
    }

    CommandContext context() {
        return context;
    }

    Verbosity verbosity() {
        return verbosity;
    }

    private int execute(ParseResult parsed) {
        try {
            verbosity.apply(context);
        } catch (CommandFailed e) {
            throw new ExecutionException(parsed.commandSpec().commandLine(), e.problem(), e);
        }
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        if (last.isUsageHelpRequested()
                && last.commandSpec().userObject() instanceof ConfigCommand config
                && config.explain()) {
            return ExitCode.OK;
        }
        return new RunLast().execute(parsed);
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.UNUSABLE;
    }

    private static int reportUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String more = "More: " + command.getCommandSpec().qualifiedName() + " --help";
        if (e instanceof UnmatchedArgumentException unknown) {
            Mistaken mistaken = Mistaken.of(command, unknown);
            say(
                    command,
                    mistaken.problem(),
                    mistaken.question().map(q -> q + ' ' + more).orElse(more));
        } else {
            say(command, String.valueOf(e.getMessage()), more);
        }
        return ExitCode.UNUSABLE;
    }

    private static int report(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof CommandFailed failed) {
            say(command, failed.problem(), failed.hint());
            return failed.exitCode();
        }
        if (e instanceof InterruptedException) {
            return ExitCode.INTERRUPTED;
        }
        LoggerFactory.getLogger(Main.class).debug("{} failed", command.getCommandName(), e);
        say(command, e.toString(), "More: the same command with -vv");
        return ExitCode.FAILED;
    }

    private static void say(CommandLine command, String problem, String hint) {
        String line = Output.printable("loommp: " + problem); // some of it may come from elsewhere
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
