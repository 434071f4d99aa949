package io.loommp.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.testing.Latches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * While 200 pairs of ports chat, and keep all carriers busy by waking each other, whoever is woken from outside is served,
 * too: by a platform thread, as a selector is one, and by a timer (design decision 5).
 */
@Timeout(60)
class StarvationTest {
    private static final int PAIRS = 200;
    private static final int WARM_UP = 20_000;
    private static final int WAKES = 50;
    private static final int FLOOD = 1_000_000;
    private static final Duration MEDIAN_MAX = Duration.ofMillis(100);
    private static final Duration ALL_MAX = Duration.ofSeconds(5);

    private final Node node = LocalNodes.start("crowded");
    private final LongAdder balls = new LongAdder();

    @AfterEach
    void close() {
        node.close();
    }

    private void chatWithCallbacks() {
        CountDownLatch chatting = new CountDownLatch(WARM_UP);
        for (int i = 0; i < PAIRS; i++) {
            Port pong = node.port(p -> p.onMessage(message -> p.send(message.port(1), "pong", p.id())));
            Port ping = node.port(p -> p.onMessage(message -> {
                balls.increment();
                chatting.countDown();
                p.send(message.port(1), "ping", p.id());
            }));
            node.send(ping, "begin", pong);
        }
        Latches.await(chatting);
    }

    private void chatWithThreads() {
        CountDownLatch chatting = new CountDownLatch(WARM_UP);
        for (int i = 0; i < PAIRS; i++) {
            Port pong = ThreadPorts.spawn(node, self -> {
                while (true) {
                    self.send(self.get("ping").port(1), "pong");
                }
            });
            ThreadPorts.spawn(node, self -> {
                while (true) {
                    self.send(pong, "ping", self.id());
                    self.get("pong");
                    balls.increment();
                    chatting.countDown();
                }
            });
        }
        Latches.await(chatting);
    }

    /** How long each of the wakes took that {@code wake} begins and {@code came} tells of, at its nanosecond. */
    private List<Long> wakes(BlockingQueue<Long> came, Wake wake) {
        List<Long> lates = new ArrayList<>();
        long before = balls.sum();
        for (int i = 0; i < WAKES; i++) {
            long due = wake.begin();
            lates.add(Latches.next(came) - due);
        }
        await("the pairs still chat").until(() -> balls.sum() > before);
        return lates;
    }

    /** Begins a wake, and says when it is due. */
    @FunctionalInterface
    private interface Wake {
        long begin();
    }

    private void assertServed(String what, List<Long> lates) {
        Collections.sort(lates);
        assertThat(Duration.ofNanos(lates.get(WAKES / 2)))
                .as("median of the wakes by %s", what)
                .isLessThan(MEDIAN_MAX);
        assertThat(Duration.ofNanos(lates.getLast()))
                .as("the last of the wakes by %s", what)
                .isLessThan(ALL_MAX);
    }

    /** A platform thread, as a selector is one, wakes a thread that receives and a port of callbacks in turn. */
    private void wakeFromOutside() {
        BlockingQueue<Long> came = new LinkedBlockingQueue<>();
        PortId thread = ThreadPorts.spawn(node, self -> {
                    while (true) {
                        self.get("wake");
                        came.add(System.nanoTime());
                    }
                })
                .id();
        PortId callbacks = node.port(p -> p.on("wake", message -> came.add(System.nanoTime())))
                .id();
        for (PortId woken : List.of(thread, callbacks)) {
            assertServed("a platform thread", wakes(came, () -> {
                long due = System.nanoTime();
                node.send(woken, "wake");
                return due;
            }));
        }
    }

    /** The end of a receive with a time limit, and a timer of a port of callbacks. */
    private void wakeByTimer() {
        BlockingQueue<Long> lates = new LinkedBlockingQueue<>();
        ThreadPorts.spawn(node, self -> {
            while (true) {
                long due = System.nanoTime() + 5_000_000;
                self.get("never", Duration.ofMillis(5));
                lates.add(System.nanoTime() - due);
            }
        });
        assertServed("the end of a receive", wakes(lates, () -> 0));

        BlockingQueue<Long> fired = new LinkedBlockingQueue<>();
        PortId setter = node.port(p -> p.onMessage(message -> {
                    long due = System.nanoTime() + 5_000_000;
                    p.after(Duration.ofMillis(5), () -> {
                        fired.add(System.nanoTime() - due);
                        p.send(p, "again");
                    });
                }))
                .id();
        node.send(setter, "begin");
        assertServed("a timer", wakes(fired, () -> 0));
    }

    /** Those who send keep all carriers before they begin; without giving way they would do so to their ends. */
    @Test
    void whoeverIsSentMuchIsServedBeforeAnyOfTheSendersIsDone() {
        BlockingQueue<String> order = new LinkedBlockingQueue<>();
        PortId receiver = ThreadPorts.spawn(node, self -> {
                    self.get();
                    order.add("the receiver");
                    while (true) {
                        self.get();
                    }
                })
                .id();
        int carriers = Runtime.getRuntime().availableProcessors();
        CountDownLatch onCarriers = new CountDownLatch(carriers);

        for (int i = 0; i < carriers; i++) {
            ThreadPorts.spawn(node, self -> {
                onCarriers.countDown();
                while (onCarriers.getCount() > 0) {
                    Thread.onSpinWait();
                }
                for (int n = 0; n < FLOOD; n++) {
                    self.send(receiver, "n", n);
                }
                order.add("a sender");
            });
        }

        assertThat(Latches.next(order)).isEqualTo("the receiver");
    }

    @Test
    void threadsThatChatShutNobodyOut() {
        chatWithThreads();
        wakeFromOutside();
        wakeByTimer();
    }

    @Test
    void callbacksThatChatShutNobodyOut() {
        chatWithCallbacks();
        wakeFromOutside();
        wakeByTimer();
    }
}
