package io.loommp.net.transport;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides which links are lost when too much is on its way to all nodes together: those with most of it. Each link has its
 * bound; but several nodes that take little, or one that has several links under several ids, could fill the heap before any
 * of them has come to it.
 *
 * <p>Who sends from a thread of its own waits when a link is crowded. So only that is looked at which comes beyond.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
final class OutboundGuard {
    private static final long STEP_BYTES = 256 * 1024;

    private final long bytesMax;
    private final Set<TcpLink> links = ConcurrentHashMap.newKeySet();
    private final AtomicLong sinceLook = new AtomicLong();

    OutboundGuard(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    void add(TcpLink link) {
        links.add(link);
    }

    void remove(TcpLink link) {
        links.remove(link);
    }

    /** So much more is on its way to a node that has more than it takes. */
    void crowded(int bytes) {
        long since = sinceLook.addAndGet(bytes);
        if (since >= STEP_BYTES && sinceLook.compareAndSet(since, 0)) {
            check();
        }
    }

    private record Load(TcpLink link, long bytes) {}

    private void check() {
        List<Load> fullestFirst = links.stream()
                .map(link -> new Load(link, link.outboundBytes()))
                .sorted(Comparator.comparingLong(Load::bytes).reversed())
                .toList();
        long total = fullestFirst.stream().mapToLong(Load::bytes).sum();
        for (Load load : fullestFirst) {
            if (total <= bytesMax) {
                return;
            }
            total -= load.bytes;
            load.link.close(TcpLink.OVERLOADED);
        }
    }
}
