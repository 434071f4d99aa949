package io.loommp.benchmarks;

import com.sun.management.ThreadMXBean;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.Ref;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes are allocated by a send on this node, by a receive, and by a question: {@code Allocation}.
 *
 * <p>Sends and receives run on platform threads, whose allocation the virtual machine counts for each: a port first sends
 * messages to itself and then receives them. What passes between virtual threads is counted for the whole process. The least
 * of many rounds is printed, since that is the one which no compilation disturbed.
 */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 60;
    private static final int TIMES = 10_000;

    private final Node node = LocalNodes.start("bytes");

    private Allocation() {}

    /** A record with a component that has to be boxed for its check. */
    public record Point(int x, String name) {}

    /** The smallest record. */
    public record Ball() {}

    private interface Step {
        void run(ThreadSelf self, int i);
    }

    /** See the class. */
    public static void main(String[] args) throws Exception {
        new Allocation().run();
    }

    private void run() throws Exception {
        try (node) {
            Ball ball = new Ball();
            Point point = new Point(100_000, "name");
            Message message = Message.of("ball");
            pair("a message that is there / get()", (self, i) -> self.send(self, message), (self, i) -> self.get());
            pair("elements: \"ball\" / get(tag)", (self, i) -> self.send(self, "ball"), (self, i) -> self.get("ball"));
            pair(
                    "a record, to a Ref / receive(Type)",
                    (self, i) -> self.send(Ref.of(self), ball),
                    (self, i) -> self.receive(Ball.class));
            pair(
                    "an int and a text, to a Ref / next(Type)",
                    (self, i) -> self.send(Ref.of(self), point),
                    (self, i) -> self.next(Point.class));
            pair("a record / receive(Type)", (self, i) -> self.send(self, ball), (self, i) -> self.receive(Ball.class));
            pair(
                    "an int and a text / next(Type)",
                    (self, i) -> self.send(self, point),
                    (self, i) -> self.next(Point.class));
            exchange();
        }
    }

    /**
     * With headers of 12 bytes, what is sent is: an entry of the port's sequence, 40; a message of elements, 16, and their
     * array, 16 and 4 for each; or a message of a record, 32. An array of one, 24, that only carried a record to a send is not
     * made where the compiler sees that it is of no use.
     */
    private void pair(String what, Step send, Step receive) throws InterruptedException {
        AtomicLong sent = new AtomicLong(Long.MAX_VALUE);
        AtomicLong received = new AtomicLong(Long.MAX_VALUE);
        CountDownLatch done = new CountDownLatch(1);
        ThreadPorts.platform(node, self -> {
            for (int round = 0; round < ROUNDS; round++) {
                measure(self, send, sent);
                measure(self, receive, received);
            }
            done.countDown();
        });
        done.await();
        print(what, "%6.1f bytes sent, %6.1f received", each(sent), each(received));
    }

    private static void measure(ThreadSelf self, Step step, AtomicLong least) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < TIMES; i++) {
            step.run(self, i);
        }
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        least.accumulateAndGet(bytes, Math::min);
    }

    /** Between two virtual threads, which wait for each other each time. */
    private void exchange() throws Exception {
        Port echo = ThreadPorts.spawn(node, self -> {
            while (true) {
                self.send(self.get().port(1), "pong");
            }
        });
        Duration patience = Duration.ofSeconds(10);
        whole("there and back, get(tag)", (self, i) -> {
            self.send(echo, "ping", self);
            self.get("pong");
        });
        whole("there and back, get(tag) with a limit", (self, i) -> {
            self.send(echo, "ping", self);
            self.get("pong", patience);
        });
        whole("a question and its reply", (self, i) -> self.ask(echo, patience, "ping"));
        whole("after and cancel", (self, i) -> self.after(patience, () -> {}).cancel());
    }

    private void whole(String what, Step step) throws Exception {
        AtomicLong least = new AtomicLong(Long.MAX_VALUE);
        ThreadPorts.run(node, self -> {
            for (int round = 0; round < ROUNDS; round++) {
                long before = THREADS.getTotalThreadAllocatedBytes();
                for (int i = 0; i < TIMES; i++) {
                    step.run(self, i);
                }
                least.accumulateAndGet(THREADS.getTotalThreadAllocatedBytes() - before, Math::min);
            }
        });
        print(what, "%6.1f bytes in all", each(least));
    }

    private static double each(AtomicLong bytes) {
        return (double) bytes.get() / TIMES;
    }

    private static void print(String what, String format, Object... figures) {
        System.out.printf(Locale.ROOT, "%-45s " + format + "%n", prefixed(what, figures));
    }

    private static Object[] prefixed(String what, Object... figures) {
        Object[] all = new Object[figures.length + 1];
        all[0] = what;
        System.arraycopy(figures, 0, all, 1, figures.length);
        return all;
    }
}
