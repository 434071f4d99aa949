package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.loom.ThreadPorts;
import io.loommp.spi.Link;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A send that waits for a slow link is interrupted: by the kill of the port that sends, or by anybody else. */
@Timeout(30)
class InterruptedSendTest {
    private static final PortId THERE = new PortId("there", "p");

    private final Kernel kernel = Kernel.start(KernelConfig.of("here"));
    private final FullLink link = new FullLink();

    @BeforeEach
    void connect() {
        kernel.linkUp(link, "nowhere");
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void killedSender_sendsNothingAfterItsEnd() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Port sender = ThreadPorts.spawn(kernel, self -> {
            try {
                self.send(THERE, "never");
            } catch (PortKilled e) {
                thrown.complete(e);
                throw e;
            }
        });
        assertThat(link.waiting.await(10, TimeUnit.SECONDS)).isTrue();

        sender.kill(KillReason.of("enough"));

        assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(PortKilled.class);
        assertThat(link.posted).isEmpty();
    }

    @Test
    void interruptedThread_sendsWithoutWaiting_andStaysInterrupted() throws Exception {
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread sender = Thread.ofVirtual().start(() -> {
            kernel.send(THERE, "now");
            flag.complete(Thread.currentThread().isInterrupted());
        });
        assertThat(link.waiting.await(10, TimeUnit.SECONDS)).isTrue();

        sender.interrupt();

        assertThat(flag.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(link.posted).containsExactly(Message.of("now"));
    }

    /** A link on which so much is under way that whoever sends waits. */
    private static final class FullLink implements Link {
        final CountDownLatch waiting = new CountDownLatch(1);
        final BlockingQueue<Message> posted = new LinkedBlockingQueue<>();

        @Override
        public String node() {
            return "there";
        }

        @Override
        public boolean send(String port, Message message) {
            waiting.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park(this);
            }
            return false;
        }

        @Override
        public boolean post(String port, Message message) {
            return posted.add(message);
        }

        @Override
        public void close(String why) {}
    }
}
