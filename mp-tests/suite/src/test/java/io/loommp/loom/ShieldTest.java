package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortKilled;
import io.loommp.local.LocalNodes;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.Probe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Code that the interrupt of a kill does not reach. */
@Timeout(30)
class ShieldTest {
    private static final KillReason STOP = KillReason.of("stop");

    @AutoClose
    private final Node node = LocalNodes.start("here");

    private static void awaitEnd(Port port, KillReason reason) {
        assertThat(InPort.endOf(port)).isEqualTo(reason);
    }

    @Test
    void aKillInsideItIsHeldBack_andReachesTheCodeBehindIt() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        List<Object> seen = new CopyOnWriteArrayList<>();
        Port port = ThreadPorts.spawn(node, self -> {
            String result = self.shield(() -> {
                inside.countDown();
                Latches.await(killed);
                seen.add("interrupted inside: " + Thread.currentThread().isInterrupted());
                return "done";
            });
            seen.add(result);
            seen.add("interrupted behind: " + Thread.currentThread().isInterrupted());
            self.get();
            seen.add("received");
        });
        Latches.await(inside);
        CompletableFuture<KillReason> told = new CompletableFuture<>();
        node.onEnd(port, told::complete);
        port.kill(STOP);
        assertThat(InPort.of(told)).as("for everybody else it ends at once").isEqualTo(STOP);
        killed.countDown();
        awaitEnd(port, STOP);
        assertThat(seen).containsExactly("interrupted inside: false", "done", "interrupted behind: true");
    }

    @Test
    void aReceiveInsideItEndsWithTheKill() {
        Probe probe = Probe.on(node);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, self -> {
            self.shield(() -> {
                self.send(probe, "inside");
                try {
                    return self.get();
                } catch (PortKilled e) {
                    thrown.complete(e);
                    throw e;
                }
            });
        });
        probe.expect("inside");
        port.kill(STOP);
        assertThat(InPort.of(thrown)).isInstanceOf(PortKilled.class);
        awaitEnd(port, STOP);
    }

    @Test
    void shieldsInOneAnotherHoldUntilTheOutermostEnds() {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        CompletableFuture<List<Boolean>> flags = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, self -> {
            Boolean between = self.shield(() -> {
                self.shield(() -> {
                    inside.countDown();
                    Latches.await(killed);
                    return "inner";
                });
                return Thread.currentThread().isInterrupted();
            });
            flags.complete(List.of(between, Thread.currentThread().isInterrupted()));
        });
        Latches.await(inside);
        port.kill(STOP);
        killed.countDown();
        assertThat(InPort.of(flags)).containsExactly(false, true);
        awaitEnd(port, STOP);
    }

    @Test
    void aPortThatIsKilledAlreadyDoesNotEnterIt() {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Port port = ThreadPorts.spawn(node, self -> {
            running.countDown();
            Latches.awaitStubbornly(killed);
            try {
                self.shield(() -> thrown.complete(new AssertionError("it ran")));
            } catch (PortKilled e) {
                thrown.complete(e);
            }
        });
        Latches.await(running);
        port.kill(STOP);
        killed.countDown();
        assertThat(InPort.of(thrown)).isInstanceOf(PortKilled.class);
        awaitEnd(port, STOP);
    }

    @Test
    void whatTheCodeThrowsIsThrown() {
        InPort.check(node, self -> {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> self.shield(() -> {
                        throw new IOException("disk full");
                    }))
                    .withMessage("disk full");
            self.send(self, "alive");
            assertThat(self.get()).isEqualTo(Message.of("alive"));
        });
    }

    @Test
    void aSharedFileChannelStaysOpenWhenAPortThatUsesItIsKilled(@TempDir Path directory) throws Exception {
        try (FileChannel shared =
                FileChannel.open(directory.resolve("shared"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            CountDownLatch writing = new CountDownLatch(1);
            CountDownLatch killed = new CountDownLatch(1);
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            Port port = ThreadPorts.spawn(node, self -> {
                try {
                    self.shield(() -> {
                        writing.countDown();
                        Latches.awaitStubbornly(killed);
                        return shared.write(ByteBuffer.wrap(new byte[100]));
                    });
                } catch (Throwable t) {
                    failures.add(t);
                }
            });
            Latches.await(writing);
            port.kill(STOP);
            killed.countDown();
            awaitEnd(port, STOP);
            assertThat(failures).isEmpty();
            assertThat(shared.isOpen()).isTrue();
            assertThat(shared.size()).isEqualTo(100);
        }
    }

    @Test
    void onlyThePortsOwnThreadShields() {
        Probe probe = Probe.on(node);
        CompletableFuture<ThreadSelf> leaked = new CompletableFuture<>();
        ThreadPorts.spawn(node, self -> {
            leaked.complete(self);
            self.send(probe, "leaked");
            self.get();
        });
        probe.expect("leaked");
        ThreadSelf self = InPort.of(leaked);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> self.shield(() -> "x"))
                .withMessageContaining(self.id().toString());
    }
}
