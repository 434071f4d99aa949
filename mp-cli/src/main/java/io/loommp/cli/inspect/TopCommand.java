package io.loommp.cli.inspect;

import io.loommp.Node;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.cli.Output;
import io.loommp.inspect.PortLine;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the busiest ports of a node, again and again. */
@Command(
        name = "top",
        description = {
            "Shows the ports of a node with the largest mailboxes, or the highest rates, again and again, until q or Ctrl-C.",
            "Keys: m mailbox, r rate, c received, a age, w watchers, i id; + and - for how often; space for now; q ends.",
            "Without a terminal, or with --json, it prints them again and again, --count times.",
            "The node looks over its ports once each time, and tells of those that are shown."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = {"  loommp top hub", "  loommp top --sort=rate --count=1 --json hub"})
public final class TopCommand extends Remote {
    private static final double SECONDS_MIN = 0.2;
    private static final double SECONDS_MAX = 3600;
    private static final double NANOS_PER_SECOND = 1e9;

    @Parameters(paramLabel = "NODE", arity = "0..1", description = "The node (default: the one that is connected).")
    private @Nullable String name;

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            defaultValue = "mailbox",
            description = "By what: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private TopOrder order = TopOrder.mailbox;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "How often (default: every ${DEFAULT-VALUE} s).")
    private double seconds;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "So many ports, where there is no terminal to fill (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--count", paramLabel = "N", description = "Ends when they have been shown so often.")
    private @Nullable Long count;

    @Override
    void check() throws CommandFailed {
        inRange("--limit", limit, PortsQuery.PIECE_MAX);
        if (count != null) {
            inRange("--count", count, Long.MAX_VALUE);
        }
        if (!(seconds >= SECONDS_MIN && seconds <= SECONDS_MAX)) {
            throw CommandFailed.unusable(
                    "--interval: %s is not within %s and %s".formatted(seconds, SECONDS_MIN, SECONDS_MAX),
                    "More: loommp top --help");
        }
    }

    @Override
    int run(Node node) throws CommandFailed, InterruptedException {
        Target target = target(node, name);
        target.checkKnown(PortsQuery.FUNCTION);
        Duration interval = Duration.ofNanos((long) (seconds * NANOS_PER_SECOND));
        long times = count == null ? Long.MAX_VALUE : count;
        if (output.isJson() || output.width() == 0) {
            print(target, interval, times);
            return ExitCode.OK;
        }
        try (TopScreen screen = new TopScreen(target, order, interval)) {
            return screen.run(times);
        } catch (IOException e) {
            throw CommandFailed.failed("the terminal cannot be used: " + e.getMessage(), "Try --json.");
        }
    }

    private void print(Target target, Duration interval, long times) throws CommandFailed, InterruptedException {
        for (long shown = 1; shown <= times; shown++) {
            PortsQuery ports = query(target, order, limit);
            output.say(summary(target, ports, order));
            try (Output.Table table = output.table(PortTable.COLUMNS)) {
                for (PortLine line : ports.lines()) {
                    if (output.isJson()) {
                        output.print(PortTable.object(line), "");
                    } else {
                        table.row(PortTable.row(line));
                    }
                }
            }
            if (shown < times) {
                TimeUnit.NANOSECONDS.sleep(interval.toNanos());
            }
        }
    }

    /** Asks for the first ports in an order; the rates are there from the second time on. */
    static PortsQuery query(Target target, TopOrder order, int limit) throws CommandFailed, InterruptedException {
        return PortsQuery.read(
                target,
                target.askAgain(PortsQuery.FUNCTION, Map.of("sort", order.name(), "limit", limit, "rates", true)));
    }

    /** What stands above the ports. */
    static String summary(Target target, PortsQuery ports, TopOrder order) {
        return "node %s: %d ports, %d messages wait%s; by %s"
                .formatted(
                        target.id(),
                        ports.ports(),
                        ports.waiting(),
                        ports.rate() == null ? "" : ", %.1f come a second".formatted(ports.rate()),
                        order);
    }
}
