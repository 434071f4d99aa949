package io.loommp.benchmarks;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.loom.agent.Action;
import io.loommp.loom.agent.Agent;
import io.loommp.loom.agent.AgentBuilder;
import io.loommp.loom.agent.AgentInfo;
import io.loommp.manage.Event;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * What a node keeps for an agent that is stuck: {@code StuckAgent [messages]}. An agent takes one event and never returns, while
 * 1,000,000 messages of about 100 octets are sent and received, so that it is offered two events for each. Prints how much heap
 * is in use, after a collection, ten times, and how many events were dropped. Ends with 1 if the heap has grown by more than
 * 32 MiB, or if an event is neither delivered, nor waiting, nor counted as dropped.
 */
public final class StuckAgent {
    private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();
    private static final int STEPS = 10;
    private static final int IN_FLIGHT = 10_000;
    private static final long GROWTH_MAX = 32L << 20;
    private static final double MIB = 1 << 20;

    private StuckAgent() {}

    /** See the class. */
    public static void main(String[] args) throws InterruptedException {
        int messages = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        if (messages < STEPS * IN_FLIGHT) {
            throw new IllegalArgumentException("messages must be at least " + STEPS * IN_FLIGHT + ": " + messages);
        }
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch stuck = new CountDownLatch(1);
        try (Node node = LocalNodes.start("stuck")) {
            Semaphore received = new Semaphore(0);
            Port counter = node.port(p -> p.onMessage(message -> received.release()));
            Agent<Integer> agent = Agent.on(node, "stuck", 0)
                    .sink(Event.class, (event, cx) -> {
                        stuck.countDown();
                        release.await();
                        return Action.ready();
                    })
                    .start();
            node.send(counter, "first");
            stuck.await();
            received.acquire();
            long least = used();
            long most = least;
            System.out.printf(Locale.ROOT, "%,10d messages: heap %.1f MiB%n", 1, least / MIB);
            for (int step = 1; step <= STEPS; step++) {
                for (int sent = 0; sent < messages / STEPS; sent += IN_FLIGHT) {
                    send(node, counter, received);
                }
                long used = used();
                most = Math.max(most, used);
                System.out.printf(Locale.ROOT, "%,10d messages: heap %.1f MiB%n", messages / STEPS * step, used / MIB);
            }
            boolean counted = account(agent.info());
            boolean flat = most - least <= GROWTH_MAX;
            System.out.printf(
                    Locale.ROOT,
                    "the heap has grown by %.1f MiB at most, %.0f are allowed: %s%n",
                    (most - least) / MIB,
                    GROWTH_MAX / MIB,
                    flat ? "met" : "missed");
            release.countDown();
            System.exit(flat && counted ? 0 : 1);
        }
    }

    private static void send(Node node, Port counter, Semaphore received) throws InterruptedException {
        for (int i = 0; i < IN_FLIGHT; i++) {
            node.send(counter, Message.of("message", "x".repeat(100)));
        }
        received.acquire(IN_FLIGHT);
    }

    private static boolean account(AgentInfo info) {
        long dropped =
                info.dropped().values().stream().mapToLong(Long::longValue).sum();
        long traffic = info.offered() - info.delivered() - dropped;
        System.out.printf(
                Locale.ROOT,
                "offered %,d, delivered %,d, dropped %,d %s, waiting %,d%n",
                info.offered(),
                info.delivered(),
                dropped,
                info.dropped(),
                traffic);
        return traffic == AgentBuilder.BUFFER;
    }

    private static long used() {
        for (int i = 0; i < 3; i++) { // what is weakly reachable goes with the second
            MEMORY.gc();
        }
        return MEMORY.getHeapMemoryUsage().getUsed();
    }
}
