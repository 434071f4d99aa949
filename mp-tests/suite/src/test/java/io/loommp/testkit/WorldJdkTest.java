package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.loom.ThreadPorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What waits by the JDK without a time limit belongs to the world as well, as long as all who take part do. */
@Timeout(60)
class WorldJdkTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int PORTS = 3;

    /** Plays a scene twice with each seed, and compares the traces. */
    private static void explore(World.Scene scene) {
        for (int seed = 0; seed < 100; seed++) {
            assertThat(World.replay(seed, scene)).isEqualTo(World.replay(seed, scene));
        }
    }

    @Test
    void locks() {
        explore(world -> {
            Node node = world.node("here");
            Port cell = WorldScenes.cell(node);
            ReentrantLock lock = new ReentrantLock();
            for (int i = 0; i < PORTS; i++) {
                ThreadPorts.spawn(node, self -> {
                    lock.lock();
                    try {
                        self.send(cell, "write", self.ask(cell, SECOND, "read").integer(1) + 1);
                    } finally {
                        lock.unlock();
                    }
                });
            }
            world.run();
            assertThat(WorldScenes.valueOf(world, node, cell)).isEqualTo(PORTS);
        });
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24) // before, who waits inside a monitor keeps the one carrier
    void monitors() {
        Object monitor = new Object();
        explore(world -> {
            Node node = world.node("here");
            Port cell = WorldScenes.cell(node);
            for (int i = 0; i < PORTS; i++) {
                ThreadPorts.spawn(node, self -> {
                    synchronized (monitor) {
                        self.send(cell, "write", self.ask(cell, SECOND, "read").integer(1) + 1);
                    }
                });
            }
            world.run();
            assertThat(WorldScenes.valueOf(world, node, cell)).isEqualTo(PORTS);
        });
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_24)
    void conditionsOfMonitors() {
        List<Integer> store = new ArrayList<>();
        explore(world -> {
            store.clear();
            List<Integer> taken = new ArrayList<>();
            Node node = world.node("here");
            for (int i = 0; i < PORTS; i++) {
                ThreadPorts.spawn(node, self -> {
                    synchronized (store) {
                        while (store.isEmpty()) {
                            store.wait();
                        }
                        taken.add(store.removeLast());
                    }
                });
                int number = i;
                ThreadPorts.spawn(node, self -> {
                    synchronized (store) {
                        store.add(number);
                        store.notifyAll();
                    }
                });
            }
            assertThat(world.run().waits()).isEmpty();
            assertThat(taken).containsExactlyInAnyOrder(0, 1, 2);
        });
    }

    @Test
    void queuesAndFutures() {
        explore(world -> {
            Node node = world.node("here");
            BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
            CompletableFuture<Integer> sum = new CompletableFuture<>();
            for (int i = 1; i <= PORTS; i++) {
                int number = i;
                ThreadPorts.spawn(node, self -> queue.put(number));
            }
            ThreadPorts.spawn(node, self -> {
                int total = 0;
                for (int i = 0; i < PORTS; i++) {
                    total += queue.take();
                }
                sum.complete(total);
            });
            int total = world.call(node, self -> sum.join());
            assertThat(total).isEqualTo(6);
        });
    }

    @Test
    void threadsThatPortsStart() {
        Set<List<Integer>> orders = new HashSet<>();
        explore(world -> {
            List<Integer> order = new ArrayList<>();
            ThreadPorts.spawn(world.node("here"), self -> {
                try (ExecutorService helpers = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < PORTS; i++) {
                        int number = i;
                        helpers.execute(() -> order.add(number));
                    }
                    helpers.shutdown();
                }
            });
            assertThat(world.run().waits()).isEmpty();
            orders.add(order);
        });
        assertThat(orders).hasSize(6);
    }
}
