package io.loommp.benchmarks.peers;

import java.util.concurrent.LinkedTransferQueue;

/** The JDK's {@link LinkedTransferQueue}, its fastest queue whose reader waits. */
public final class TransferQueue extends BoxedThreads {
    /** Made by name. */
    public TransferQueue() {
        super(Queue::new);
    }

    private static final class Queue implements Box {
        private final LinkedTransferQueue<Object> queue = new LinkedTransferQueue<>();

        @Override
        public void put(Object message) {
            queue.put(message);
        }

        @Override
        public Object take() throws InterruptedException {
            return queue.take();
        }
    }
}
