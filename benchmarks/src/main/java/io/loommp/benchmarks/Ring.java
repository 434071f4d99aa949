package io.loommp.benchmarks;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import java.util.ArrayList;
import java.util.List;
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

/** One token that goes around a ring of ports, hops per second. The first invocation makes the ring. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Ring {
    static final int HOPS = 50_000;

    @Param("1000")
    public int members;

    private final Node node = LocalNodes.start("bench");
    private final Semaphore done = new Semaphore(0);
    private final List<Port> ring = new ArrayList<>();

    @TearDown
    public void close() {
        node.close();
    }

    @Benchmark
    @OperationsPerInvocation(HOPS)
    public void threads() throws InterruptedException {
        while (ring.size() < members) {
            int next = (ring.size() + 1) % members;
            ring.add(ThreadPorts.spawn(node, self -> {
                while (true) {
                    int left = self.get().integer(1);
                    if (left == 0) {
                        done.release();
                    } else {
                        self.send(ring.get(next), "token", left - 1);
                    }
                }
            }));
        }
        around();
    }

    @Benchmark
    @OperationsPerInvocation(HOPS)
    public void callbacks() throws InterruptedException {
        while (ring.size() < members) {
            int next = (ring.size() + 1) % members;
            ring.add(node.port(p -> p.onMessage(token -> {
                int left = token.integer(1);
                if (left == 0) {
                    done.release();
                } else {
                    p.send(ring.get(next), "token", left - 1);
                }
            })));
        }
        around();
    }

    private void around() throws InterruptedException {
        node.send(ring.getFirst(), "token", HOPS);
        done.acquire();
    }
}
