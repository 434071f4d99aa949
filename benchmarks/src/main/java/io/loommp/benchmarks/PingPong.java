package io.loommp.benchmarks;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Two ports, one message in flight, there and back, of one kind or both. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class PingPong {
    private static final int TRIPS = 10_000;

    private final Phaser done = new Phaser(1);
    private final Node node = LocalNodes.start("bench");
    private final Port threadEcho = ThreadPorts.spawn(node, self -> {
        while (true) {
            Message ping = self.get();
            self.send(ping.port(1), "pong");
        }
    });
    private final Port callbackEcho = node.port(p -> p.on("ping", ping -> p.send(ping.port(1), "pong")));

    @Setup
    public void begin() {
        done.register();
    }

    @TearDown
    public void close() {
        node.close();
    }

    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void threads() {
        fromThread(threadEcho);
    }

    /** From a port with a thread to one with callbacks. */
    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void mixed() {
        fromThread(callbackEcho);
    }

    private void fromThread(Port echo) {
        int phase = done.getPhase();
        ThreadPorts.spawn(node, self -> {
            for (int i = 0; i < TRIPS; i++) {
                self.send(echo, "ping", self);
                self.get();
            }
            done.arrive();
        });
        await(phase);
    }

    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public void callbacks() {
        int phase = done.getPhase();
        int[] trips = {0};
        Port pinger = node.port(p -> p.on("pong", pong -> {
            if (++trips[0] == TRIPS) {
                p.kill(p, KillReason.normal());
                done.arrive();
            } else {
                p.send(callbackEcho, "ping", p);
            }
        }));
        node.send(callbackEcho, "ping", pinger);
        await(phase);
    }

    private void await(int phase) {
        done.arrive();
        done.awaitAdvance(phase);
    }
}
