package io.loommp.benchmarks;

import io.loommp.Port;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A message is received by its tag, while others wait that nobody asks for. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("NullAway.Init") // by the setup
public class BacklogGet {
    private static final int MESSAGES = 10_000;

    @Param({"0", "100000"})
    public int waiting;

    private WorkingPort port;
    private Port echo;

    @Setup
    public void begin() {
        port = new WorkingPort(waiting);
        echo = port.echo();
    }

    @TearDown
    public void close() {
        port.close();
    }

    /** Without another thread: what the mailbox costs. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void sentToOneself() throws InterruptedException {
        port.run(self -> {
            for (int i = 0; i < MESSAGES; i++) {
                self.send(self, "pong");
                self.get("pong");
            }
        });
    }

    /** There and back. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void sentByPeer() throws InterruptedException {
        port.run(self -> {
            for (int i = 0; i < MESSAGES; i++) {
                self.send(echo, "ping", self);
                self.get("pong");
            }
        });
    }
}
