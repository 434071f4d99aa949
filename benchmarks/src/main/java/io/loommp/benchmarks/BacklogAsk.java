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

/** A question is asked and answered, while messages wait at the asker that nobody asks for. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("NullAway.Init") // by the setup
public class BacklogAsk {
    private static final int QUESTIONS = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Param({"0", "100000"})
    public int waiting;

    private WorkingPort port;
    private Port thread;
    private Port callback;

    @Setup
    public void begin() {
        port = new WorkingPort(waiting);
        thread = port.echo();
        callback = port.node().port(p -> p.onMessage(question -> p.send(question.port(1), "answer")));
    }

    @TearDown
    public void close() {
        port.close();
    }

    @Benchmark
    @OperationsPerInvocation(QUESTIONS)
    public void ofThread() throws InterruptedException {
        ask(thread);
    }

    @Benchmark
    @OperationsPerInvocation(QUESTIONS)
    public void ofCallback() throws InterruptedException {
        ask(callback);
    }

    private void ask(Port target) throws InterruptedException {
        port.run(self -> {
            for (int i = 0; i < QUESTIONS; i++) {
                self.ask(target, PATIENCE, "question");
            }
        });
    }
}
