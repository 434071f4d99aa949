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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Senders that are ports with threads, one receiver, as many messages in flight as come together. All wait for the
 * receiver once per batch, which is so large that what piles up is part of the work.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Streams {
    private static final int BATCH = 10_000_000;

    @Param({"1", "8"})
    public int senders = 1;

    private final Semaphore received = new Semaphore(0);
    private final Node node = LocalNodes.start("bench");
    private final Port thread = ThreadPorts.spawn(node, self -> {
        while (true) {
            count(self.get());
        }
    });
    private final Port callback = node.port(p -> p.onMessage(this::count));
    private int count; // of the receiver

    private void count(Message message) {
        count += message.integer(1) < 0 ? 0 : 1;
        if (count == BATCH / senders * senders) {
            count = 0;
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
        int each = BATCH / senders;
        for (int sender = 0; sender < senders; sender++) {
            ThreadPorts.spawn(node, self -> {
                for (int i = 0; i < each; i++) {
                    self.send(to, "n", i);
                }
            });
        }
        received.acquire();
    }
}
