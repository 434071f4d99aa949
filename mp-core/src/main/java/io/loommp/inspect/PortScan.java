package io.loommp.inspect;

import io.loommp.Port;
import io.loommp.PortInfo;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.LocalPort;
import io.loommp.spi.ConfinedTo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Looks over the ports of a node for those that come first in some order. It looks at each port for a moment, and more
 * closely only at those that it returns: nothing is sorted and nothing is copied but these.
 *
 * <p><b>Threads:</b> one at a time.
 */
final class PortScan {
    private static final int LOOKS_MAX = 3;

    private final Kernel kernel;

    @ConfinedTo("the port of loommp::ports")
    private final Rates rates;

    PortScan(Kernel kernel) {
        this.kernel = kernel;
        this.rates = new Rates();
    }

    /** In which order ports come; those with the most first, and of equal ones those with the smallest id. */
    enum Order {
        ID,
        MAILBOX,
        RATE,
        RECEIVED,
        AGE,
        MONITORS
    }

    /**
     * What is looked for.
     *
     * @param measures whether it is measured how much comes a second
     * @param limit so many at most
     * @param after only those whose id comes behind this one; the empty text comes before all
     * @param match only those with this text in their id or one of their names
     * @param waiting only those for which so much waits, at least
     */
    record Wanted(Order order, boolean measures, int limit, String after, String match, int waiting) {}

    /**
     * What was found.
     *
     * @param ports how many ports the node has
     * @param matching how many of them fit
     * @param waiting how much waits for all of them
     * @param rate how many entries come for all of them a second; null if that is not known
     * @param lines the first of them, without those that have ended since; there are hardly none if some fit
     */
    record Result(
            int ports, int matching, long waiting, @Nullable Double rate, List<PortLine> lines) {}

    /** One port at the moment when it was looked at. */
    private record Found(LocalPort port, String id, double key) {
        /** The best first. */
        static final Comparator<Found> ORDER =
                Comparator.comparingDouble(Found::key).reversed().thenComparing(Found::id);
    }

    Result run(Wanted wanted) {
        Result result = look(wanted);
        for (int again = 1; again < LOOKS_MAX && result.lines.isEmpty() && result.matching > 0; again++) {
            result = look(wanted); // all have ended since they were found
        }
        return result;
    }

    /** Nobody has asked for a while: what was measured is let go of. */
    void forget() {
        rates.forget();
    }

    private Result look(Wanted wanted) {
        List<Port> all = kernel.livePorts();
        if (wanted.measures) {
            rates.measure(all, kernel.timers().nanoTime());
        }
        PriorityQueue<Found> best = new PriorityQueue<>(Found.ORDER.reversed()); // the worst of them is taken out first
        int matching = 0;
        long waiting = 0;
        for (Port each : all) {
            LocalPort port = LocalPort.of(each);
            int waits = waiting(port);
            waiting += waits;
            if (waits >= wanted.waiting && port.id().name().compareTo(wanted.after) > 0 && fits(port, wanted.match)) {
                matching++;
                offer(best, new Found(port, port.id().name(), key(port, waits, wanted.order)), wanted.limit);
            }
        }
        return new Result(all.size(), matching, waiting, wanted.measures ? rates.total() : null, lines(best));
    }

    private static void offer(PriorityQueue<Found> best, Found found, int limit) {
        if (best.size() < limit) {
            best.add(found);
        } else if (Found.ORDER.compare(found, best.element()) < 0) {
            best.remove();
            best.add(found);
        }
    }

    private static int waiting(LocalPort port) {
        return port.waiting() + port.runner().kept(port);
    }

    private boolean fits(LocalPort port, String match) {
        return match.isEmpty()
                || port.id().toString().contains(match)
                || kernel.names(port).stream().anyMatch(name -> name.contains(match));
    }

    private double key(LocalPort port, int waits, Order order) {
        return switch (order) {
            case ID -> 0;
            case MAILBOX -> waits;
            case RATE -> Optional.ofNullable(rates.of(port)).orElse(0.0);
            case RECEIVED -> Integer.toUnsignedLong(port.inbox().received());
            case AGE -> port.runner().oldestKeptNanos(port);
            case MONITORS -> port.monitors();
        };
    }

    private List<PortLine> lines(PriorityQueue<Found> best) {
        List<PortLine> lines = new ArrayList<>(best.size());
        for (Found found = best.poll(); found != null; found = best.poll()) {
            Optional<PortInfo> info = kernel.info(found.port);
            if (info.isPresent()) { // it may have ended since
                lines.add(PortLine.of(info.get(), rates.of(found.port), rates.stalled(found.port)));
            }
        }
        Collections.reverse(lines);
        return lines;
    }
}
