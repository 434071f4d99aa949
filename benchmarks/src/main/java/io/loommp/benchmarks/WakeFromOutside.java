package io.loommp.benchmarks;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * How late ports are that are woken from outside, while 200 pairs of ports chat and keep all carriers busy:
 * {@code WakeFromOutside [wakes] [thread|callback]}. Outside are a platform thread, as a selector is one, and a timer. The last
 * lines are for programs: the worst median and the worst of all.
 */
public final class WakeFromOutside {
    private static final int PAIRS = 200;
    private static final int WAKES = 200;
    private static final long WARM_UP = 1_000_000;
    private static final long PAUSE_NANOS = 5_000_000;
    private static final Duration DELAY = Duration.ofMillis(5);

    private final Node node = LocalNodes.start("crowded");
    private final LongAdder balls = new LongAdder();
    private final BlockingQueue<Long> lateNanos = new ArrayBlockingQueue<>(1);
    private final int wakes;
    private double medianMillis; // the longest of all kinds of wakes
    private double worstMillis;

    /** A kind of wake: makes a port, and what wakes it once. */
    @FunctionalInterface
    private interface Wakes {
        Runnable prepare();
    }

    private WakeFromOutside(int wakes) {
        this.wakes = wakes;
    }

    /** See the class. */
    public static void main(String[] args) throws InterruptedException {
        int wakes = args.length > 0 ? Integer.parseInt(args[0]) : WAKES;
        System.out.println("milliseconds late; " + wakes + " wakes each");
        for (String kind : args.length > 1 ? List.of(args[1]) : List.of("thread", "callback")) {
            WakeFromOutside one = new WakeFromOutside(wakes);
            one.run(kind.equals("thread"));
            System.out.printf(Locale.ROOT, "median=%.3f%nworst=%.3f%n", one.medianMillis, one.worstMillis);
        }
    }

    private void run(boolean threads) throws InterruptedException {
        try (node) {
            for (int i = 0; i < PAIRS; i++) {
                if (threads) {
                    chatWithThreads();
                } else {
                    chatWithCallbacks();
                }
            }
            while (balls.sum() < WARM_UP) {
                pause();
            }
            String pairs = threads ? "pairs with threads" : "pairs with callbacks";
            report(pairs + ", a thread woken by a send", this::wakeThread);
            report(pairs + ", a callback woken by a send", this::wakeCallback);
            report(pairs + ", the end of a receive", this::endReceive);
            report(pairs + ", the timer of a callback port", this::fireTimer);
        }
    }

    private void chatWithThreads() {
        Port pong = ThreadPorts.spawn(node, self -> {
            while (true) {
                self.send(self.get("ping").port(1), "pong");
            }
        });
        ThreadPorts.spawn(node, self -> {
            while (true) {
                self.send(pong, "ping", self);
                self.get("pong");
                balls.increment();
            }
        });
    }

    private void chatWithCallbacks() {
        Port pong = node.port(p -> p.onMessage(message -> p.send(message.port(1), "pong", p)));
        Port ping = node.port(p -> p.onMessage(message -> {
            balls.increment();
            p.send(message.port(1), "ping", p);
        }));
        node.send(ping, "begin", pong);
    }

    /** Has one kind of wake happen again and again, one after the other; each tells how late it was. */
    private void report(String what, Wakes kind) throws InterruptedException {
        long ballsBefore = balls.sum();
        long start = System.nanoTime();
        Runnable wake = kind.prepare();
        double[] millis = new double[wakes];
        for (int i = 0; i < wakes; i++) {
            pause();
            wake.run();
            millis[i] = lateNanos.take() / 1e6;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Figures late = new Figures(millis);
        medianMillis = Math.max(medianMillis, late.median());
        worstMillis = Math.max(worstMillis, late.most());
        System.out.printf(
                Locale.ROOT,
                "%-55s median %6.2f, p90 %6.2f, p99 %6.2f, worst %6.2f; %,.0f round trips/s%n",
                what,
                late.median(),
                late.percentile(90),
                late.percentile(99),
                late.most(),
                (balls.sum() - ballsBefore) / seconds);
    }

    private void late(long due) {
        lateNanos.add(System.nanoTime() - due);
    }

    private Runnable wakeThread() {
        return wakeBySend(ThreadPorts.spawn(node, self -> {
            while (true) {
                late(self.get().longInteger(1));
            }
        }));
    }

    private Runnable wakeCallback() {
        return wakeBySend(node.port(p -> p.onMessage(message -> late(message.longInteger(1)))));
    }

    private Runnable wakeBySend(Port woken) {
        return () -> node.send(woken, "wake", System.nanoTime());
    }

    private Runnable endReceive() {
        Port port = ThreadPorts.spawn(node, self -> {
            while (true) {
                self.get("begin");
                long due = System.nanoTime() + DELAY.toNanos();
                self.get("never", DELAY);
                late(due);
            }
        });
        return () -> node.send(port, "begin");
    }

    private Runnable fireTimer() {
        Port port = node.port(p -> p.onMessage(message -> {
            long due = System.nanoTime() + DELAY.toNanos();
            p.after(DELAY, () -> late(due));
        }));
        return () -> node.send(port, "begin");
    }

    private static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
