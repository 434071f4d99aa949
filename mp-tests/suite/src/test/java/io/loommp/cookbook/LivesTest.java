package io.loommp.cookbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Address;
import io.loommp.DatabaseEntry;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNetwork;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Recipes: watching each other, stopping in order, a restart that nobody notices. */
@Timeout(30)
class LivesTest {
    @AutoClose
    private final TestNetwork network = TestNetwork.inRealTime();

    private final Node here = network.start("here");
    private final Node there = network.start("there");

    // cookbook: symmetric
    /** A server: each client has a port of its own here, and neither outlives the other. */
    static void serve(ThreadSelf self) {
        while (true) {
            Message request = self.get("open");
            PortId client = request.port(1);
            Port session = self.node().port(p -> {
                p.onEnd(client, why -> p.kill(p, why));
                p.on("work", m -> p.send(client, "done", m.value(1)));
            });
            self.send(request.port(2), "opened", session);
        }
    }

    static PortId open(ThreadSelf self, Address server) {
        Message opened = self.ask(server, Duration.ofSeconds(5), "open", self);
        PortId session = opened.port(1);
        self.dependOn(session);
        return session;
    }
    // end

    @Test
    void neitherOutlivesTheOther() throws Exception {
        Port server = ThreadPorts.spawn(there, LivesTest::serve);
        try (Probe probe = Probe.on(here)) {
            Port first = client(server, probe);
            PortId session = probe.expect("session").port(1);
            probe.watch(session).watch(first);
            here.send(session, "work", 1);
            probe.expectMessage("done", 1);
            here.kill(first);
            assertThat(probe.expectEnd(session).isNormal()).isTrue();

            Port second = client(server, probe);
            PortId other = probe.expect("session").port(1);
            probe.watch(second);
            here.send(other, "work", 2);
            probe.expectMessage("done", 2); // so the monitor, which went before that, has arrived
            there.kill(other, KillReason.of("broken"));
            probe.expectEnd(second, KillReason.of("broken"));
        }
    }

    private Port client(Port server, Probe probe) {
        return ThreadPorts.spawn(here, self -> {
            self.send(probe, "session", open(self, server));
            while (true) {
                self.send(probe, self.get());
            }
        });
    }

    // cookbook: graceful
    static void work(ThreadSelf self) {
        self.trapExits(exit -> Message.of("finish"));
        while (true) {
            Message next = self.get();
            if (next.hasTag("finish")) {
                return; // all that was sent before has been done
            }
            self.send(next.port(1), "done", next.value(2));
        }
    }

    static KillReason stop(Port port, Duration patience) throws Exception {
        port.kill(KillReason.exit("shutdown"));
        try {
            return port.terminated().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            port.kill(KillReason.of("too_slow"));
            return port.terminated().toCompletableFuture().get();
        }
    }
    // end

    @Test
    void aStopLetsAPortFinish() throws Exception {
        Port worker = ThreadPorts.spawn(there, LivesTest::work);
        try (Probe customer = Probe.on(there)) {
            for (int i = 0; i < 100; i++) {
                there.send(worker, "job", customer, i);
            }
            customer.expectMessage("done", 0); // so it has begun, and takes exits as messages
            assertThat(stop(worker, Duration.ofSeconds(20)).isNormal()).isTrue();
            for (int i = 1; i < 100; i++) {
                customer.expectMessage("done", i);
            }
        }
    }

    @Test
    void aPortThatDoesNotFinishIsKilled() throws Exception {
        CountDownLatch traps = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Port stuck = ThreadPorts.spawn(there, self -> {
            self.trapExits(exit -> Message.of("finish"));
            traps.countDown();
            never.await();
        });
        traps.await();
        assertThat(stop(stuck, Duration.ofMillis(10))).isEqualTo(KillReason.of("too_slow"));
    }

    // cookbook: rolling
    /** One of those that do the work: it is found in the family "workers" until it is to be replaced. */
    record Instance(Port port, DatabaseEntry entry) {
        static Instance start(Node node) {
            Port port = ThreadPorts.spawn(node, LivesTest::work);
            return new Instance(port, node.database().register("workers", port));
        }

        KillReason retire(Duration patience) throws Exception {
            entry.close(); // from now on nobody new finds it
            return stop(port, patience); // and those who have found it get their answers
        }
    }
    // end

    @Test
    void theNewOneIsThereBeforeTheOldOneGoes() throws Exception {
        Instance old = Instance.start(here);
        Instance replacement = Instance.start(there);
        network.settle();
        try (Probe customer = Probe.on(here)) {
            here.send(old.port(), "job", customer, "before");
            assertThat(old.retire(Duration.ofSeconds(20)).isNormal()).isTrue();
            customer.expectMessage("done", "before");
            network.settle();
            List<String> workers =
                    here.database().keys("workers").toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(workers).containsExactly(replacement.port().id().toString());

            here.send(PortId.of(workers.getFirst()), "job", customer, "after");
            customer.expectMessage("done", "after");
        }
    }
}
