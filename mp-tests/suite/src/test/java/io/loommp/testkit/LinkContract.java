package io.loommp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.testing.InPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What two nodes may rely on that are connected, whatever carries it. */
@Timeout(120)
abstract class LinkContract {
    private static final int SENDERS = 4;
    private static final int EACH = 5_000;
    private static final int BATCH = 500;

    Node near;
    Node far;

    /** Two nodes that are connected; the first can connect again when the connection was lost. */
    record Two(Node near, Node far) {}

    /** Starts them. */
    abstract Two connect() throws Exception;

    /** Breaks the connection; another one may come up at once. */
    abstract void breakConnection() throws Exception;

    /** How often that is tried. */
    abstract int breaks();

    abstract void disconnect() throws Exception;

    @BeforeEach
    void start() throws Exception {
        Two two = connect();
        near = two.near;
        far = two.far;
    }

    @AfterEach
    void stop() throws Exception {
        disconnect();
    }

    @Test
    void eachSendersMessagesArriveInTheirOrder_andOnce() {
        Map<Integer, List<Integer>> received = new HashMap<>();
        CompletableFuture<Boolean> all = new CompletableFuture<>();
        int[] left = {SENDERS * EACH};
        Port port = far.port(p -> p.onMessage(m -> {
            received.computeIfAbsent(m.integer(0), s -> new ArrayList<>()).add(m.integer(1));
            if (--left[0] == 0) {
                all.complete(true);
            }
        }));
        for (int s = 0; s < SENDERS; s++) {
            int sender = s;
            ThreadPorts.spawn(near, self -> {
                for (int i = 0; i < EACH; i++) {
                    self.send(port, sender, i);
                }
            });
        }
        assertThat(InPort.of(all)).isTrue();
        received.values().forEach(numbers -> {
            assertThat(numbers).hasSize(EACH);
            for (int i = 0; i < EACH; i++) {
                assertThat(numbers.get(i)).isEqualTo(i);
            }
        });
    }

    @Test
    void whatAMessageHoldsArrives() {
        Probe probe = Probe.on(far);
        PortId id = probe.id();
        KillReason why = KillReason.of("why", 1);
        byte[] octets = {0, 1, (byte) 255};
        near.send(
                probe,
                "all",
                1,
                1.5,
                "ä€😀",
                true,
                null,
                id,
                why,
                octets,
                Arrays.asList(1, null, List.of("x")),
                Map.of("k", 2));
        Message all = probe.expect("all");
        assertThat(all.integer(1)).isEqualTo(1);
        assertThat(all.real(2)).isEqualTo(1.5);
        assertThat(all.string(3)).isEqualTo("ä€😀");
        assertThat(all.value(4)).isEqualTo(true);
        assertThat(all.value(5)).isNull();
        assertThat(all.port(6)).isEqualTo(id);
        assertThat(all.reason(7)).isEqualTo(why);
        assertThat(all.bytes(8)).isEqualTo(octets);
        assertThat(Message.fromList(all.list(9))).isEqualTo(Message.of(1, null, List.of("x")));
        assertThat(Message.of(all.map(10))).isEqualTo(Message.of(Map.of("k", 2)));
        assertThat(all.size()).isEqualTo(11);
    }

    @Test
    void whatCannotBeSentIsRefusedAtTheCall_andNothingElseSuffers() {
        Probe probe = Probe.on(far);
        near.send(probe, "before");
        assertThatIllegalArgumentException().isThrownBy(() -> near.send(probe, "long", "x".repeat(17 << 20)));
        near.send(probe, "after");
        assertThat(probe.next().tag()).isEqualTo("before");
        assertThat(probe.next().tag()).isEqualTo("after");
    }

    @Test
    void theEndOfAPortIsToldBehindItsLastWords() {
        Probe probe = Probe.on(near);
        KillReason why = KillReason.of("custom", 7);
        Port speaker = ThreadPorts.spawn(far, self -> {
            self.get("go");
            for (int i = 0; i < 100; i++) {
                self.send(probe, "word", i);
            }
            self.kill(self, why);
        });
        probe.watch(speaker);
        near.send(speaker, "go");
        probe.expectEnd(speaker, why);
        assertThat(probe.received()).hasSize(100);
    }

