package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ports on threads of the system, for bodies that compute. */
@Timeout(30)
class PlatformTest {
    @AutoClose
    private final Node node = LocalNodes.start("here");

    @Test
    void itIsAPortLikeAnyOther_onAThreadOfTheSystem() {
        Probe probe = Probe.on(node);
        Port port = ThreadPorts.platform(node, self -> {
            Thread thread = Thread.currentThread();
            Message job = self.get("job");
            self.send(probe, "done", job.value(1), thread.isVirtual(), thread.isDaemon(), thread.getName());
        });
        node.send(port, "other");
        node.send(port, "job", 42);
        assertThat(probe.expect("done"))
                .isEqualTo(Message.of("done", 42, false, true, port.id().toString()));
        assertThat(InPort.endOf(port)).isEqualTo(KillReason.normal());
    }

    @Test
    void aKillInterruptsIt() {
        CountDownLatch computing = new CountDownLatch(1);
        Port port = ThreadPorts.platform(node, MailboxBound.of(10), self -> {
            computing.countDown();
            long x = 0;
            while (!Thread.currentThread().isInterrupted()) {
                x++;
            }
            assertThat(x).isNotNegative();
        });
        Latches.await(computing);
        port.kill(KillReason.of("stop"));
        assertThat(InPort.endOf(port)).isEqualTo(KillReason.of("stop"));
    }

    @Test
    void bodiesThatComputeDoNotKeepOthersFromTheirTurn() {
        List<Port> computing = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(2 * Runtime.getRuntime().availableProcessors());
        for (long i = all.getCount(); i > 0; i--) {
            computing.add(ThreadPorts.platform(node, self -> {
                all.countDown();
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
            }));
        }
        Latches.await(all);
        assertThat(InPort.<String>call(node, self -> {
                    self.send(self, "turn");
                    return self.get().tag();
                }))
                .isEqualTo("turn");
        computing.forEach(Port::kill);
    }
}
