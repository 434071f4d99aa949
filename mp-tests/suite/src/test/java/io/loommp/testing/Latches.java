package io.loommp.testing;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting that ends, one way or the other. */
public final class Latches {
    private static final long LIMIT_SECONDS = 10;

    private Latches() {}

    /** Waits for a latch. */
    public static void await(CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("what was waited for did not come");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for a latch whatever interrupts: code that cannot be stopped. */
    public static void awaitStubbornly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("what was waited for did not come");
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes the next thing from a queue. */
    public static <T> T next(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
