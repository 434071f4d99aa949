package io.loommp.net;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few platform threads for what takes the time of a processor, or waits for something that is not the runtime's; they go
 * when there is nothing for them.
 *
 * <p><b>Limits:</b> so many threads, and so many tasks that wait for one, as are given; one more is refused.
 */
final class FewThreads implements Executor {
    private static final int IDLE_SECONDS = 5;

    private final ThreadPoolExecutor threads;

    /** @param name of its threads */
    FewThreads(String name, int threadsMax, int waitingMax) {
        threads = new ThreadPoolExecutor(
                threadsMax,
                threadsMax,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(waitingMax),
                Thread.ofPlatform().daemon().name(name).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** @throws RejectedExecutionException if too many tasks wait */
    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }
}
