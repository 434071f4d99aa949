package io.loommp.testkit;

import io.loommp.PortId;
import io.loommp.spi.Waiting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/* Who waits for what among the threads of a world, and where that goes round in a circle. */
final class Waits {
    private Waits() {}

    /** The wait of a thread that is not about to run; null if it is, or does not wait. */
    static Standstill.@Nullable Wait of(Strand strand) {
        Thread.State state = strand.state();
        if (strand.ready || state == Thread.State.NEW || state == Thread.State.TERMINATED) {
            return null;
        }
        String who = strand.toString();
        Object blocker = strand.blocker();
        if (blocker instanceof Waiting waiting) {
            PortId waiter = waiting.waiter();
            PortId port = waiter == null ? strand.port() : waiter;
            return new Standstill.Wait(port == null ? who : port.toString(), port, waiting.what(), waiting.waitsFor());
        }
        String what = state == Thread.State.BLOCKED
                ? "a monitor"
                : blocker == null ? "something" : "a " + blocker.getClass().getSimpleName();
        return new Standstill.Wait(who, strand.port(), what + " at " + place(strand), null);
    }

    /** Where a thread stands in code that is not the JDK's. */
    static String place(Strand strand) {
        Thread thread = strand.thread;
        StackTraceElement[] stack = thread == null ? new StackTraceElement[0] : thread.getStackTrace();
        return Arrays.stream(stack)
                .filter(frame ->
                        frame.getModuleName() == null || !frame.getModuleName().startsWith("java."))
                .findFirst()
                .or(() -> Arrays.stream(stack).findFirst())
                .map(StackTraceElement::toString)
                .orElse("a place that the JDK does not tell");
    }

    /**
     * The circles of ports that wait for each other, each as its waits in order.
     *
     * @param holder of a name that a port is called by, makes the id of that port
     */
    static List<List<Standstill.Wait>> circles(List<Standstill.Wait> waits, UnaryOperator<PortId> holder) {
        Map<PortId, Standstill.Wait> byPort = new HashMap<>();
        for (Standstill.Wait wait : waits) {
            if (wait.port() != null && wait.waitsFor() != null) {
                byPort.put(wait.port(), wait);
            }
        }
        List<List<Standstill.Wait>> circles = new ArrayList<>();
        Set<PortId> seen = new HashSet<>();
        for (Standstill.Wait wait : waits) {
            List<Standstill.Wait> circle = circleFrom(wait, byPort, seen, holder);
            if (!circle.isEmpty()) {
                circles.add(circle);
            }
        }
        return circles;
    }

    private static List<Standstill.Wait> circleFrom(
            Standstill.Wait start,
            Map<PortId, Standstill.Wait> byPort,
            Set<PortId> seen,
            UnaryOperator<PortId> holder) {
        LinkedHashSet<PortId> path = new LinkedHashSet<>();
        PortId at = start.port();
        while (at != null && byPort.containsKey(at) && seen.add(at)) {
            path.add(at);
            PortId next = byPort.get(at).waitsFor();
            at = next == null ? null : holder.apply(next);
        }
        if (at == null || !path.contains(at)) {
            return List.of();
        }
        PortId first = at;
        return path.stream()
                .dropWhile(port -> !port.equals(first))
                .map(byPort::get)
                .toList();
    }

    /** As in "a waits for b, b waits for a", and what for. */
    static String describe(List<Standstill.Wait> circle) {
        StringBuilder short_ = new StringBuilder();
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < circle.size(); i++) {
            Standstill.Wait wait = circle.get(i);
            short_.append(i == 0 ? "" : ", ")
                    .append(wait.who())
                    .append(" waits for ")
                    .append(circle.get((i + 1) % circle.size()).who());
            whole.append("\n    ").append(wait);
        }
        return short_.append(whole).toString();
    }
}
