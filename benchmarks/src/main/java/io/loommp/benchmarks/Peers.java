package io.loommp.benchmarks;

import io.loommp.benchmarks.peers.Peer;
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

/** The workloads of the suite, done by somebody else: the parameter names who. Not everybody does all of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("NullAway.Init") // by the setup
public class Peers {
    private static final int TRIPS = 10_000;
    private static final int BATCH = 10_000_000;
    private static final int LIVES = 1_000;
    private static final int FEW_QUESTIONS = 100;

    @Param("ParkedQueue")
    public String name;

    @Param("0")
    public int waiting;

    @Param("8")
    public int senders;

    @Param("1000")
    public int members;

    private Peer peer;

    @Setup
    public void begin() throws ReflectiveOperationException {
        peer = Peer.named(name);
    }

    @TearDown
    public void close() {
        peer.close();
    }

    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void pingPong() throws Exception {
        peer.pingPong(TRIPS);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void oneWay() throws Exception {
        peer.stream(1, BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void fanIn() throws Exception {
        peer.stream(senders, BATCH);
    }

    @Benchmark
    @OperationsPerInvocation(Ring.HOPS)
    public void ring() throws Exception {
        peer.ring(members, Ring.HOPS);
    }

    @Benchmark
    @OperationsPerInvocation(LIVES)
    public void lives() throws Exception {
        peer.lives(LIVES);
    }

    /** Few, as whoever looks through all that waits needs long for each. */
    @Benchmark
    @OperationsPerInvocation(FEW_QUESTIONS)
    public void ask() throws Exception {
        peer.ask(waiting, FEW_QUESTIONS);
    }

    @Benchmark
    @OperationsPerInvocation(ByTag.MESSAGES)
    public void byTag() throws Exception {
        peer.byTag(ByTag.MESSAGES);
    }
}
