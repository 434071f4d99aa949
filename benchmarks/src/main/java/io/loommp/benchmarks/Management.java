package io.loommp.benchmarks;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.loom.agent.Action;
import io.loommp.loom.agent.Agent;
import io.loommp.loom.agent.Overflow;
import io.loommp.manage.Event;
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
 * What those who look into a node cost it: messages to a callback port, as long as
 *
 * <ul>
 *   <li>{@code nobody} listens,
 *   <li>{@code one} agent counts everything, or {@code eight} do; a batch is over when each has counted all of it,
 *   <li>an agent does so that nobody waits for, {@code unawaited}: what it is too slow for is dropped,
 *   <li>an agent is {@code stuck}.
 * </ul>
 *
 * <p>What the sites at which events are published cost if nobody listens is told by {@link SiteCost}, and what a node keeps for a
 * stuck agent by {@link StuckAgent}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Management {
    private static final int MESSAGES = 10_000;
    private static final int ROOM = 4 * MESSAGES; // two events for each message, and none is to be dropped

    /** Who listens. */
    @Param({"nobody", "one", "eight", "unawaited", "stuck"})
    public String listeners = "nobody";

    private final Phaser done = new Phaser(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final Node node = LocalNodes.start("bench");
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
        switch (listeners) {
            case "nobody" -> {}
            case "one" -> startCounting(1);
            case "eight" -> startCounting(8);
            case "unawaited" ->
                Agent.on(node, "unawaited", new long[1])
                        .sink(Event.class, (event, cx) -> {
                            cx.state()[0]++;
                            return Action.ready();
                        })
                        .start();
            case "stuck" ->
                Agent.on(node, "stuck", 0)
                        .sink(Event.class, (event, cx) -> {
                            release.await();
                            return Action.ready();
                        })
                        .start();
            default -> throw new IllegalArgumentException("there are no listeners " + listeners);
        }
    }

    private void startCounting(int agents) {
        done.bulkRegister(agents);
        for (int i = 0; i < agents; i++) {
            Agent.on(node, "counter-" + i, new long[1])
                    .buffer(ROOM, Overflow.DROP_NEWEST)
                    .sink(Event.class, (event, cx) -> {
                        if (event instanceof Event.Received && ++cx.state()[0] % MESSAGES == 0) {
                            done.arrive();
                        }
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
}
