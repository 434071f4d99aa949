package io.loommp.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Callback ports that were woken while threads enough for all carriers had not begun yet: they get no thread of their own, but
 * a turn of whichever has nothing to do first, see {@link Turns}.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never; who takes a port out waits for one who is just adding it.
 * <p><b>Limits:</b> 1,024 ports; who comes then gets a thread.
 */
final class WokenQueue {
    /*
     * As long as a port stands here, a thread is awaited: it has been started, has not begun, and will look here when it does.
     * So a port waits for no handler. For a carrier it waits as its own thread would, behind the others in the scheduler; longer
     * only if that would have stood at a carrier where there is less to do, until the CarrierProbe finds them crowded.
     *
     * Who adds a port looks afterwards whether a thread is awaited; a thread that begins is no longer awaited, and then looks
     * for ports. One of both sees the other, and has a thread started for the port that it finds. (That needs `poll`: it waits
     * for one who has taken a place and not yet filled it, while `relaxedPoll` would pass it by.)
     */
    private static final int MAX = 1024;

    private final int enough;
    private final AtomicInteger awaited = new AtomicInteger();
    private final MpmcVarHandleArrayQueue<LocalPort> ports = new MpmcVarHandleArrayQueue<>(MAX);

    /** {@code enough} is how many threads that have not begun are enough for all carriers. */
    WokenQueue(int enough) {
        this.enough = enough;
    }

    /** Adds a port; false if it is to get a thread. Who has added one must look for {@link #forsaken} ones. */
    boolean add(LocalPort port) {
        return awaited.get() >= enough && ports.offer(port);
    }

    /** A thread is about to be started that will say when it has begun. */
    void comes() {
        awaited.getAndIncrement();
    }

    /** It has begun, or could not be started. Who says so must look for {@link #forsaken} ports. */
    void begun() {
        awaited.getAndDecrement();
    }

    /** The port that has waited longest, if no thread is awaited any more; it is to get one. */
    @Nullable
    LocalPort forsaken() {
        return awaited.get() > 0 ? null : ports.poll();
    }

    /** The port that has waited longest, if there is one. */
    @Nullable
    LocalPort poll() {
        return ports.poll();
    }
}
