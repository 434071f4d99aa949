package io.loommp.testkit;

import io.loommp.Node;
import io.loommp.PortId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/* Looks at a world in which nothing can run: whether it is as it may be, and who waits for what. */
final class Examiner {
    private final Scheduler scheduler;
    private final List<? extends Node> nodes;
    private @Nullable AssertionError failedInPort; // the first
    private boolean circlesTolerated;

    /** For the nodes that are in this list when it is asked. */
    Examiner(Scheduler scheduler, List<? extends Node> nodes) {
        this.scheduler = scheduler;
        this.nodes = nodes;
    }

    void tolerateCircles() {
        circlesTolerated = true;
    }

    /** An assertion has failed in a port. */
    void failedInPort(AssertionError failed) {
        if (failedInPort == null) {
            failedInPort = failed;
        }
    }

    /** Fails if an assertion has failed in a port. */
    void checkPorts() {
        if (failedInPort != null) {
            throw new AssertionError("failed inside a port: " + failedInPort.getMessage(), failedInPort);
        }
    }

    /** Fails if something has come about that fails a run. */
    void checkRun() {
        checkPorts();
        String disturbance = scheduler.disturbance();
        if (disturbance != null) {
            throw new AssertionError(
                    disturbance + ": such a run cannot be repeated. Waits of the port (get, ask, after) keep"
                            + " the time of the world; sleep, time limits of the JDK, blocking sockets and other threads do not.");
        }
        if (!circlesTolerated) {
            List<List<Standstill.Wait>> circles = circles(waits());
            if (!circles.isEmpty()) {
                throw new AssertionError("ports wait for each other: " + Waits.describe(circles.getFirst()));
            }
        }
    }

    Standstill standstill() {
        List<Standstill.Wait> waits = waits();
        return new Standstill(
                time(), waits, circles(waits).stream().map(Waits::describe).toList());
    }

    /** How the world stands, which may be in the middle of a run, for people. */
    String describe() {
        int able = scheduler.readyCount();
        return new Standstill(time(), waits(), List.of()) + (able == 0 ? "" : "\n    " + able + " others could run");
    }

    private Duration time() {
        return Duration.ofNanos(scheduler.clock().now());
    }

    private List<Standstill.Wait> waits() {
        List<Standstill.Wait> waits = new ArrayList<>();
        for (Strand strand : scheduler.living()) {
            Standstill.Wait wait = Waits.of(strand);
            if (wait != null) {
                waits.add(wait);
            }
        }
        return waits;
    }

    private List<List<Standstill.Wait>> circles(List<Standstill.Wait> waits) {
        return Waits.circles(waits, this::holder);
    }

    /** The id of the port that an id means, which may be a name. */
    private PortId holder(PortId id) {
        return nodes.stream()
                .filter(node -> node.id().equals(id.node()))
                .flatMap(node -> node.whereis(id.name()).stream())
                .findFirst()
                .orElse(id);
    }
}
