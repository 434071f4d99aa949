package io.loommp.benchmarks;

import io.loommp.Port;
import java.time.Duration;
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

/** Timers that are set and do not fire, and receives with a time limit that is not reached, while others are outstanding. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("NullAway.Init") // by the setup
public class OutstandingTimers {
    private static final int TIMES = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Param({"0", "100000"})
    public int outstanding;

    private WorkingPort port;
    private Port echo;

    @Setup
    public void begin() throws InterruptedException {
        port = new WorkingPort(0);
        echo = port.echo();
        port.run(self -> {
            for (int i = 0; i < outstanding; i++) {
                self.after(Duration.ofHours(1).plusMillis(i), () -> {});
            }
        });
    }

    @TearDown
    public void close() {
        port.close();
    }

    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void afterAndCancel() throws InterruptedException {
        port.run(self -> {
            for (int i = 0; i < TIMES; i++) {
                self.after(LIMIT, () -> {}).cancel();
            }
        });
    }

    /** There and back. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void receiveWithLimit() throws InterruptedException {
        port.run(self -> {
            for (int i = 0; i < TIMES; i++) {
                self.send(echo, "ping", self);
                self.get("pong", LIMIT);
            }
        });
    }

    /** The same without a limit. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public void receiveForEver() throws InterruptedException {
        port.run(self -> {
            for (int i = 0; i < TIMES; i++) {
                self.send(echo, "ping", self);
                self.get("pong");
            }
        });
    }
}
