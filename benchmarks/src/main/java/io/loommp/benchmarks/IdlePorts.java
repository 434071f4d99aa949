package io.loommp.benchmarks;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * How many bytes of heap an idle port keeps: {@code IdlePorts callback|thread [count]}. The ports have one handler, or wait in
 * a receive; their names in the node's table count as well. With {@code -XX:MarkSweepDeadRatio=0} no collection leaves
 * anything that is dead. The last line is for programs.
 */
public final class IdlePorts {
    private static final int COUNT = 1_000_000;
    private static final int COLLECTIONS = 4;
    private static final int WARM_UPS = 400;
    private static final int WARM_UP_COUNT = 2_000;

    private IdlePorts() {}

    /** See the class. */
    public static void main(String[] args) throws InterruptedException {
        String kind = args[0];
        int count = args.length > 1 ? Integer.parseInt(args[1]) : COUNT;
        try (Node node = LocalNodes.start("idle")) {
            warmUp(node, kind);
            long before = used();
            long start = System.nanoTime();
            make(node, kind, count);
            double seconds = (System.nanoTime() - start) / 1e9;
            long bytes = used() - before;
            System.out.printf(
                    Locale.ROOT, "%,d %s ports: %d bytes each, made in %.1f s%n", count, kind, bytes / count, seconds);
            System.out.printf(Locale.ROOT, "bytes=%.1f%n", (double) bytes / count);
        }
    }

    /** Has all code compiled that ports need to begin, wait and end: frames of threads that wait are smaller then. */
    private static void warmUp(Node node, String kind) throws InterruptedException {
        for (int round = 0; round < WARM_UPS; round++) {
            make(node, kind, WARM_UP_COUNT);
            for (PortId port : node.ports()) {
                if (kind.equals("thread")) {
                    node.send(port, "end");
                } else {
                    node.kill(port, KillReason.normal());
                }
            }
            while (!node.ports().isEmpty()) {
                Thread.onSpinWait();
            }
        }
    }

    private static void make(Node node, String kind, int count) throws InterruptedException {
        switch (kind) {
            case "callback" -> {
                for (int i = 0; i < count; i++) {
                    node.port(p -> p.onMessage(message -> {}));
                }
            }
            case "thread" -> {
                CountDownLatch running = new CountDownLatch(count);
                for (int i = 0; i < count; i++) {
                    ThreadPorts.spawn(node, self -> {
                        running.countDown();
                        self.get();
                    });
                }
                running.await();
            }
            default -> throw new IllegalArgumentException("kind: " + kind + ", not callback or thread");
        }
    }

    /** What is in use when the heap has come to rest: threads may still be on their way into their receives. */
    static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
