package io.loommp.kernel;

import io.loommp.NodeStatistics;
import io.loommp.PortId;
import io.loommp.PortInfo;
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
        return new PortInfo(
                port.id(),
                runner.endsAtOnce() ? PortInfo.Kind.THREAD : PortInfo.Kind.CALLBACK,
                kernel.names(port),
                port.inbox().isWaiting(),
                port.inbox().waiting(),
                runner.kept(port),
                watches.size(),
                watches.stream().map(Watch::holder).filter(Objects::nonNull).toList(),
                links(port.owned()),
                oldest < 0 ? null : Duration.ofNanos(oldest));
    }

    private static List<PortId> links(Collection<Owned> owned) {
        return owned.stream().map(Owned::linkedTo).filter(Objects::nonNull).toList();
    }

    NodeStatistics statistics() {
        int ports = 0;
        int monitors = 0;
        for (LocalPort port : kernel.table().all()) {
            ports++;
            monitors += (int) port.watches().stream().filter(Watch::takesCare).count();
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
                : "the port is live, " + port.inbox().waiting() + " messages not looked at";
    }
}
