package io.loommp.benchmarks;

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

/** The receives that look at every message that waits, since none of them says by a tag what it wants. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("NullAway.Init") // by the setup
public class BacklogScan {
    private static final int MESSAGES = 100;

    @Param({"0", "100", "100000"})
    public int waiting;

    private WorkingPort port;

    /** What is sent and received. */
    public record Pong(int ball) {}

    @Setup
    public void begin() {
        port = new WorkingPort(waiting);
    }

    @TearDown
    public void close() {
        port.close();
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void receiveType() throws InterruptedException {
        port.run(self -> {
            for (int i = 0; i < MESSAGES; i++) {
                self.send(self, new Pong(i));
                self.receive(Pong.class);
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void select() throws InterruptedException {
        port.run(self -> {
            for (int i = 0; i < MESSAGES; i++) {
                self.send(self, "pong", i);
                self.<Integer>select(r -> r.on("pong", m -> m.integer(1)).on(Pong.class, Pong::ball));
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void getCond() throws InterruptedException {
        port.run(self -> {
            for (int i = 0; i < MESSAGES; i++) {
                self.send(self, "pong", i);
                self.getCond(m -> m.hasTag("pong"));
            }
        });
    }
}
