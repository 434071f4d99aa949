package io.loommp.cli;

import io.loommp.Node;
import io.loommp.inspect.Inspection;
import io.loommp.inspect.NodeServices;
import io.loommp.net.Nodes;
import io.loommp.net.config.Configuration;
import io.loommp.net.config.Resolved;
import io.loommp.net.config.Setting;
import io.loommp.service.ServiceFailed;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options by which commands are told how their node is configured; they beat file and environment. A mixin of all
 * commands that start a node.
 */
public final class NodeOptions {
    /** The profile of commands that ask others something; it need not exist. */
    public static final String CLIENT_PROFILE = "loommp";

    private static final String CLIENT_ID = "loommp/%n/%u";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--profile", paramLabel = "NAME", description = "The profile of the configuration that counts.")
    private @Nullable String profile;

    @Option(
            names = "--no-config",
            description = "Take nothing but these options, neither the configuration file nor LOOMMP_... variables.")
    private boolean noConfig;

    @Option(
            names = "--nodeid",
            paramLabel = "ID",
            description = "What the node is called; %%n is the host, %%u a text that is new at each start.")
    private @Nullable String nodeId;

    @Option(names = "--bind", paramLabel = "HOST:PORT", description = "Where to listen; may be repeated.")
    private @Nullable List<String> binds;

    @Option(names = "--seed", paramLabel = "HOST:PORT", description = "Whom to connect to; may be repeated.")
    private @Nullable List<String> seeds;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description = "A file with the secret that all nodes of the network have.")
    private @Nullable String secretFile;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description =
                    "A file with a key and certificates as PEM text, which encrypts connections and proves nodes to each other."
                            + " Nodes without one are refused then.")
    private @Nullable String certFile;

    /** Takes a profile that was named in another way; the option beats it. */
    public void usualProfile(String name) {
        if (profile == null) {
            profile = name;
        }
    }

    /** The profile that was named, by the option or as {@link #usualProfile}. */
    public Optional<String> profile() {
        return Optional.ofNullable(profile);
    }

    /** Whether the file may count. */
    public boolean readsFile() {
        return !noConfig;
    }

    /** Where everything is configured, with the options, for a command that has settings of its own. */
    public Configuration configuration() {
        Configuration configuration = Configuration.of(CommandContext.of(spec).environment());
        if (noConfig) {
            configuration.exact();
        }
        if (profile != null) {
            configuration.profile(profile);
        }
        option(configuration, Setting.NODE_ID, nodeId, "--nodeid");
        option(configuration, Setting.BINDS, binds, "--bind");
        option(configuration, Setting.SEEDS, seeds, "--seed");
        option(configuration, Setting.SECRET_FILE, secretFile, "--secret-file");
        option(configuration, Setting.CERT_FILE, certFile, "--cert");
        return configuration;
    }

    private static void option(Configuration configuration, Setting setting, @Nullable Object value, String name) {
        if (value != null) {
            configuration.option(setting, value, "option " + name);
        }
    }

    /** What is configured for a node that is here to be used by others. */
    public Resolved resolve() throws CommandFailed {
        return resolve(configuration());
    }

    /**
     * What is configured for a command that asks others something: by the profile {@code loommp}, called
     * {@code loommp/host/} and a random text, without services; it listens nowhere, and nobody may ask it anything.
     */
    public Resolved resolveClient() throws CommandFailed {
        Configuration configuration = configuration()
                .usualProfile(CLIENT_PROFILE)
                .prefer(Setting.NODE_ID, CLIENT_ID)
                .option(Setting.SERVICES, List.of(), "command")
                .option(Setting.NODE_SERVICES, List.of(), "command");
        if (binds == null) {
            configuration.option(Setting.BINDS, List.of(), "command");
        }
        return resolve(configuration);
    }

    /** Resolves, and says as the failure of a command what is wrong. */
    public Resolved resolve(Configuration configuration) throws CommandFailed {
        try {
            return configuration.resolve();
        } catch (IllegalArgumentException e) {
            throw misconfigured(e);
        } catch (UncheckedIOException e) {
            throw CommandFailed.unusable(String.valueOf(e.getMessage()), "More: loommp doctor");
        }
    }

    /** Starts the node of a command that asks others something. */
    public Node startClient() throws CommandFailed {
        Resolved resolved = resolveClient();
        Main main = (Main) spec.root().userObject();
        main.verbosity().leaveOutDeadLetters(main.context());
        return start(resolved);
    }

    /** Starts the node of the options, with its services. */
    public Node start() throws CommandFailed {
        return start(resolve());
    }

    /**
     * Starts a node, and says as the failure of a command what is wrong. It offers all node services, unless the configuration
     * says which.
     */
    public Node start(Resolved resolved) throws CommandFailed {
        try {
            resolved.nodeConfig();
        } catch (IllegalArgumentException e) {
            throw misconfigured(e);
        } catch (UncheckedIOException e) {
            throw CommandFailed.unusable(String.valueOf(e.getMessage()), help());
        }
        try {
            Node node = Nodes.start(resolved);
            if (resolved.nodeServices().isEmpty()) {
                var ignored = NodeServices.install(node, Inspection.all()); // as nobody has said which
            }
            return node;
        } catch (ServiceFailed e) {
            String problem = String.valueOf(e.getMessage());
            throw e.isMisconfigured()
                    ? CommandFailed.unusable(problem, "See what loommp config show says of services.")
                    : CommandFailed.failed(problem, "More: the same command with -vv");
        } catch (UncheckedIOException e) {
            throw CommandFailed.failed(
                    String.valueOf(e.getMessage()),
                    "Take another --bind: another process may listen there, or the address is not one of this host.");
        }
    }

    private CommandFailed misconfigured(IllegalArgumentException e) {
        String problem = String.valueOf(e.getMessage());
        return problem.contains("there is none, nor a cert")
                ? CommandFailed.unusable(
                        "a node that has binds or seeds needs what proves it to others.",
                        "Give --secret-file or --cert, or make a secret: loommp gensecret.")
                : CommandFailed.unusable(problem, help());
    }

    private String help() {
        return "More: " + spec.qualifiedName() + " --help";
    }
}
