package io.loommp.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Messages are received by their tags, always the last one of those that wait; their sending is not measured. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("NullAway.Init") // by the setup
public class ByTag {
    static final int MESSAGES = 10_000;

    private final String[] tags = new String[MESSAGES];
    private WorkingPort port;

    @Setup
    public void begin() {
        port = new WorkingPort(0);
        for (int i = 0; i < MESSAGES; i++) {
            tags[i] = "tag " + i;
        }
    }

    @Setup(Level.Invocation)
    public void fill() throws InterruptedException {
        port.run(self -> {
            for (String tag : tags) {
                self.send(self, tag);
            }
        });
    }

    @TearDown
    public void close() {
        port.close();
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void lastFirst() throws InterruptedException {
        port.run(self -> {
            for (int i = MESSAGES - 1; i >= 0; i--) {
                self.get(tags[i]);
            }
        });
    }
}
