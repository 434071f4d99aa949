package io.loommp.net.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Timer;
import io.loommp.spi.Timers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets and tasks of one loop, whose turns a virtual thread may take. */
@Timeout(60)
class NioLoopTest {
    private final AtomicBoolean failing = new AtomicBoolean();

    /** Time stands still, so that nothing comes late. */
    private final Timers timers = new Timers() {
        @Override
        public long nanoTime() {
            if (failing.getAndSet(false)) {
                throw new OutOfMemoryError("told to fail");
            }
            return 0;
        }

        @Override
        public Timer at(long deadlineNanos, Runnable task) {
            throw new AssertionError("nothing here sets a timer");
        }

        @Override
        public void close() {}
    };

    private final NioNetwork network = new NioNetwork(Runnable::run, Runnable::run, Runnable::run, true);
    private Loop loop;

    @BeforeEach
    void start() throws Exception {
        loop = network.start("loop", timers, () -> true, () -> {});
    }

    @AfterEach
    void end() throws InterruptedException {
        loop.execute(loop::end);
        assertThat(loop.awaitEnd(Duration.ofSeconds(20))).isTrue();
    }

    /** Runs again and again, so that there is always a task. */
    private void goOn(AtomicBoolean goingOn) {
        if (goingOn.get()) {
            loop.execute(() -> goOn(goingOn));
        }
    }

    private void accept(Acceptor acceptor, BlockingQueue<Boolean> onVirtualThread) {
        try {
            Connection accepted = acceptor.accept();
            if (accepted != null) {
                accepted.close();
                onVirtualThread.add(Thread.currentThread().isVirtual());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aVirtualThreadLooksAfterSocketsAlsoWhileThereAreTasks() throws Exception {
        AtomicBoolean goingOn = new AtomicBoolean(true);
        BlockingQueue<Boolean> onVirtualThread = new LinkedBlockingQueue<>();
        Acceptor acceptor = network.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        loop.execute(() -> {
            try {
                acceptor.enter(loop, () -> accept(acceptor, onVirtualThread));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        loop.execute(() -> goOn(goingOn));

        boolean done;
        do { // the selector thread may do it as well, now and then
            try (Socket client =
                    new Socket(acceptor.local().getAddress(), acceptor.local().getPort())) {
                assertThat(client.isConnected()).isTrue();
                done = onVirtualThread.take();
            }
        } while (!done);
        goingOn.set(false);
    }

    @Test
    void aTurnThatFailsIsNotTheLast() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        failing.set(true);
        while (failing.get()) {
            loop.execute(() -> {}); // so that there is a turn
            Thread.onSpinWait();
        }
        loop.execute(ran::countDown);
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
