package io.loommp.cli.doctor;

import io.loommp.cli.CommandContext;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.NodeOptions;
import io.loommp.cli.Output;
import io.loommp.net.NodeConfig;
import io.loommp.net.config.Configuration;
import io.loommp.net.config.Resolved;
import io.loommp.net.config.Setting;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at everything that a node needs, and says what to do about each thing that is not as it should be. */
@Command(
        name = "doctor",
        description = {
            "Checks Java, configuration, permissions, secret, certificate, addresses, seeds and clock, as loommp run would find"
                    + " them with the same options, and says what to do about each.",
            "Without a profile it looks at that of LOOMMP_PROFILE, or that named after the host, and says which others there are.",
            "It ends with 1 if something fails; warnings alone are no failure."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = {"  loommp doctor", "  loommp doctor --profile worker"})
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private NodeOptions options;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Output output;

    @Parameters(paramLabel = "PROFILE", arity = "0..*", description = "The profiles to look at, one after the other.")
    private List<String> profiles = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "How long a seed may take to answer (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Override
    public Integer call() throws InterruptedException {
        Findings findings = new Findings(output);
        JavaChecks.run(findings, Runtime.version(), System.getProperty("java.home"));
        CommandContext context = CommandContext.of(spec);
        FileChecks files = new FileChecks(findings, context.environment());
        files.run();
        Set<String> named = new LinkedHashSet<>(options.profile().stream().toList());
        named.addAll(profiles);
        if (named.isEmpty()) {
            check(findings, options::configuration)
                    .ifPresent(usual -> others(
                            findings,
                            files.profiles().stream()
                                    .filter(name -> !name.equals(usual))
                                    .toList()));
        }
        for (String name : named) {
            var ignored = check(findings, () -> options.configuration().profile(name));
        }
        return findings.failed() ? ExitCode.FAILED : ExitCode.OK;
    }

    private void others(Findings findings, List<String> others) {
        if (!others.isEmpty() && options.readsFile()) {
            findings.ok(
                    "profiles",
                    "there are others, not looked at: %s; loommp doctor NAME... does"
                            .formatted(String.join(", ", others)));
        }
    }

    /** Checks what is configured so, and returns the profile, if it can be told. */
    private Optional<String> check(Findings findings, Supplier<Configuration> configuration)
            throws InterruptedException {
        try {
            Resolved resolved = options.resolve(configuration.get());
            check(findings, configuration, resolved);
            return Optional.of(resolved.profile());
        } catch (CommandFailed e) {
            findings.fail("configuration", e.problem(), e.hint());
            return Optional.empty();
        }
    }

    private void check(Findings findings, Supplier<Configuration> configuration, Resolved resolved)
            throws CommandFailed, InterruptedException {
        NodeConfig config;
        try {
            config = resolved.nodeConfig();
        } catch (IllegalArgumentException | UncheckedIOException e) {
            findings.fail(
                    "configuration",
                    "profile " + resolved.profile() + ": " + e.getMessage(),
                    "See what loommp config show --origin " + resolved.profile() + " says of it.");
            return;
        }
        findings.ok(
                "profile",
                resolved.profile() + ", node id " + config.nodeId() + " (" + resolved.origin(Setting.NODE_ID) + ")");
        ProofChecks.run(findings, config);
        AddressChecks.binds(findings, config);
        SeedChecks seeds = new SeedChecks(findings, Duration.ofSeconds(Math.max(1, seconds)));
        if (config.seeds().isEmpty()) {
            findings.warn(
                    "seeds",
                    "there are none; this node finds others only when they find it",
                    "loommp addseed HOST:PORT");
        }
        for (String seed : AddressChecks.dialled(findings, config.seeds())) {
            seeds.run(seed, client(configuration.get(), seed), fixedId(config.nodeId()));
        }
    }

    /** What the node will be called, if it is called the same at each start. */
    private Optional<String> fixedId(String pattern) {
        return pattern.contains("%u") || pattern.endsWith("/")
                ? Optional.empty()
                : Optional.of(pattern.replace(
                        "%n", CommandContext.of(spec).environment().host()));
    }

    /** A node that proves itself as the real one would, and does not stand in its way. */
    private NodeConfig client(Configuration configuration, String seed) throws CommandFailed {
        return options.resolve(configuration
                        .option(Setting.NODE_ID, "loommp/doctor/%n/%u", "doctor")
                        .option(Setting.BINDS, List.of(), "doctor")
                        .option(Setting.GLOBAL_ON_REQUEST, false, "doctor")
                        .option(Setting.SEEDS, List.of(seed), "doctor"))
                .nodeConfig();
    }
}
