package io.loommp.net.transport;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps within bounds what is on its way to all nodes together. Each link has its bounds; but several nodes that take little,
 * or one that has many links under many ids, could fill the heap before any of them has come to it.
 *
 * <p>First senders wait: the more links there are, the earlier, so that what they leave on all of them takes at most half of
 * what there may be. The other half is for what cannot wait, as it comes from kernel threads. When that is not enough, links are
 * lost that have more than their share and a packet, which no sender that waits would leave there: those with most first. At
 * twice the bound, any.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
final class OutboundGuard {
    private static final long STEP_BYTES = 256 * 1024;

    private final long bytesMax;
    private final int packetBytesMax;
    private final long highWaterBytes;
    private final Set<TcpLink> links = ConcurrentHashMap.newKeySet();
    private final AtomicLong sinceLook = new AtomicLong();
    private volatile long share; // whoever adds or removes a link, under the monitor of this

    OutboundGuard(Limits limits) {
        this.bytesMax = limits.outboundTotalBytesMax();
        this.packetBytesMax = limits.packetBytesMax();
        this.highWaterBytes = limits.outboundHighWaterBytes();
        this.share = highWaterBytes;
    }

    void add(TcpLink link) {
        links.add(link);
        reckon();
    }

    void remove(TcpLink link) {
        links.remove(link);
        reckon();
    }

    private synchronized void reckon() {
        share = Math.max(1, Math.min(highWaterBytes, bytesMax / 2 / Math.max(1, links.size())));
    }

    /** With more than this on its way on a link, senders wait. */
    long highWaterBytes() {
        return share;
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
        long total = 0;
        for (TcpLink link : links) {
            total += link.outboundBytes();
        }
        if (total > bytesMax) {
            loseSome();
        }
    }

    private void loseSome() {
        List<Load> loads = new ArrayList<>();
        long total = 0;
        for (TcpLink link : links) {
            Load load = new Load(link, link.outboundBytes());
            loads.add(load);
            total += load.bytes;
        }
        loads.sort(Comparator.comparingLong(Load::bytes).reversed());
        long ofSenders = share + packetBytesMax;
        for (Load load : loads) {
            if (total <= bytesMax || (load.bytes <= ofSenders && total <= 2 * bytesMax)) {
                return;
            }
            total -= load.bytes;
            load.link.close(TcpLink.OVERLOADED);
        }
    }
}
