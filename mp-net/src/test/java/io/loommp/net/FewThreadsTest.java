package io.loommp.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads for what waits for others: however much there is, they are few. */
@Timeout(60)
class FewThreadsTest {
    @Test
    void moreTasksThanThreadsWait_andTooManyAreRefused() throws Exception {
        FewThreads threads = new FewThreads("few", 2, 3);
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(5);
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        Runnable task = () -> {
            try {
                gate.await();
                used.add(Thread.currentThread());
                done.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        for (int i = 0; i < 5; i++) {
            threads.execute(task);
        }
        assertThatThrownBy(() -> threads.execute(task)).isInstanceOf(RejectedExecutionException.class);
        gate.countDown();
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(used).hasSizeBetween(1, 2).allMatch(Thread::isDaemon);
    }
}
