package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.Port;
import io.loommp.spi.KernelThread;
import io.loommp.testing.Latches;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A kernel thread that gathers wakes wakes each port once, and later. */
@Timeout(30)
class GatheredWakesTest {
    private final AtomicInteger started = new AtomicInteger();
    private volatile boolean exhausted;

    private final ThreadFactory counting = work -> {
        if (exhausted) {
            throw new OutOfMemoryError("no threads left");
        }
        started.incrementAndGet();
        return Thread.ofVirtual().unstarted(work);
    };

    @AutoClose
    private final Kernel node = Kernel.start(KernelConfig.of("here").withVirtualThreads(counting));

    private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

    private Port noting() {
        return node.port(p -> p.onMessage(message -> handled.add(message.string(1))));
    }

    private static <T> T onKernelThread(Callable<T> work) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new KernelThread(
                () -> {
                    try {
                        result.complete(work.call());
                    } catch (Throwable t) {
                        result.completeExceptionally(t);
                    }
                },
                "gathering");
        thread.start();
        return result.get(20, TimeUnit.SECONDS);
    }

    private static KernelThread gathering() {
        KernelThread thread = (KernelThread) Thread.currentThread();
        thread.gather(true);
        return thread;
    }

    @Test
    void aPortIsWokenOnceForAllThatCame_whenTheThreadWakesThoseThatItGathered() throws Exception {
        Port port = noting();

        List<Integer> starts = onKernelThread(() -> {
            KernelThread thread = gathering();
            int before = started.get();
            node.send(port, "data", "1");
            node.send(port, "data", "2");
            int gathered = started.get();
            thread.wakeGathered();
            return List.of(gathered - before, started.get() - before);
        });

        assertThat(starts).containsExactly(0, 1);
        assertThat(List.of(handled.take(), handled.take())).containsExactly("1", "2");
    }

    @Test
    void aPortWithABoundIsWokenAtOnce_sinceWhatItHasNotComeToIsCounted() throws Exception {
        Port port = node.port(MailboxBound.of(10), p -> p.onMessage(message -> handled.add(message.string(1))));

        int starts = onKernelThread(() -> {
            int before = started.get();
            gathering();
            node.send(port, "data", "at once");
            return started.get() - before;
        });

        assertThat(starts).isEqualTo(1);
        assertThat(handled.take()).isEqualTo("at once");
    }

    @Test
    void whoDoesNotGatherAnyMoreWakesAtOnce() throws Exception {
        Port port = noting();

        onKernelThread(() -> {
            gathering().gather(false);
            node.send(port, "data", "at once");
            return true;
        });

        assertThat(handled.take()).isEqualTo("at once");
    }

    @ParameterizedTest
    @CsvSource({"3, false", "100, true"})
    void handedOn_fewAreWokenAtOnce_andManyByAVirtualThreadInTheirOrder(int count, boolean virtual) throws Exception {
        BlockingQueue<String> woken = new LinkedBlockingQueue<>();

        onKernelThread(() -> {
            KernelThread thread = gathering();
            for (int i = 0; i < count; i++) {
                int number = i;
                thread.wakeLater(
                        () -> woken.add(number + " " + Thread.currentThread().isVirtual()));
            }
            thread.handOnGathered();
            thread.wakeGathered(); // finds nothing any more
            return true;
        });

        for (int i = 0; i < count; i++) {
            assertThat(Latches.next(woken)).isEqualTo(i + " " + virtual);
        }
        assertThat(woken).isEmpty();
    }

    @Test
    void aPortForWhichThereIsNoThreadEnds_andTheOthersAreWoken() throws Exception {
        Port unlucky = noting();
        CompletionStage<KillReason> asked =
                unlucky.terminated(); // who asks is told on a thread of its own, once there is one
        Port port = noting();

        onKernelThread(() -> {
            KernelThread thread = gathering();
            node.send(unlucky, "data", "never");
            exhausted = true;
            thread.wakeGathered();
            exhausted = false;
            node.send(port, "data", "the next");
            thread.wakeGathered();
            return true;
        });

        assertThat(handled.take()).isEqualTo("the next");
        KillReason reason = asked.toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(reason.toString()).contains("no threads left");
    }

    @Test
    void aParentEndsWhoseChildHadNoThread() throws Exception {
        AtomicReference<Port> child = new AtomicReference<>();
        Port parent = node.port(p -> child.set(p.port(c -> c.onMessage(message -> handled.add(message.string(1))))));
        CompletionStage<KillReason> asked = child.get().terminated();

        onKernelThread(() -> {
            KernelThread thread = gathering();
            node.send(child.get(), "data", "never");
            exhausted = true;
            thread.wakeGathered();
            exhausted = false;
            return true;
        });

        assertThat(asked.toCompletableFuture().get(20, TimeUnit.SECONDS).toString())
                .contains("no threads left");
        parent.kill(new KillReason.Die("test"));
        assertThat(parent.terminated().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isEqualTo(new KillReason.Die("test"));
    }
}
