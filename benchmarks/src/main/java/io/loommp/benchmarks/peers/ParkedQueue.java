package io.loommp.benchmarks.peers;

import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.varhandle.MpscLinkedVarHandleQueue;
import org.jspecify.annotations.Nullable;

/** JCTools' linked MPSC queue with a flag that says whether its reader is parked: the least that a mailbox can be. */
public final class ParkedQueue extends BoxedThreads {
    /** Made by name. */
    public ParkedQueue() {
        super(Queue::new);
    }

    private static final class Queue implements Box {
        private final MpscLinkedVarHandleQueue<Object> queue = new MpscLinkedVarHandleQueue<>();
        private volatile boolean parked;
        private volatile @Nullable Thread owner;

        @Override
        public void owner(Thread thread) {
            owner = thread;
        }

        @Override
        public void put(Object message) {
            queue.offer(message);
            if (parked) {
                LockSupport.unpark(owner);
            }
        }

        @Override
        public Object take() throws InterruptedException {
            while (true) {
                Object message = queue.poll();
                if (message != null) {
                    return message;
                }
                // who offers after this flag sees it, and who offered before it is seen by the look at the queue
                parked = true;
                if (queue.isEmpty()) {
                    LockSupport.park(this);
                }
                parked = false;
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }
}
