package io.loommp.benchmarks;

import io.loommp.loom.ThreadSelf;
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

/**
 * Messages that wait in turn under many tags are received one tag after the other, so that each receive passes over most of what
 * waits: by tag, by a predicate, by type; as elements or as records. With {@code -prof gc} it shows what each way allocates.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("NullAway.Init") // by the setup
public class Selections {
    private static final int MESSAGES = 1_000;

    /** In how many kinds the messages come. */
    @Param({"1", "10", "1000"})
    public int tags;

    /** How many messages wait besides, that nobody asks for. */
    @Param({"0", "10000"})
    public int waiting;

    private WorkingPort port;
    private String[] names;

    /** A message as a record. */
    public record Wanted(int number) {}

    @Setup
    public void begin() {
        port = new WorkingPort(waiting);
        names = new String[tags];
        for (int tag = 0; tag < tags; tag++) {
            names[tag] = "tag " + tag;
        }
    }

    @TearDown
    public void close() {
        port.close();
    }

    private void send(ThreadSelf self) {
        for (int i = 0; i < MESSAGES; i++) {
            self.send(self, names[i % tags], i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void byTag() throws InterruptedException {
        port.run(self -> {
            send(self);
            for (int tag = 0; tag < tags; tag++) {
                for (int i = 0; i < MESSAGES / tags; i++) {
                    self.get(names[tag]);
                }
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void byPredicate() throws InterruptedException {
        port.run(self -> {
            send(self);
            for (int tag = 0; tag < tags; tag++) {
                String name = names[tag];
                for (int i = 0; i < MESSAGES / tags; i++) {
                    self.getCond(message -> message.hasTag(name));
                }
            }
        });
    }

    /** Records of one type, whatever the number of tags. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void byType() throws InterruptedException {
        port.run(self -> {
            for (int i = 0; i < MESSAGES; i++) {
                self.send(self, new Wanted(i));
            }
            for (int i = 0; i < MESSAGES; i++) {
                self.receive(Wanted.class);
            }
        });
    }
}
