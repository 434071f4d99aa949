package io.loommp.cli.inspect;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.cli.ByteSize;
import io.loommp.cli.CommandFailed;
import io.loommp.cli.ExitCode;
import io.loommp.cli.HelpText;
import io.loommp.loom.ThreadPorts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures how fast messages go to another node and back. */
@Command(
        name = "bench",
        description = {
            "Measures between this command's node and another one: first round trips, one at a time; then how many messages a"
                    + " second go there, with at most 8,000 on the way.",
            "The other node has a port for that as long as it takes; it is loaded meanwhile."
        },
        footerHeading = HelpText.EXAMPLES,
        footer = "  loommp bench --seconds=10 --size=1KiB hub")
public final class BenchCommand extends Remote {
    static final String FUNCTION = "loommp::bench";

    private static final int SECONDS_MAX = 3600;
    private static final int SIZE_MAX = 1 << 20;
    private static final double NANOS_PER_MICRO = 1000;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    @Parameters(paramLabel = "NODE", arity = "0..1", description = "The node (default: the one that is connected).")
    private @Nullable String name;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "How long each of the two measurements takes (default: ${DEFAULT-VALUE}), after a second to warm up.")
    private int seconds;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "32",
            description = "How many octets a message carries, as in 1KiB (default: ${DEFAULT-VALUE}).")
    private ByteSize size = new ByteSize(0);

    @Option(
            names = "--hgrm",
            paramLabel = "FILE",
            description = "Writes the round trips there, in microseconds, as HdrHistogram's plotter reads them.")
    private @Nullable Path hgrm;

    @Override
    void check() throws CommandFailed {
        inRange("--seconds", seconds, SECONDS_MAX);
        inRange("--size", size.bytes(), SIZE_MAX);
    }

    @Override
    int run(Node node) throws CommandFailed, InterruptedException {
        Target target = target(node, name);
        target.checkKnown(FUNCTION);
        Bench.Result result = measure(node, target);
        print(target, result);
        if (hgrm != null) {
            write(hgrm, result.roundTrips());
        }
        return ExitCode.OK;
    }

    private Bench.Result measure(Node node, Target target) throws CommandFailed, InterruptedException {
        try {
            return ThreadPorts.call(node, self -> {
                self.send(PortId.of(target.id()), FUNCTION, Map.of(), self);
                Message answer = self.get(target.limit(), Message.of("silent"));
                Object port = target.read(answer).get("port");
                Bench bench =
                        new Bench(self, PortId.of(String.valueOf(port)), new byte[(int) size.bytes()], target.limit());
                return bench.run(seconds, this::progress);
            });
        } catch (CommandFailed | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Long work shows that it goes on, on stderr. */
    private void progress(String what) {
        spec.commandLine().getErr().println(what);
        spec.commandLine().getErr().flush();
    }

    private void print(Target target, Bench.Result result) {
        Histogram trips = result.roundTrips();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("measure", "round_trip_micros");
        object.put("node", target.id());
        object.put("size", size.bytes());
        object.put("count", trips.getTotalCount());
        object.put("mean", micros(trips.getMean()));
        for (double percentile : PERCENTILES) {
            object.put("p" + number(percentile), micros((double) trips.getValueAtPercentile(percentile)));
        }
        object.put("max", micros((double) trips.getMaxValue()));
        StringBuilder text =
                new StringBuilder("round trips: %d, one at a time; in microseconds:".formatted(trips.getTotalCount()));
        object.entrySet().stream()
                .skip(4)
                .forEach(entry ->
                        text.append(' ').append(entry.getKey()).append(' ').append(entry.getValue()));
        output.print(object, text.toString());

        Map<String, Object> flood = new LinkedHashMap<>();
        flood.put("measure", "throughput");
        flood.put("node", target.id());
        flood.put("size", size.bytes());
        flood.put("messages", result.messages());
        flood.put("messages_per_second", Math.round(result.perSecond()));
        flood.put(
                "mebibytes_per_second", rounded(new ByteSize((long) (result.perSecond() * size.bytes())).mebibytes()));
        output.print(
                flood,
                "one way: %s messages a second, %s MiB a second of payload"
                        .formatted(flood.get("messages_per_second"), flood.get("mebibytes_per_second")));
    }

    private static String number(double percentile) {
        return percentile == Math.rint(percentile)
                ? String.valueOf((int) percentile)
                : String.valueOf(percentile).replace('.', '_');
    }

    private static double micros(double nanos) {
        return rounded(nanos / NANOS_PER_MICRO);
    }

    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.1f", value));
    }

    private static void write(Path file, Histogram histogram) throws CommandFailed {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            histogram.outputPercentileDistribution(out, NANOS_PER_MICRO);
            if (out.checkError()) {
                throw new IOException("it could not be written to the end");
            }
        } catch (IOException e) {
            throw CommandFailed.failed("cannot write " + file + ": " + e, "Name another file: --hgrm FILE.");
        }
    }
}
