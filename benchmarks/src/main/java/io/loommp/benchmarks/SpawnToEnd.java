package io.loommp.benchmarks;

import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A port is made, gets a message, answers and ends; beside it a bare virtual thread that is started and ends. One port
 * makes them all, a batch at a time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class SpawnToEnd {
    private static final int PORTS = 1_000;

    private final WorkingPort port = new WorkingPort(0);
    private final Node node = port.node();

    @Setup
    public void begin() {
        node.function("answer", (self, args) -> answer(self));
    }

    @TearDown
    public void close() {
        port.close();
    }

    private static void answer(CallbackPort self) {
        self.onMessage(message -> {
            self.send(message.port(1), "answer");
            self.kill(self, KillReason.normal());
        });
    }

    private static void answers(ThreadSelf self) {
        for (int i = 0; i < PORTS; i++) {
            self.get("answer");
        }
    }

    @Benchmark
    @OperationsPerInvocation(PORTS)
    public void thread() throws InterruptedException {
        port.run(self -> {
            for (int i = 0; i < PORTS; i++) {
                self.send(ThreadPorts.spawn(node, one -> one.send(one.get().port(1), "answer")), "question", self.id());
            }
            answers(self);
        });
    }

    @Benchmark
    @OperationsPerInvocation(PORTS)
    public void callback() throws InterruptedException {
        port.run(self -> {
            for (int i = 0; i < PORTS; i++) {
                self.send(node.port(SpawnToEnd::answer), "question", self.id());
            }
            answers(self);
        });
    }

    @Benchmark
    @OperationsPerInvocation(PORTS)
    public void byName() throws InterruptedException {
        port.run(self -> {
            for (int i = 0; i < PORTS; i++) {
                self.send(self.spawn(self, "answer"), "question", self.id());
            }
            answers(self);
        });
    }

    @Benchmark
    @OperationsPerInvocation(PORTS)
    public void bareVirtualThread() throws InterruptedException {
        port.run(self -> {
            CountDownLatch ended = new CountDownLatch(PORTS);
            for (int i = 0; i < PORTS; i++) {
                Thread.startVirtualThread(ended::countDown);
            }
            ended.await();
        });
    }
}
