package io.loommp.kernel;

import io.loommp.NodeStatistics;
import io.loommp.PortId;
import io.loommp.PortInfo;
import io.loommp.spi.Waiting;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says what a node knows of its ports and of itself. */
final class Inspection {
    private final Kernel kernel;

    Inspection(Kernel kernel) {
        this.kernel = kernel;
    }

    PortInfo info(LocalPort port) {
        Runner runner = port.runner();
        List<Watch> watches = port.watches().stream().filter(Watch::takesCare).toList();
        long oldest = runner.oldestKeptNanos(port);
        Doing doing = doing(port, runner);
        return new PortInfo(
                port.id(),
                runner.endsAtOnce() ? PortInfo.Kind.THREAD : PortInfo.Kind.CALLBACK,
                kernel.names(port),
                doing.state,
                doing.waitsFor,
                doing.port,
                Integer.toUnsignedLong(port.inbox().received()),
                port.waiting(),
                runner.kept(port),
                watches.size(),
                watches.stream().map(Watch::holder).filter(Objects::nonNull).toList(),
                links(port.owned()),
                oldest < 0 ? null : Duration.ofNanos(oldest));
    }

    /** What the code of a port does, and for what it waits. */
    private record Doing(
            PortInfo.State state,
            @Nullable String waitsFor,
            @Nullable PortId port) {
        Doing(PortInfo.State state) {
            this(state, null, null);
        }
    }

    /** It looks at a thread that goes on meanwhile: what that waited for may be over when it is told. */
    private Doing doing(LocalPort port, Runner runner) {
        boolean receiving = port.inbox().isWaiting();
        Thread thread = runner.thread(port);
        Object blocker = thread == null ? null : kernel.parking().blocker(thread);
        if (blocker instanceof Waiting waiting) {
            PortInfo.State state = receiving ? PortInfo.State.RECEIVING : PortInfo.State.WAITING;
            return new Doing(state, waiting.what(), waiting.waitsFor());
        }
        if (receiving) {
            return new Doing(PortInfo.State.RECEIVING);
        }
        return new Doing(thread == null || runs(thread) ? PortInfo.State.RUNNING : PortInfo.State.BLOCKED);
    }

    private static boolean runs(Thread thread) {
        return switch (thread.getState()) {
            case NEW, RUNNABLE, TERMINATED -> true;
            case BLOCKED, WAITING, TIMED_WAITING -> false;
        };
    }

    private static List<PortId> links(Collection<Owned> owned) {
        return owned.stream().map(Owned::linkedTo).filter(Objects::nonNull).toList();
    }

    NodeStatistics statistics() {
        int ports = 0;
        int monitors = 0;
        for (LocalPort port : kernel.table().all()) {
            ports++;
            monitors += port.monitors();
        }
        Peers peers = kernel.peers();
        return new NodeStatistics(
                ports,
                kernel.registry().size(),
                monitors,
                peers.watchedPorts(),
                peers.size(),
                peers.links(),
                kernel.questions().size(),
                kernel.questions().lateReplies(),
                kernel.reports().deadLetters(),
                kernel.reports().ignoredRequests(),
                kernel.unread().total());
    }

    /** One line about a port for whoever waits for it in vain; null stands for one that is not there. */
    static String describe(@Nullable LocalPort port) {
        return port == null
                ? "there is no such port"
                : "the port is live, " + port.waiting() + " messages not looked at";
    }
}