    @Test
    void aPortThatIsNotThereIsToldOfAtOnce() {
        Probe probe = Probe.on(near);
        PortId nobody = new PortId(far.id(), "nobody");
        assertThat(probe.watch(nobody)
                        .expectEnd(nobody, KillReason.NoSuchPort.class)
                        .port())
                .isEqualTo(nobody.toString());
    }

    @Test
    void aPortCanBeKilledFromThere() {
        Probe victim = Probe.on(far);
        Probe probe = Probe.on(far).watch(victim);
        near.kill(victim, KillReason.of("because"));
        probe.expectEnd(victim, KillReason.of("because"));
    }

    @Test
    void theEndOfANodeIsToldBehindThoseOfItsPorts() {
        Probe mark = Probe.on(near);
        Port port = far.port(p -> p.onMessage(m -> p.send(mark, "mark")));
        Probe probe = Probe.on(near).watch(port).watch(new PortId(far.id(), ""));
        near.send(port.id(), "behind the request to watch");
        mark.expect("mark"); // so that request has arrived
        far.close();
        probe.expectEnd(port, new KillReason.NodeClosed(far.id()));
        probe.expectEnd(new PortId(far.id(), ""), KillReason.TransportError.class);
    }

    /**
     * G1 to G4: a port sends all the time, and watches anew after each notice. What arrives is in order; and nothing is
     * missing in between but where a loss was told.
     */
    @Test
    void aLossIsTold_andMakesNoHoles() throws Exception {
        List<Integer> received = Collections.synchronizedList(new ArrayList<>());
        Port sink = far.port(p -> p.on("n", m -> {
            received.add(m.integer(1));
            if (m.has(2)) {
                p.send(m.port(2), "ack", m.integer(1));
            }
        }));
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger notices = new AtomicInteger();
        CompletableFuture<Boolean> over = InPort.start(near, self -> {
            self.monitor(sink, why -> Message.of("lost", why));
            for (int i = 0; !stop.get(); i++) {
                self.send(sink, "n", i, i % BATCH == 0 ? self : null);
                int last = i - BATCH;
                if (i % BATCH == 0 && i > 0 && !isAcknowledged(self, last)) {
                    self.monitor(sink, why -> Message.of("lost", why));
                    notices.incrementAndGet();
                }
            }
            return true;
        });
        for (int i = 0; i < breaks(); i++) {
            int arrived = received.size();
            Awaitility.await().until(() -> received.size() > arrived);
            int told = notices.get();
            breakConnection();
            Awaitility.await().until(() -> notices.get() > told);
        }
        stop.set(true);
        assertThat(InPort.of(over)).isTrue();
        List<Integer> numbers = List.copyOf(received);
        int gaps = 0;
        for (int i = 1; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isGreaterThan(numbers.get(i - 1));
            gaps += numbers.get(i) - numbers.get(i - 1) == 1 ? 0 : 1;
        }
        assertThat(gaps).isLessThanOrEqualTo(breaks());
    }

    /** Waits until something sent lately has arrived, so that never too much waits; false if a loss is told first. */
    private static boolean isAcknowledged(ThreadSelf self, int number) {
        Message answer = self.getCond(m -> m.hasTag("lost") || (m.hasTag("ack") && m.integer(1) >= number));
        return answer.hasTag("ack");
    }

    @Test
    void eachMonitorFiresOnceForALoss() throws Exception {
        List<Port> ports = new ArrayList<>();
        Probe probe = Probe.on(near);
        for (int i = 0; i < 50; i++) {
            Port port = far.port(p -> {});
            ports.add(port);
            near.onEnd(port, why -> near.send(probe, "told", port, why));
        }
        InPort.check(
                near,
                self -> assertThat(self.ask(echo(), Duration.ofSeconds(10), "x").size())
                        .isPositive());
        breakConnection();
        for (int i = 0; i < ports.size(); i++) {
            assertThat(probe.expect("told").reason(2)).isInstanceOf(KillReason.TransportError.class);
        }
        InPort.check(near, self -> self.send(probe, "mark"));
        probe.expectNothingBefore("mark");
    }

    private Port echo() {
        return far.port(p -> p.onMessage(m -> p.send(m.port(m.size() - 1), "echo")));
    }
}
