package io.loommp.benchmarks;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.kernel.Kernel;
import io.loommp.local.LocalNodes;
import io.loommp.loom.agent.Action;
import io.loommp.loom.agent.Agent;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
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
 * What those who look into a node cost it: messages to a callback port while nobody listens, while one or eight agents count
 * everything, and while one is stuck. With {@code -prof gc}, "nobody" shows what the publication sites allocate: the same as
 * {@link OneWay}, so nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class Management {
    private static final int MESSAGES = 10_000;

    /** Who listens. */
    @Param({"nobody", "one", "eight", "stuck"})
    public String listeners = "nobody";

    private final Phaser done = new Phaser(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final Node node = LocalNodes.start("bench");
    private final Events bus = Kernel.of(node).events();
    private final Message message = Message.of("count");
    private int received;

    private final Port counter = node.port(p -> p.on("count", count -> {
        if (++received == MESSAGES) {
            received = 0;
            done.arrive();
        }
    }));

    @Setup
    public void begin() {
        done.register();
        int agents = switch (listeners) {
            case "one" -> 1;
            case "eight" -> 8;
            default -> 0;
        };
        for (int i = 0; i < agents; i++) {
            Agent.on(node, "counter-" + i, new long[1])
                    .sink(Event.class, (event, cx) -> {
                        cx.state()[0]++;
                        return Action.ready();
                    })
                    .start();
        }
        if (listeners.equals("stuck")) {
            Agent.on(node, "stuck", 0)
                    .sink(Event.class, (event, cx) -> {
                        release.await();
                        return Action.ready();
                    })
                    .start();
        }
    }

    @TearDown
    public void close() {
        release.countDown();
        node.close();
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void messages() {
        int phase = done.getPhase();
        for (int i = 0; i < MESSAGES; i++) {
            node.send(counter, message);
        }
        done.arrive();
        done.awaitAdvance(phase);
    }

    /** The test of the mask alone. */
    @Benchmark
    public boolean mask() {
        return bus.wantsAny(Events.SENDS);
    }

    /** A table's get and set. */
    @Benchmark
    public int table() {
        node.tables().set("bench", "key", 1);
        return node.tables().get("bench", "key", Integer.class).orElse(0);
    }
}
