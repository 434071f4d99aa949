package io.loommp.supervise;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.loommp.KillReason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Everything of one supervisor that may still run: so that nothing is left behind when it ends, and it does not count as
 * ended before.
 *
 * <p><b>Threads:</b> any.
 */
final class Brood {
    @GuardedBy("this")
    private final Set<Incarnation> alive = new LinkedHashSet<>();

    @GuardedBy("this")
    private boolean closed;

    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    /** Takes one in that is about to be started; false if the supervisor has ended. */
    synchronized boolean add(Incarnation incarnation) {
        if (!closed) {
            alive.add(incarnation);
        }
        return !closed;
    }

    /** Nothing of this one runs any more. */
    void remove(Incarnation incarnation) {
        boolean last;
        synchronized (this) {
            alive.remove(incarnation);
            last = closed && alive.isEmpty();
        }
        if (last) {
            gone.complete(null);
        }
    }

    /** The supervisor has ended: ends all, the last that was started first. */
    void close(KillReason reason) {
        List<Incarnation> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(alive);
        }
        left.reversed().forEach(incarnation -> incarnation.abandon(reason));
        if (left.isEmpty()) {
            gone.complete(null);
        }
    }

    /** Done when the supervisor has ended and nothing runs any more. */
    CompletableFuture<Void> gone() {
        return gone;
    }
}
