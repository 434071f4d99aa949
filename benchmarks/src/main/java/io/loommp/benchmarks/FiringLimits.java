package io.loommp.benchmarks;

import io.loommp.Node;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import java.time.Duration;
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

/** Many ports with threads, each of which waits some times for what does not come within 10 ms; waits per second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(3)
public class FiringLimits {
    private static final int PORTS = 100_000;
    private static final int WAITS = 10;
    private static final Duration LIMIT = Duration.ofMillis(10);

    private final Node node = LocalNodes.start("bench");

    @TearDown
    public void close() {
        node.close();
    }

    @Benchmark
    @OperationsPerInvocation(PORTS * WAITS)
    public void fire() throws InterruptedException {
        Semaphore done = new Semaphore(0);
        for (int i = 0; i < PORTS; i++) {
            ThreadPorts.spawn(node, self -> {
                for (int wait = 0; wait < WAITS; wait++) {
                    self.get("never", LIMIT);
                }
                done.release();
            });
        }
        done.acquire(PORTS);
    }
}
