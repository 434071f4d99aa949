package io.loommp.benchmarks;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
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
 * One sender that is no port, one receiver, many messages in flight. The sender waits for the receiver once per batch, so that
 * nothing piles up.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class OneWay {
    private static final int BATCH = 100_000;

    private final Semaphore received = new Semaphore(0);
    private final Node node = LocalNodes.start("bench");
    private final Port thread = ThreadPorts.spawn(node, self -> {
        while (true) {
            count(self.get());
        }
    });
    private final Port callback = node.port(p -> p.onMessage(this::count));

    private void count(Message message) {
        if (message.integer(1) == BATCH - 1) {
            received.release();
        }
    }

    @TearDown
    public void close() {
        node.close();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void toThread() throws InterruptedException {
        sendBatch(thread);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void toCallback() throws InterruptedException {
        sendBatch(callback);
    }

    private void sendBatch(Port to) throws InterruptedException {
        for (int i = 0; i < BATCH; i++) {
            node.send(to, "n", i);
        }
        received.acquire();
    }
}
