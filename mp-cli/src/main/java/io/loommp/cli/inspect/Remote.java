package io.loommp.cli.inspect;

import io.loommp.Node;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.NodeOptions;
import io.loommp.cli.Output;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What commands that look at another node have in common. */
abstract class Remote implements Callable<Integer> {
    private static final int SECONDS_MAX = 86_400;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    protected NodeOptions options;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    protected Output output;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    protected CommandSpec spec;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long a node may take to answer (default: ${DEFAULT-VALUE}).")
    private int timeout;

    /** Does it, with a node of its own. */
    abstract int run(Node node) throws CommandFailed, InterruptedException;

    @Override
    public final Integer call() throws CommandFailed, InterruptedException {
        inRange("--timeout", timeout, SECONDS_MAX);
        check();
        try (Node node = options.startClient()) {
            return run(node);
        }
    }

    /** Checks what was given before a node is started. */
    void check() throws CommandFailed {}

    /** How long another node may take. */
    final Duration limit() {
        return Duration.ofSeconds(timeout);
    }

    final Target target(Node node, @Nullable String name) throws CommandFailed, InterruptedException {
        return Target.of(node, name, limit());
    }

    final void inRange(String option, long value, long max) throws CommandFailed {
        if (value < 1 || value > max) {
            throw CommandFailed.unusable(
                    "%s: %d is not within 1 and %d".formatted(option, value, max),
                    "More: " + spec.qualifiedName() + " --help");
        }
    }
}
