package io.loommp.benchmarks;

import io.loommp.Address;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.kernel.Kernel;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.agent.Action;
import io.loommp.loom.agent.Agent;
import io.loommp.manage.Events;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One turn of an agent: an input is left with it, by the bus or by its mailbox, and it hands it to a sink. Beside it a port with
 * a thread that receives the same messages. Half of what an agent has room for is in flight, so that nothing is dropped.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class AgentTurn {
    private static final int BATCH = 4096;

    private final Semaphore done = new Semaphore(0);
    private final Node node = LocalNodes.start("bench");
    private final Events bus = Kernel.of(node).events();
    private final Integer[] values = new Integer[BATCH];
    private final Message[] messages = new Message[BATCH];
    private final Agent<Integer> agent = Agent.on(node, "turns", 0)
            .sink(Integer.class, (number, cx) -> {
                count(number);
                return Action.ready();
            })
            .start();
    private final Port port = ThreadPorts.spawn(node, self -> {
        while (true) {
            count(self.get().integer(0));
        }
    });

    public AgentTurn() {
        Arrays.setAll(values, i -> i);
        Arrays.setAll(messages, i -> Message.of(i));
    }

    private void count(int number) {
        if (number == BATCH - 1) {
            done.release();
        }
    }

    @TearDown
    public void close() {
        node.close();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void ofBus() throws InterruptedException {
        for (Integer value : values) {
            bus.notify(value);
        }
        done.acquire();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void ofMailbox() throws InterruptedException {
        sendTo(agent.port());
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void ofPort() throws InterruptedException {
        sendTo(port);
    }

    private void sendTo(Address to) throws InterruptedException {
        for (Message message : messages) {
            node.send(to, message);
        }
        done.acquire();
    }
}
