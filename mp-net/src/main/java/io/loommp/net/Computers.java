package io.loommp.net;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/* A few threads for what takes the time of a processor; they go when there is nothing for them. */
final class Computers implements Executor {
    private static final int IDLE_SECONDS = 5;

    private final ThreadPoolExecutor threads;

    /** @param name of its threads */
    Computers(String name) {
        int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        threads = new ThreadPoolExecutor(
                most,
                most,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), // each stranger has one task at a time, and there are only so many
                Thread.ofPlatform().daemon().name(name).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }
}
