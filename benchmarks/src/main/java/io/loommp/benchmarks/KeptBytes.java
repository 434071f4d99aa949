package io.loommp.benchmarks;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.Self;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;

/**
 * How many bytes of heap is kept for each of what ports have: {@code KeptBytes monitor|notice|link|message|passed-over [count]}.
 *
 * <pre>
 * monitor      a callback at the end of another port
 * notice       a monitor that puts a message into the mailbox
 * link         of two ports, at both
 * message      a tag and a number in a mailbox that nobody looks at, with the message itself
 * passed-over  the same after a selective receive has looked at it, and found another one
 * </pre>
 *
 * <p>A port has no more than ten monitors or links, as each is of another pair. The last line is for programs.
 */
public final class KeptBytes {
    private static final int COUNT = 200_000;
    private static final int EACH = 10;

    private final Node node = LocalNodes.start("kept");
    private final int count;

    private KeptBytes(int count) {
        this.count = count;
    }

    /** See the class. */
    public static void main(String[] args) throws InterruptedException {
        new KeptBytes(args.length > 1 ? Integer.parseInt(args[1]) : COUNT).run(args[0]);
    }

    private void run(String kind) throws InterruptedException {
        try (node) {
            long bytes = switch (kind) {
                case "monitor" -> each((self, port) -> self.onEnd(port, why -> {}));
                case "notice" -> each((self, port) -> self.monitor(port, why -> "ended"));
                case "link" -> each((self, port) -> self.link(port));
                case "message" -> messages(false);
                case "passed-over" -> messages(true);
                default -> throw new IllegalArgumentException("kind: " + kind);
            };
            System.out.printf(Locale.ROOT, "%,d of %s: %d bytes each%n", count, kind, bytes / count);
            System.out.printf(Locale.ROOT, "bytes=%.1f%n", (double) bytes / count);
        }
    }

    /** Ten times for each port of one list, each with another port. */
    private long each(BiConsumer<Self, Port> make) throws InterruptedException {
        int ports = Math.max(1, count / EACH);
        List<Port> watched = new ArrayList<>();
        for (int i = 0; i < ports; i++) {
            watched.add(node.port(p -> p.onMessage(message -> {})));
        }
        CountDownLatch made = new CountDownLatch(ports);
        List<Port> watching = new ArrayList<>();
        for (int i = 0; i < ports; i++) {
            int first = i;
            watching.add(node.port(p -> p.onMessage(begin -> {
                for (int k = 0; k < EACH; k++) {
                    make.accept(p, watched.get((first + k) % ports));
                }
                made.countDown();
            })));
        }
        long before = IdlePorts.used();
        watching.forEach(port -> node.send(port, "begin"));
        made.await();
        return IdlePorts.used() - before;
    }

    private long messages(boolean passedOver) throws InterruptedException {
        CountDownLatch begin = new CountDownLatch(1);
        CountDownLatch looked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Port port = ThreadPorts.spawn(node, self -> {
            begin.await();
            self.get("wanted");
            looked.countDown();
            end.await();
        });
        long before = IdlePorts.used();
        for (int i = 0; i < count; i++) {
            node.send(port, "kept", i);
        }
        node.send(port, "wanted");
        if (passedOver) {
            begin.countDown();
            looked.await();
        }
        long bytes = IdlePorts.used() - before;
        begin.countDown();
        end.countDown();
        return bytes;
    }
}
