package io.loommp.cli.run;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.HelpText;
import io.loommp.cli.JsonArguments;
import io.loommp.cli.Main;
import io.loommp.cli.NodeOptions;
import io.loommp.cli.Output;
import io.loommp.net.config.Configuration;
import io.loommp.net.config.Resolved;
import io.loommp.net.config.Setting;
import io.loommp.net.json.Json;
import io.loommp.service.NodeService;
import io.loommp.service.ServiceCall;
import io.loommp.service.ServiceFailed;
import io.loommp.service.Services;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a node with its services until the process is told to end. */
@Command(
        name = "run",
        description = {
            "Runs a node until it is told to end, by SIGTERM, Ctrl-C or SIGHUP. It says one line when it listens.",
            "A node that is one of its own seeds becomes a global node, which keeps the network's database.",
            "Told to end, it accepts nobody new, leaves the database, lets its services finish, and closes; told so twice, it "
                    + "ends at once. docs/running.md has more."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = {
            "  loommp run --profile worker",
            "  loommp run --service echo --service '[\"chat\", {\"topic\": \"weather\"}]'",
            "  loommp run --no-config --nodeid hub --bind 127.0.0.1:4040 --secret-file secret"
        })
public final class RunCommand implements Callable<Integer> {
    private static final String HELP = "More: loommp run --help";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private NodeOptions options;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Output output;

    @Parameters(
            arity = "0..*",
            paramLabel = "PROFILE",
            description =
                    "The profile of the configuration. As with aemp also keys and values: seed binds \"*:4040\", or with the"
                            + " word profile before it.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description =
                    "A service to run, after those of the configuration; may be repeated. With arguments it is written as"
                            + " there, as a JSON array of the name and what follows.")
    private List<String> services = new ArrayList<>();

    @Option(
            names = {"--classpath", "--class-path"},
            paramLabel = "PATH",
            description = "Jars and directories where services, and functions for spawn, are looked for as well.")
    private List<String> classPath = new ArrayList<>();

    @Option(names = "--list-services", description = "Says which services there are, and does nothing else.")
    private boolean listServices;

    @Option(
            names = "--health",
            paramLabel = "HOST:PORT",
            description = "Serves /healthz and /readyz there by HTTP; a port alone is one of 127.0.0.1.")
    private @Nullable String health;

    @Option(
            names = "--grace",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description =
                    "How long services may take to finish when the node is told to end (default: ${DEFAULT-VALUE}).")
    private int graceSeconds;

    @Option(
            names = "--watch",
            description = "Starts the node in a process of its own, and again when that dies or gives no sign of life.")
    private boolean watch;

    @Option(
            names = "--watch-limit",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "With --watch: how long it may give no sign of life (default: ${DEFAULT-VALUE}).")
    private int silenceSeconds;

    @Override
    public Integer call() throws CommandFailed, InterruptedException {
        if (graceSeconds < 0 || silenceSeconds < 1) {
            throw CommandFailed.unusable("--grace and --watch-limit must not be negative, nor a limit of 0 s.", HELP);
        }
        Duration grace = Duration.ofSeconds(graceSeconds);
        Optional<Heartbeat> heartbeat = Heartbeat.ofParent();
        if (watch && heartbeat.isEmpty()) {
            return watch(grace);
        }
        ClassPath.use(classPath);
        if (listServices) {
            installed().all().forEach(this::describe);
            return 0;
        }
        Resolved resolved = options.resolve(configured());
        List<ServiceCall> calls = new ArrayList<>(resolved.services());
        for (String service : services) {
            calls.add(call(service));
        }
        return run(resolved.without(Setting.SERVICES), calls, heartbeat, grace);
    }

    private int watch(Duration grace) throws CommandFailed, InterruptedException {
        List<String> args = spec.root().commandLine().getParseResult().originalArgs();
        try {
            return new Watcher(
                            Watcher.ownCommand(Main.class, args),
                            Duration.ofSeconds(silenceSeconds),
                            grace,
                            spec.commandLine().getErr())
                    .run();
        } catch (IOException e) {
            throw CommandFailed.failed("cannot watch the node: " + e.getMessage(), HELP);
        }
    }

    private void describe(NodeService service) {
        output.print(
                Map.of("service", service.name(), "description", service.description()),
                "%-12s %s".formatted(service.name(), service.description()));
    }

    // ---- what is configured ----

    private Configuration configured() throws CommandFailed {
        int first = words.size() % 2; // of an odd number of words the first is the profile
        if (first > 0) {
            if (words.size() > 1 && words.getFirst().equals("profile")) {
                throw CommandFailed.unusable("\"%s\" has no value.".formatted(words.getLast()), HELP);
            }
            options.usualProfile(words.getFirst());
        }
        for (int i = first; i < words.size(); i += 2) {
            if (words.get(i).equals("profile")) {
                options.usualProfile(words.get(i + 1));
            }
        }
        Configuration configuration = options.configuration();
        for (int i = first; i < words.size(); i += 2) {
            if (!words.get(i).equals("profile")) {
                set(configuration, words.get(i), words.get(i + 1));
            }
        }
        return configuration;
    }

    private static void set(Configuration configuration, String key, String value) throws CommandFailed {
        Setting setting = Setting.ofKey(key).orElse(null);
        if (setting == null) {
            throw CommandFailed.unknown(
                    "\"%s\" is no key of the configuration.".formatted(key), key, Setting.keys(), HELP);
        }
        if (setting == Setting.SECRET || setting == Setting.CERT) {
            throw CommandFailed.unusable(
                    key + ": what stands on a command line can be seen by everybody on this host.",
                    "Put it into a file, and name that: --secret-file or --cert.");
        }
        try {
            configuration.option(setting, setting.parse(value), "argument " + key);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.unusable(key + ": " + e.getMessage(), HELP);
        }
    }

    private static ServiceCall call(String text) throws CommandFailed {
        try {
            if (JsonArguments.decode(text) instanceof List<?> list
                    && !list.isEmpty()
                    && list.getFirst() instanceof String name) {
                List<@Nullable Object> arguments = new ArrayList<>(list.subList(1, list.size()));
                return ServiceCall.of(name, arguments);
            }
            if (!text.startsWith("[")) {
                return ServiceCall.of(text);
            }
        } catch (IllegalArgumentException e) {
            throw CommandFailed.unusable("--service %s: %s".formatted(text, e.getMessage()), HELP);
        }
        throw CommandFailed.unusable(
                "--service %s: an array has to begin with the name of a service.".formatted(text),
                "Write it as " + Json.write(List.of("name", "argument")) + ", or the name alone.");
    }

    private static Services installed() throws CommandFailed {
        try {
            return Services.installed();
        } catch (ServiceFailed e) {
            throw failed(e);
        }
    }

    private static CommandFailed failed(ServiceFailed e) {
        String problem = String.valueOf(e.getMessage());
        return e.isMisconfigured()
                ? CommandFailed.unusable(problem, "Which there are, and what they take: loommp run --list-services")
                : CommandFailed.failed(problem, "More: the same command with -vv");
    }

    /** Whether a watching process has started this one, by its environment. */
    public static boolean isWatched(Map<String, String> environment) {
        return environment.containsKey(Heartbeat.VARIABLE);
    }

    // ---- the node ----

    /** Runs a node with these services, which the configuration that it is started with does not have. */
    private int run(Resolved alone, List<ServiceCall> calls, Optional<Heartbeat> heartbeat, Duration grace)
            throws CommandFailed, InterruptedException {
        check(calls);
        InetSocketAddress healthAddress = health == null ? null : address(health);
        boolean hasSeeds = alone.values().containsKey(Setting.SEEDS)
                && !((List<?>) alone.values().get(Setting.SEEDS).value()).isEmpty();
        Stop stop = heartbeat.isPresent() ? Stop.byTermination() : Stop.bySignals();
        try (Node node = options.start(alone)) {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(node::close, "loommp-shutdown")); // where no signal is caught
            RunningNode running = new RunningNode(node, start(calls, node), stop);
            try (Health serving = healthAddress == null ? null : serve(node, hasSeeds, healthAddress)) {
                heartbeat.ifPresent(beat -> {
                    running.allowRestart();
                    beat.start(node);
                    beat.endWithWatcher(stop);
                });
                running.introduce(output, serving);
                return running.serve(grace, serving);
            }
        }
    }

    private static void check(List<ServiceCall> calls) throws CommandFailed {
        try {
            installed().check(calls);
        } catch (ServiceFailed e) {
            throw failed(e);
        }
    }

    private static List<Port> start(List<ServiceCall> calls, Node node) throws CommandFailed {
        try {
            return Services.installed().start(node, calls);
        } catch (ServiceFailed e) {
            throw failed(e);
        }
    }

    private static InetSocketAddress address(String text) throws CommandFailed {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            return host.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        } catch (IllegalArgumentException e) {
            throw CommandFailed.unusable("--health: \"%s\" is no HOST:PORT.".formatted(text), HELP);
        }
    }

    private static Health serve(Node node, boolean hasSeeds, InetSocketAddress address) throws CommandFailed {
        try {
            return Health.serve(node, hasSeeds, address);
        } catch (IOException e) {
            throw CommandFailed.failed(
                    "--health: cannot serve at %s: %s".formatted(address, e.getMessage()),
                    "Take another address: another process may listen there, or it is not one of this host.");
        }
    }
}
