package io.loommp.testkit;

import io.loommp.spi.KernelThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one thread of a network: it does what it is given, one after the other, in the order in which it was given.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> only {@link #call}.
 */
final class NetworkThread {
    private static final long CALL_SECONDS_MAX = 10;

    private final Activity activity;
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final KernelThread thread = new KernelThread(this::run, "loommp-test-network");
    private volatile @Nullable Throwable failure; // written by the thread, once
    private boolean closed; // the thread
    private volatile boolean ended; // written by the thread

    NetworkThread(Activity activity) {
        this.activity = activity;
        thread.start();
    }

    /** Has something done soon; never, if the thread has ended. */
    void execute(Runnable task) {
        activity.taskBegun();
        tasks.add(task);
        if (ended) {
            forget(); // the thread may have done so before this task came
        }
    }

    private void forget() {
        while (tasks.poll() != null) {
            activity.taskDone();
        }
    }

    /** Has something done and waits for it; at once when called by what the thread does. */
    @SuppressWarnings("ReferenceEquality") // a thread is itself
    void call(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
            return;
        }
        if (ended) {
            throw new IllegalStateException("the network is closed");
        }
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        execute(() -> {
            try {
                task.run();
                done.complete(true);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        await(done);
    }

    private static void await(CompletableFuture<Boolean> done) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CALL_SECONDS_MAX);
        try {
            while (true) {
                try {
                    Boolean ignored = done.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true; // what was begun is not left half done; the flag is set again below
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new AssertionError("the network failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the network did not answer within " + CALL_SECONDS_MAX + " s", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What went wrong first in something that was executed; null if nothing did. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Notes what went wrong. */
    void failed(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
    }

    private void run() {
        while (!closed) {
            try {
                Runnable task = tasks.take();
                try {
                    task.run();
                } finally {
                    activity.taskDone();
                }
            } catch (Throwable t) {
                failed(t);
            }
        }
        ended = true;
        forget();
    }

    /** Does what was given before, and no more. */
    void close() {
        execute(() -> closed = true);
    }
}
