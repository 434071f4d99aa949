package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.MessageHandler;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.testing.InPort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callback ports that are woken while threads enough are coming share these, and wait for no handler. */
@Timeout(30)
class WokenQueueTest {
    private static final int ENOUGH = Runtime.getRuntime().availableProcessors();
    private static final int TURNS_MAX = 64;

    @AutoClose
    private final Node node = LocalNodes.start("here");

    /** Nobody looks after the turns of its ports by time. */
    @AutoClose
    private final Kernel untimed = Kernel.start(KernelConfig.of("untimed").withRunNext(false));

    private final TurnTable table = new TurnTable();
    private final Queue<Runnable> coming = new ArrayDeque<>();
    private final List<String> handled = new ArrayList<>();

    private static void onVirtualThread(Runnable code) throws Exception {
        FutureTask<@Nullable Void> task = new FutureTask<>(code, null);
        Thread.startVirtualThread(task);
        task.get();
    }

    /** A runner whose threads begin when the test says so. */
    private CallbackRunner runner(Executor threads) {
        return new CallbackRunner(threads, untimed.probe(), table);
    }

    private LocalPort waiting(CallbackRunner runner, String name, MessageHandler handler) {
        LocalPort port =
                new LocalPort(untimed, new PortId("untimed", name), LocalPort.Kind.CALLBACK, null, p -> runner);
        port.onMessage(handler);
        runner.begin(port);
        return port;
    }

    private LocalPort noting(CallbackRunner runner, String name) {
        return waiting(runner, name, message -> handled.add(name));
    }

    private static void wake(LocalPort port) {
        assertThat(port.push(new MessageEntry(Message.of("wake")))).isTrue();
    }

    private List<String> wakeNoting(CallbackRunner runner, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("p" + i);
            wake(noting(runner, "p" + i));
        }
        return names;
    }

    @Test
    void noMoreThreadsComeThanThereAreCarriersFor_andAllPortsAreRunInTheirOrder() throws Exception {
        CallbackRunner runner = runner(coming::add);
        onVirtualThread(() -> {
            List<String> names = wakeNoting(runner, ENOUGH + 10);
            assertThat(coming).hasSize(ENOUGH);
            coming.remove().run();
            assertThat(handled).hasSize(11);
            coming.forEach(Runnable::run);
            assertThat(handled).containsExactlyInAnyOrderElementsOf(names);
            assertThat(handled.subList(1, 11)).isEqualTo(names.subList(ENOUGH, ENOUGH + 10));
        });
    }

    @Test
    void whoeverWakesFromOutsideTheCarriersStartsAThreadForEach() {
        wakeNoting(runner(coming::add), ENOUGH + 10);
        assertThat(coming).hasSize(ENOUGH + 10);
    }

    @Test
    void aThreadTakesSoManyTurnsOnly_andAnotherComesForTheRest() throws Exception {
        CallbackRunner runner = runner(coming::add);
        onVirtualThread(() -> {
            List<String> names = wakeNoting(runner, ENOUGH * (TURNS_MAX + 1));
            int begun = 0;
            while (!coming.isEmpty()) {
                int before = handled.size();
                coming.remove().run();
                assertThat(handled.size() - before).isBetween(1, TURNS_MAX);
                begun++;
            }
            assertThat(handled).containsExactlyInAnyOrderElementsOf(names);
            assertThat(begun).isGreaterThan(ENOUGH);
        });
    }

    @Test
    void theLastThreadThatComesStartsOneForAPortThatCountsOnIt_beforeItRunsItsOwn() throws Exception {
        CallbackRunner runner = runner(coming::add);
        onVirtualThread(() -> {
            List<LocalPort> first = new ArrayList<>();
            for (int i = 0; i < ENOUGH; i++) {
                first.add(waiting(runner, "first" + i, message -> takeLong()));
            }
            first.forEach(WokenQueueTest::wake);
            wake(noting(runner, "counts on them"));
            assertThat(coming).hasSize(ENOUGH);

            for (int i = 0; i < ENOUGH; i++) {
                assertThat(handled).isEmpty();
                coming.remove().run();
            }

            assertThat(coming).hasSize(1);
            coming.remove().run();
            assertThat(handled).containsExactly("counts on them");
        });
    }

    /** The timer comes by twice while a handler runs, so that its thread takes no more turns. */
    private void takeLong() {
        table.tick();
        table.tick();
    }

    @Test
    void whereThereIsNoThreadForItThen_itEnds() throws Exception {
        CallbackRunner runner = runner(task -> {
            if (handled.contains("no more")) {
                throw new RejectedExecutionException("no thread");
            }
            coming.add(task);
        });
        onVirtualThread(() -> {
            for (int i = 0; i < ENOUGH; i++) {
                wake(waiting(runner, "first" + i, message -> takeLong()));
            }
            LocalPort last = noting(runner, "last");
            wake(last);
            handled.add("no more");

            coming.forEach(Runnable::run);

            assertThat(last.endReason()).isEqualTo(new KillReason.Die("no thread"));
            assertThat(last.hasEnded()).isTrue();
            assertThat(handled).containsExactly("no more");
        });
    }

    @Test
    void portsThatAllWaitForEachOtherAreRunAllAtOnce() throws Exception {
        int count = 500;
        CountDownLatch all = new CountDownLatch(count);
        ThreadPorts.run(node, self -> {
            for (int i = 0; i < count; i++) {
                Port port = node.port(p -> p.onMessage(message -> {
                    all.countDown();
                    all.await();
                    p.send(message.port(1), "there");
                }));
                self.send(port, "begin", self);
            }
            for (int i = 0; i < count; i++) {
                self.get("there");
            }
        });
        assertThat(all.getCount()).isZero();
    }

    @Test
    void aPortThatWaitsForItsTurnWhenTheNodeCloses_ends() throws Exception {
        List<Port> ports = new ArrayList<>();
        onVirtualThread(() -> {
            for (int i = 0; i < 200; i++) {
                Port port = node.port(p -> p.onMessage(message -> new CountDownLatch(1).await()));
                ports.add(port);
                node.send(port, "wait");
            }
            node.close();
        });
        assertThat(ports)
                .allSatisfy(port -> assertThat(InPort.endOf(port)).isEqualTo(new KillReason.NodeClosed("here")));
    }

    @Test
    void aPortThatEndedByItselfLeavesNoInterruptBehindForTheNext() throws Exception {
        int count = 1_000;
        ThreadPorts.run(node, self -> {
            for (int i = 0; i < count; i++) {
                Port port = node.port(p -> p.onMessage(message -> {
                    p.send(
                            message.port(1),
                            "interrupted",
                            Thread.currentThread().isInterrupted());
                    p.kill(p, KillReason.normal());
                    Thread.currentThread().interrupt();
                }));
                self.send(port, "begin", self);
            }
            for (int i = 0; i < count; i++) {
                assertThat(self.get("interrupted").bool(1)).isFalse();
            }
        });
    }
}
