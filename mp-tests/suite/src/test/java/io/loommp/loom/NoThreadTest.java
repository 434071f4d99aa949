package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.loommp.KillReason;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.loom.agent.Action;
import io.loommp.loom.agent.Agent;
import io.loommp.loom.agent.Overflow;
import io.loommp.loom.agent.RestartPolicy;
import io.loommp.manage.BusReader;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The system has no thread left for a port: its end is told, and nobody waits for it. */
@Timeout(30)
class NoThreadTest {
    private final AtomicBoolean nextCannotStart = new AtomicBoolean();
    private final AtomicBoolean nextPortCannotStart = new AtomicBoolean();
    private volatile Runnable meanwhile = () -> {};

    @AutoClose
    private final Kernel node = Kernel.start(KernelConfig.of("here").withVirtualThreads(this::thread));

    private Thread thread(Runnable task) {
        ThreadFactory virtual = Thread.ofVirtual().factory();
        boolean ofPort = task.getClass().getName().contains("PortThread");
        return nextCannotStart.getAndSet(false) || (ofPort && nextPortCannotStart.getAndSet(false))
                ? new Unstartable(meanwhile)
                : virtual.newThread(task);
    }

    /** As if there were too many. */
    private static final class Unstartable extends Thread {
        private final Runnable meanwhile;

        Unstartable(Runnable meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public void start() {
            meanwhile.run();
            throw new OutOfMemoryError("unable to create native thread");
        }
    }

    @Test
    void thePortEndsAndWhoSpawnsItIsTold() {
        AtomicReference<PortId> spawned = new AtomicReference<>();
        CompletableFuture<KillReason> told = new CompletableFuture<>();
        nextCannotStart.set(true);
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> ThreadPorts.spawn(
                        node,
                        id -> {
                            spawned.set(id);
                            node.onEnd(id, told::complete);
                        },
                        self -> self.get("never")))
                .withMessage("unable to create native thread");
        assertThat(InPort.of(told)).isEqualTo(new KillReason.Die("unable to create native thread"));
        assertThat(node.ports()).isEmpty();
    }

    @Test
    void itsParentCanEnd() {
        Port parent = ThreadPorts.spawn(node, self -> {
            nextCannotStart.set(true);
            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> self.spawn(child -> child.get("never")));
        });
        assertThat(InPort.endOf(parent)).isEqualTo(KillReason.normal());
    }

    @Test
    void aCallbackPortThatIsGivenOneEnds() {
        CountDownLatch go = new CountDownLatch(1);
        Port port = node.port(p -> p.onMessage(message -> {
            Latches.await(go);
            nextCannotStart.set(true);
            ThreadPorts.attach(p, self -> self.get("never"));
        }));
        node.send(port, "attach");
        go.countDown();
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("unable to create native thread"));
    }

    @Test
    void aCallbackPortThatWasToFollowAnotherEnds_andTheOtherGoesOn() {
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch handled = new CountDownLatch(1);
        Port follower = node.port(p -> p.onMessage(message -> {}));
        Port first = node.port(p -> p.on("begin", message -> {
                    Latches.await(sent); // so that the next message stands in the mailbox
                    p.send(follower, "next");
                    nextCannotStart.set(true);
                })
                .on("again", message -> handled.countDown()));
        node.send(first, "begin");
        node.send(first, "again");
        sent.countDown();

        assertThat(InPort.endOf(follower)).isEqualTo(new KillReason.Die("unable to create native thread"));
        Latches.await(handled);
        assertThat(first.isLive()).isTrue();
    }

    @Test
    void anAgentThatCannotBeStartedAnewHasEnded_andIsToldNothingMore() {
        AtomicInteger finalized = new AtomicInteger();
        Agent<Integer> agent = Agent.on(node, "phoenix", 0)
                .sink(String.class, (text, cx) -> {
                    nextPortCannotStart.set(true);
                    throw new IllegalStateException("a sink failed, as it should");
                })
                .restart(RestartPolicy.atMost(1, Duration.ofMinutes(1)))
                .finalizer(cx -> finalized.incrementAndGet())
                .start();
        node.events().notify("go");
        assertThat(agent.ended()
                        .toCompletableFuture()
                        .orTimeout(30, TimeUnit.SECONDS)
                        .join())
                .isEqualTo("not started anew: unable to create native thread");
        assertThat(finalized).hasValue(2); // for each start
        assertThat(node.events().wantsAny(BusReader.VALUES)).isFalse();
        assertThat(node.whereis("phoenix")).isEmpty();
    }

    @Test
    void whoWaitsForRoomOfAnAgentThatCannotBeStartedGoesOn() throws InterruptedException {
        List<Thread> waiting = new ArrayList<>();
        meanwhile = () -> {
            CountDownLatch full = new CountDownLatch(1);
            waiting.add(Thread.startVirtualThread(() -> {
                node.events().notify("one");
                full.countDown();
                node.events().notify("two"); // waits for room, or for the end of the agent
            }));
            Latches.await(full);
        };
        nextPortCannotStart.set(true);
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> Agent.on(node, "unborn", 0)
                        .sink(String.class, (text, cx) -> Action.ready())
                        .buffer(1, Overflow.BLOCK_USER)
                        .start());
        assertThat(waiting).hasSize(1);
        waiting.getFirst().join();
        assertThat(node.events().wantsAny(BusReader.VALUES)).isFalse();
        assertThat(node.whereis("unborn")).isEmpty();
    }
}
