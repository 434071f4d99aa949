package io.loommp.benchmarks;

import io.loommp.Message;
import io.loommp.Port;
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
 * What a port needs to send itself a message and to receive it. No thread waits for another one, so little but the code on a
 * message's way is in the figure; {@link SiteCost} runs this with the sites at which events are published, and without them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Xmx512m")
public class SendAndReceive {
    private static final int MESSAGES = 10_000;

    private final Message message = Message.of("message");
    private final Semaphore done = new Semaphore(0);
    private final WorkingPort thread = new WorkingPort(0);
    private int received;

    private final Port callback = thread.node()
            .port(p -> p.onMessage(m -> {
                if (++received < MESSAGES) {
                    p.send(p, m);
                } else {
                    received = 0;
                    done.release();
                }
            }));

    @TearDown
    public void close() {
        thread.close();
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void byThread() throws InterruptedException {
        thread.run(self -> {
            for (int i = 0; i < MESSAGES; i++) {
                self.send(self, message);
                self.get();
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void byCallback() throws InterruptedException {
        thread.node().send(callback, message);
        done.acquire();
    }
}
