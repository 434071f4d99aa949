package io.loommp.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all nodes share for which there is something but no connection, be they real or made up: so many of them, and so much
 * that waits for them (security S29).
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
final class Waiting {
    private final int nodesMax;
    private final long bytesMax;
    private final AtomicInteger nodes = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    Waiting(int nodesMax, long bytesMax) {
        this.nodesMax = nodesMax;
        this.bytesMax = bytesMax;
    }

    /** One more node; false if there are too many, and then it does not count. */
    boolean enter() {
        if (nodes.incrementAndGet() > nodesMax) {
            nodes.decrementAndGet();
            return false;
        }
        return true;
    }

    /** One node less, and what waited for it. */
    void leave(long itsBytes) {
        nodes.decrementAndGet();
        bytes.addAndGet(-itsBytes);
    }

    /** Whether there is room for so much more. */
    boolean hasRoomFor(long moreBytes) {
        return bytes.get() + moreBytes <= bytesMax;
    }

    /** So much more waits. */
    void add(long moreBytes) {
        bytes.addAndGet(moreBytes);
    }

    int nodes() {
        return nodes.get();
    }
}
