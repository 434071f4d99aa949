package io.loommp.inspect;

import io.loommp.Port;
import io.loommp.kernel.LocalPort;
import io.loommp.spi.ConfinedTo;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How fast entries come for the ports of a node, measured from one question to the next by the numbers that ports keep
 * anyway. All who ask share it: who asks too soon after another gets what was measured then.
 *
 * <p><b>Threads:</b> one at a time. <b>Limits:</b> about 100 bytes for each port, until they are forgotten.
 */
final class Rates {
    private static final long AT_LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final double NANOS_PER_SECOND = 1e9;

    @ConfinedTo("who measures")
    private Map<String, Sample> samples = Map.of();

    @ConfinedTo("who measures")
    private long measuredAt;

    @ConfinedTo("who measures")
    private double total = -1;

    /**
     * A port at the moment when it was measured.
     *
     * @param perSecond below zero if that is not known
     * @param stalledSince since when it has been seen to take nothing of what waits; 0 if it takes, or nothing waits
     */
    private record Sample(int received, int begun, double perSecond, long stalledSince) {}

    /** Looks at all ports, unless that was done a moment ago. */
    void measure(List<Port> ports, long now) {
        long passed = now - measuredAt;
        if (!samples.isEmpty() && passed < AT_LEAST_NANOS) {
            return;
        }
        Map<String, Sample> before = samples;
        Map<String, Sample> seen = HashMap.newHashMap(ports.size());
        double sum = before.isEmpty() ? -1 : 0;
        for (Port each : ports) {
            LocalPort port = LocalPort.of(each);
            Sample last = before.get(port.id().name());
            Sample sample = sample(port, last, passed, now);
            seen.put(port.id().name(), sample);
            sum += last == null ? 0 : sample.perSecond;
        }
        samples = seen;
        measuredAt = now;
        total = sum;
    }

    private static Sample sample(LocalPort port, @Nullable Sample last, long passed, long now) {
        int received = port.inbox().received();
        int begun = port.begun();
        if (last == null) {
            return new Sample(received, begun, -1, 0);
        }
        double perSecond = Math.max(0, received - last.received) * NANOS_PER_SECOND / passed;
        boolean takes = port.waiting() == 0 || begun != last.begun;
        return new Sample(received, begun, perSecond, takes ? 0 : stalledSince(last, passed, now));
    }

    private static long stalledSince(Sample last, long passed, long now) {
        return last.stalledSince == 0 ? now - passed : last.stalledSince;
    }

    /** Nobody has asked for a while. */
    void forget() {
        samples = Map.of();
        total = -1;
    }

    /** How many a second; null if that is not known. */
    @Nullable
    Double of(LocalPort port) {
        Sample sample = samples.get(port.id().name());
        return sample == null || sample.perSecond < 0 ? null : sample.perSecond;
    }

    /** How many a second for all ports together; null if that is not known. */
    @Nullable
    Double total() {
        return total < 0 ? null : total;
    }

    /** How long at least a port has taken nothing, although something waited; null if it was not seen to. */
    @Nullable
    Duration stalled(LocalPort port) {
        Sample sample = samples.get(port.id().name());
        return sample == null || sample.stalledSince == 0 ? null : Duration.ofNanos(measuredAt - sample.stalledSince);
    }
}
