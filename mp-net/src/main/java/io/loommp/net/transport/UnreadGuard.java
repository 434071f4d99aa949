package io.loommp.net.transport;

import io.loommp.kernel.Unread;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides which link is not read for a while when more is unread than the node's limit allows: the one that brought most of
 * it (design decision 16, D4); and whether it is lost, when that has lasted too long.
 *
 * <p>A link that holds less than its even share of the limit is left alone: then it is not the links that are the cause, but
 * what others brought, or those left behind that are gone. At twice the limit that counts no longer.
 *
 * <p><b>Threads:</b> any.
 */
final class UnreadGuard {
    private final Unread unread;
    private final Set<TcpLink> links = ConcurrentHashMap.newKeySet();

    UnreadGuard(Unread unread) {
        this.unread = unread;
        unread.onRelease(() -> links.forEach(TcpLink::resumeReading));
    }

    void add(TcpLink link) {
        links.add(link);
    }

    void remove(TcpLink link) {
        links.remove(link);
    }

    /** To be called by whoever has read something. */
    void check() {
        if (unread.isOverLimit()) {
            links.stream()
                    .filter(link -> !link.isPaused()) // or else all could fill up to what the fullest of them holds
                    .max(Comparator.comparingLong(TcpLink::unreadBytes))
                    .filter(this::isAtFault)
                    .ifPresent(TcpLink::pauseReading);
        }
    }

    /** Whether so much is unread of what a link brought that it has to wait, or to go. */
    boolean isAtFault(TcpLink link) {
        long evenShare = unread.limit() / Math.max(1, links.size());
        long held = link.unreadBytes();
        return held > 0 && (held >= evenShare || unread.total() > 2 * unread.limit());
    }
}
