package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.loommp.AskFailed;
import io.loommp.BoundAction;
import io.loommp.KillReason;
import io.loommp.Port;
import io.loommp.PortKilled;
import io.loommp.Timer;
import io.loommp.loom.ThreadPorts;
import io.loommp.spi.KernelThread;
import io.loommp.spi.Timers;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What fails in the runtime itself, for want of threads, memory or stack, leaves nobody waiting who is not concerned. */
@Timeout(60)
class FailedStepTest {
    private static final Duration MOMENT = Duration.ofMillis(50);

    private final FailingTimers timers = new FailingTimers();
    private volatile boolean noThreads;

    @AutoClose
    private final Kernel node = Kernel.start(KernelConfig.of("here")
            .withRunNext(true)
            .withTimers(name -> timers)
            .withRunNext(true)
            .withVirtualThreads(work -> {
                if (noThreads) {
                    throw new RejectedExecutionException("no threads left");
                }
                return Thread.ofVirtual().unstarted(work);
            }));

    private final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

    /** Whose timer there is no memory for. */
    private enum Unlucky {
        NOBODY,
        PORT,
        KERNEL_THREAD
    }

    private static final class FailingTimers implements Timers {
        private final Timers timers = new WheelTimers("failing-timers");
        private final AtomicReference<Unlucky> unlucky = new AtomicReference<>(Unlucky.NOBODY);

        /** Has the next timer fail that is set by one of these. */
        void failNext(Unlucky whose) {
            unlucky.set(whose);
        }

        boolean hasFailed() {
            return unlucky.get() == Unlucky.NOBODY;
        }

        @Override
        public long nanoTime() {
            return timers.nanoTime();
        }

        @Override
        public Timer at(long deadlineNanos, Runnable task) {
            Unlucky setting = KernelThread.isCurrent() ? Unlucky.KERNEL_THREAD : Unlucky.PORT;
            if (unlucky.compareAndSet(setting, Unlucky.NOBODY)) {
                throw new OutOfMemoryError("no room for a timer");
            }
            return timers.at(deadlineNanos, task);
        }

        @Override
        public void close() {
            timers.close();
        }
    }

    // ---- threads ----

    @Test
    void aPortEndsForWhichThereIsNoThread_andWhoSentToItGoesOn() {
        Port port = node.port(p -> p.onMessage(message -> handled.add(message.tag())));
        noThreads = true;
        node.send(port, "never"); // throws nothing
        noThreads = false;

        assertThat(InPort.endOf(port).toString()).contains("no threads left");
        assertThat(port.isLive()).isFalse();
    }

    @Test
    void aQuestionFailsWhoseReplyNoThreadCanTell_andWhoRepliesGoesOn() {
        Port answering = ThreadPorts.spawn(node, self -> {
            while (true) {
                var question = self.get("question");
                noThreads = true;
                self.send(question.port(1), "reply");
                noThreads = false;
            }
        });
        var stage = node.ask(answering, Duration.ofSeconds(20), "question").toCompletableFuture();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> stage.get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(AskFailed.class)
                .withMessageContaining("question to " + answering.id());
        assertThat(answering.isLive()).isTrue();
    }

    @Test
    void anEvaluationFailsForWhichThereIsNoThread_andItsPortEnds() {
        Port port = node.port(p -> p.onMessage(message -> handled.add(message.tag())));
        noThreads = true;
        var stage = port.eval(() -> "never").toCompletableFuture();
        noThreads = false;

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> stage.get(10, TimeUnit.SECONDS))
                .withCauseInstanceOf(PortKilled.class)
                .withMessageContaining("no threads left");
        assertThat(InPort.endOf(port).toString()).contains("no threads left");
    }

    // ---- memory ----

    @Test
    void aReceiveWithATimeLimitThatFailed_leavesTheNextOneInOrder() {
        InPort.check(node, self -> {
            timers.failNext(Unlucky.PORT);
            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> self.get("never", MOMENT));
            assertThat(self.get("never", MOMENT)).isEmpty();
            self.send(self, "now");
            assertThat(self.get("now", MOMENT)).isPresent();
        });
    }

    @Test
    void theCarriersAreWatchedAgain_soWhatAHandlerWokeDoesNotWaitForItForLong() {
        AtomicReference<CountDownLatch> ran = new AtomicReference<>(new CountDownLatch(1));
        Port woken = node.port(p -> p.onMessage(message -> ran.get().countDown()));
        Port waking = node.port(p -> p.onMessage(message -> {
            p.send(woken, "go"); // which follows on this thread, or gets one of its own when this takes long
            Latches.await(ran.get());
            handled.add(message.tag());
        }));
        node.send(waking, "before");
        assertThat(Latches.next(handled)).isEqualTo("before");

        timers.failNext(Unlucky.KERNEL_THREAD);
        while (!timers.hasFailed()) { // a thread comes by, so that there is a next tick
            ran.set(new CountDownLatch(1));
            node.send(woken, "go");
            Latches.await(ran.get());
        }
        await().until(() -> LocalPort.of(woken).inbox().isWaiting()); // or it would need no other thread
        ran.set(new CountDownLatch(1));
        node.send(waking, "after");

        assertThat(Latches.next(handled)).isEqualTo("after");
    }

    // ---- stack ----

    @Test
    void aPortWhoseBoundActionsCallEachOtherWithoutEndEnds() {
        for (int i = 0; i < 20; i++) { // where the stack ends is another place as more is compiled
            AtomicReference<BoundAction> endless = new AtomicReference<>();
            Port port = node.port(p -> {
                endless.set(p.bind(() -> endless.get().run()));
                p.onMessage(message -> endless.get().run());
            });
            CompletableFuture<KillReason> told = new CompletableFuture<>();
            node.onEnd(port, told::complete);

            node.send(port, "go");

            assertThat(InPort.of(told)).isEqualTo(new KillReason.Die("StackOverflowError"));
            assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("StackOverflowError"));
        }
    }

    @Test
    void tasksThatSomebodyHadToLeaveAreDoneByWhoComesNext() {
        List<String> done = new ArrayList<>();
        Sequencer sequencer = new Sequencer(Runnable::run, Runnable::run);

        assertThatExceptionOfType(StackOverflowError.class)
                .isThrownBy(() -> sequencer.run(() -> {
                    sequencer.run(() -> done.add("left"));
                    throw new StackOverflowError();
                }));
        assertThat(done).isEmpty();

        sequencer.run(() -> done.add("next"));
        assertThat(done).containsExactly("left", "next");
        sequencer.run(() -> done.add("last"));
        assertThat(done).containsExactly("left", "next", "last");
    }
}
