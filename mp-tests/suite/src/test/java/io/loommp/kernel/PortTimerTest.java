package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.Self;
import io.loommp.Timer;
import io.loommp.spi.KernelThread;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNodes;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PortTimerTest {
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Node node = TestNodes.start("here", time);

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final CompletableFuture<Self> self = new CompletableFuture<>();

    private Port port() {
        return node.port(p -> {
            self.complete(p);
            p.onMessage(message -> seen.add(message.tag()));
        });
    }

    private void mark(Port port) {
        node.send(port, "mark");
        assertThat(Latches.next(seen)).isEqualTo("mark");
    }

    @Test
    void itsActionsRunInThePortsContext_whenTheirTimeHasCome() {
        CountDownLatch release = new CountDownLatch(1);
        Port port = node.port(p -> {
            p.on("block", message -> {
                seen.add("begin");
                Latches.await(release);
                seen.add("end");
            });
            p.onMessage(message -> seen.add(message.tag()));
            p.after(Duration.ofSeconds(2), () -> seen.add("second"));
            p.after(Duration.ofSeconds(1), () -> seen.add("first, on kernel thread: " + KernelThread.isCurrent()));
        });
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        mark(port);

        node.send(port, "block");
        assertThat(Latches.next(seen)).isEqualTo("begin");
        time.advance(Duration.ofSeconds(5));
        release.countDown();

        assertThat(Latches.next(seen)).isEqualTo("end");
        assertThat(Latches.next(seen)).isEqualTo("first, on kernel thread: false");
        assertThat(Latches.next(seen)).isEqualTo("second");
    }

    @Test
    void cancelledInTimeItDoesNotRun() {
        Port port = port();
        Timer timer = InPort.of(self).after(Duration.ofSeconds(1), () -> seen.add("fired"));

        assertThat(timer.cancel()).isTrue();
        assertThat(timer.cancel()).isFalse();

        time.advance(Duration.ofSeconds(2));
        mark(port);
    }

    @Test
    void cancelBeatsAnActionThatIsQueuedButHasNotBegun() {
        CountDownLatch release = new CountDownLatch(1);
        Port port = node.port(p -> {
            self.complete(p);
            p.on("block", message -> {
                seen.add("begin");
                Latches.await(release);
            });
            p.onMessage(message -> seen.add(message.tag()));
        });
        Timer timer = InPort.of(self).after(Duration.ofSeconds(1), () -> seen.add("fired"));
        node.send(port, "block");
        assertThat(Latches.next(seen)).isEqualTo("begin");
        time.advance(Duration.ofSeconds(1));

        assertThat(timer.cancel()).isTrue();
        release.countDown();

        mark(port);
    }

    @Test
    void cancelAfterItBeganIsTooLate() {
        port();
        Timer timer = InPort.of(self).after(Duration.ZERO, () -> seen.add("fired"));
        time.advance(Duration.ZERO);
        assertThat(Latches.next(seen)).isEqualTo("fired");
        assertThat(timer.cancel()).isFalse();
    }

    @Test
    void thoseOfAPortThatHasEndedVanish() {
        Port port = port();
        for (int i = 1; i <= 100; i++) {
            InPort.of(self).after(Duration.ofHours(i), () -> seen.add("fired"));
        }
        assertThat(time.size()).isGreaterThanOrEqualTo(100);

        port.kill();
        InPort.of(port.terminated().toCompletableFuture());

        time.advance(Duration.ofMinutes(1)); // whatever else the node had to do
        assertThat(time.size()).isLessThan(10);
        time.advance(Duration.ofHours(101));
        Port other = node.port(p -> p.onMessage(message -> seen.add(message.tag())));
        mark(other);
    }

    @Test
    void whatItThrowsEndsThePort() {
        Port port = port();
        InPort.of(self).after(Duration.ofSeconds(1), () -> {
            throw new IOException("at last");
        });
        time.advance(Duration.ofSeconds(1));
        assertThat(InPort.of(port.terminated().toCompletableFuture())).isEqualTo(new KillReason.Die("at last"));
    }

    @Test
    void timeDoesNotGoBack() {
        port();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InPort.of(self).after(Duration.ofNanos(-1), () -> {}))
                .withMessageContaining("delay")
                .withMessageContaining("PT-0.000000001S");
    }

    @Test
    void veryLongIsForEver() {
        Port port = port();
        InPort.of(self).after(Duration.ofSeconds(Long.MAX_VALUE), () -> seen.add("fired"));
        time.advance(Duration.ofDays(1000));
        mark(port);
    }
}
