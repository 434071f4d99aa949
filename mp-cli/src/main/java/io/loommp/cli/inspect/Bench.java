package io.loommp.cli.inspect;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.cli.CommandFailed;
import io.loommp.loom.ThreadSelf;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * One measurement against a port of the service {@code bench}.
 *
 * <p><b>Threads:</b> that of its port.
 */
final class Bench {
    /** After so many messages the other side is asked how many have come. */
    private static final int BATCH = 1000;

    private static final int BATCHES_ON_THE_WAY = 8;
    private static final int DIGITS = 3;
    private static final double NANOS_PER_SECOND = 1e9;

    private final ThreadSelf self;
    private final PortId port;
    private final byte[] payload;
    private final Duration limit;

    /**
     * What came of it.
     *
     * @param roundTrips in nanoseconds
     * @param messages how many were sent one way
     * @param perSecond of these
     */
    record Result(Histogram roundTrips, long messages, double perSecond) {}

    Bench(ThreadSelf self, PortId port, byte[] payload, Duration limit) {
        this.self = self;
        this.port = port;
        this.payload = payload;
        this.limit = limit;
    }

    Result run(int seconds, Consumer<String> progress) throws CommandFailed {
        progress.accept("warming up for 1 s");
        Histogram ignored = roundTrips(1);
        progress.accept("measuring round trips for %d s".formatted(seconds));
        Histogram trips = roundTrips(seconds);
        progress.accept("measuring messages one way for %d s".formatted(seconds));
        long began = System.nanoTime();
        long sent = flood(began + TimeUnit.SECONDS.toNanos(seconds));
        return new Result(trips, sent, sent * NANOS_PER_SECOND / (System.nanoTime() - began));
    }

    private Histogram roundTrips(int seconds) throws CommandFailed {
        Histogram histogram = new Histogram(DIGITS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (long now = System.nanoTime(); now < end; ) {
            self.send(port, "echo", self, payload);
            reply("echo");
            long after = System.nanoTime();
            histogram.recordValue(after - now);
            now = after;
        }
        return histogram;
    }

    /** Sends until then, and returns how many have arrived there. */
    private long flood(long end) throws CommandFailed {
        long batches = 0;
        long acknowledged = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < BATCH; i++) {
                self.send(port, "sink", payload);
            }
            self.send(port, "count", self);
            batches++;
            if (batches - acknowledged == BATCHES_ON_THE_WAY) {
                reply("count");
                acknowledged++;
            }
        }
        long arrived = 0;
        while (acknowledged < batches) {
            arrived = reply("count").longInteger(1);
            acknowledged++;
        }
        return arrived;
    }

    private Message reply(String tag) throws CommandFailed {
        return self.get(tag, limit)
                .orElseThrow(() -> CommandFailed.failed(
                        "node " + port.node() + " does not answer any more",
                        "Was it ended, or its service switched off?"));
    }
}
