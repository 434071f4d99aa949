package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.LinkOption;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.loom.ThreadPorts;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.FakeTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports that end together: both switches, taking back, and links to ports of other nodes. */
@Timeout(30)
class LinkTest {
    private static final KillReason WHY = KillReason.of("why", 1);
    private static final PortId THERE = new PortId("there", "port");

    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Kernel node = Kernel.start(KernelConfig.of("here").withTimers(id -> time.view()));

    private final FakeTransport transport = new FakeTransport();
    private final FakeLink connection = new FakeLink(node, "there");
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void attach() {
        node.attach(transport);
    }

    /** A port of either kind, and what its code has in its hands. */
    private record Linkable(Port port, Self self) {}

    private Linkable make(String kind) {
        CompletableFuture<Self> self = new CompletableFuture<>();
        Port port = kind.equals("thread")
                ? ThreadPorts.spawn(node, s -> {
                    self.complete(s);
                    s.on("alive", message -> seen.add("alive"));
                    s.get("never");
                })
                : node.port(p -> {
                    self.complete(p);
                    p.on("alive", message -> seen.add("alive"));
                    p.on("block", message -> {
                        seen.add("blocked");
                        Latches.await(release);
                    });
                });
        return new Linkable(port, InPort.of(self));
    }

    private void assertAlive(Linkable linkable) {
        node.send(linkable.port, "alive");
        assertThat(Latches.next(seen)).isEqualTo("alive");
    }

    // ---- the two switches ----

    @ParameterizedTest
    @ValueSource(strings = {"thread", "callback"})
    void usuallyBothWays_forAbnormalEnds(String kind) {
        Linkable one = make(kind);
        Linkable two = make(kind);
        Monitor link = one.self.link(two.port);
        assertThat(link.watched()).isEqualTo(two.port.id());
        two.port.kill(WHY);
        assertThat(InPort.endOf(one.port)).isEqualTo(WHY);

        Linkable three = make(kind);
        Linkable four = make(kind);
        assertThat(three.self.link(four.port).reference()).isNotEqualTo(link.reference());
        three.port.kill(WHY);
        assertThat(InPort.endOf(four.port)).isEqualTo(WHY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"thread", "callback"})
    void usuallyNormalEndsDoNotCount_eitherWay(String kind) {
        Linkable one = make(kind);
        Linkable two = make(kind);
        Linkable three = make(kind);
        one.self.link(two.port);
        two.self.link(three.port);
        two.port.kill();
        InPort.endOf(two.port);
        assertAlive(one);
        assertAlive(three);
        assertThat(watches(one)).isZero();
        assertThat(watches(three)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"thread", "callback"})
    void withNormalEnds_theyCountBothWays(String kind) {
        Linkable one = make(kind);
        Linkable two = make(kind);
        Linkable three = make(kind);
        one.self.link(two.port, LinkOption.NORMAL_ENDS);
        two.self.link(three.port, LinkOption.NORMAL_ENDS);
        two.port.kill();
        assertThat(InPort.endOf(one.port).isNormal()).isTrue();
        assertThat(InPort.endOf(three.port).isNormal()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"thread", "callback"})
    void oneWay_theOtherOneLivesOn(String kind) {
        Linkable one = make(kind);
        Linkable two = make(kind);
        one.self.link(two.port, LinkOption.ONE_WAY);
        one.port.kill(WHY);
        InPort.endOf(one.port);
        assertAlive(two);

        Linkable three = make(kind);
        three.self.link(two.port, LinkOption.ONE_WAY, LinkOption.NORMAL_ENDS);
        two.port.kill();
        assertThat(InPort.endOf(three.port).isNormal()).isTrue();
    }

    @Test
    void withWhatIsNotThereItEndsThePortAtOnce() {
        Linkable one = make("thread");
        PortId nobody = new PortId("here", "nobody");
        one.self.link(nobody);
        assertThat(InPort.endOf(one.port)).isEqualTo(KillReason.NoSuchPort.monitoring(nobody));
    }

    @Test
    void withItselfItDoesNothing() {
        Linkable one = make("callback");
        Monitor link = one.self.link(one.port);
        assertAlive(one);
        assertThat(link.cancel()).isTrue();
        one.self.link(one.port);
        one.port.kill(WHY);
        assertThat(InPort.endOf(one.port)).isEqualTo(WHY);
    }

    @Test
    void aLongChainOfLinksEndsWhole() {
        List<Port> chain = new ArrayList<>();
        Linkable before = make("thread");
        chain.add(before.port);
        for (int i = 0; i < 3000; i++) {
            Linkable next = make(i % 2 == 0 ? "callback" : "thread");
            before.self.link(next.port);
            chain.add(next.port);
            before = next;
        }
        chain.get(1500).kill(WHY);
        chain.forEach(port -> assertThat(InPort.endOf(port)).isEqualTo(WHY));
    }

    // ---- taking back ----

    @ParameterizedTest
    @ValueSource(strings = {"thread", "callback"})
    void takenBackItIsGoneBothWays_andLeavesNothingBehind(String kind) {
        Linkable one = make(kind);
        Linkable two = make(kind);
        Monitor link = one.self.link(two.port);
        assertThat(watches(one) + watches(two)).isEqualTo(2);

        assertThat(link.cancel()).isTrue();
        assertThat(link.cancel()).isFalse();

        assertThat(watches(one) + watches(two)).isZero();
        two.port.kill(WHY);
        InPort.endOf(two.port);
        assertAlive(one);
        Linkable three = make(kind);
        assertThat(one.self.link(three.port).cancel()).isTrue();
        one.port.kill(WHY);
        InPort.endOf(one.port);
        assertAlive(three);
    }

    private static int watches(Linkable linkable) {
        try {
            var field = LocalPort.class.getDeclaredField("watches");
            field.setAccessible(true);
            return field.get(linkable.port) instanceof ClosableSet<?> set ? set.size() : 0;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no such field", e);
        }
    }

    @Test
    void takenBackWhileTheEndWaitsItsTurn_itDoesNotCome_alsoNotAfterTheGrace() {
        Linkable one = make("callback");
        Linkable two = make("thread");
        Monitor link = one.self.link(two.port);
        node.send(one.port, "block");
        assertThat(Latches.next(seen)).isEqualTo("blocked");
        two.port.kill(WHY);
        InPort.endOf(two.port);
        assertThat(one.port.isLive()).isTrue();

        assertThat(link.cancel()).isTrue();

        time.advance(Duration.ofSeconds(60));
        release.countDown();
        assertAlive(one);
        one.port.kill(KillReason.of("another"));
        assertThat(InPort.endOf(one.port)).isEqualTo(KillReason.of("another"));
    }

    @Test
    void anEndThatWaitsItsTurnComesAfterTheGrace() {
        Linkable one = make("callback");
        Linkable two = make("thread");
        one.self.link(two.port);
        node.send(one.port, "block");
        assertThat(Latches.next(seen)).isEqualTo("blocked");
        two.port.kill(WHY);
        InPort.endOf(two.port);
        time.advance(Duration.ofSeconds(5).minusNanos(1));
        assertThat(one.port.isLive()).isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(one.port.isLive()).isFalse();
        assertThat(InPort.endOf(one.port)).isEqualTo(WHY);
    }

    @Test
    void anEndThatWaitsItsTurnComesAtOnceWhenThePortGetsAThread() {
        Linkable one = make("callback");
        Linkable two = make("thread");
        node.send(one.port, "block");
        assertThat(Latches.next(seen)).isEqualTo("blocked");
        ThreadPorts.attach(one.port, self -> new CountDownLatch(1).await());
        one.self.link(two.port);
        two.port.kill(WHY);
        InPort.endOf(two.port);
        release.countDown();
        assertThat(InPort.endOf(one.port)).isEqualTo(WHY);
    }

    @Test
    void takingBackRacesWithTheEnd_whatItSaysIsTheTruthAtThatMoment() {
        for (int round = 0; round < 500; round++) {
            Linkable one = make(round % 2 == 0 ? "thread" : "callback");
            Linkable two = make("thread");
            Monitor link = one.self.link(two.port);
            Thread.startVirtualThread(() -> two.port.kill(WHY));
            boolean taken = link.cancel();
            boolean lives = one.port.isLive();
            assertThat(lives).isEqualTo(taken);
            InPort.endOf(two.port);
            if (taken) {
                assertAlive(one);
                one.port.kill();
            } else {
                assertThat(InPort.endOf(one.port)).isEqualTo(WHY);
            }
        }
    }

    @Test
    void aDependenceIsTakenBackTheSameWay() {
        Linkable one = make("callback");
        Linkable two = make("thread");
        Monitor dependence = one.self.dependOn(two.port);
        node.send(one.port, "block");
        assertThat(Latches.next(seen)).isEqualTo("blocked");
        two.port.kill(WHY);
        InPort.endOf(two.port);
        assertThat(dependence.cancel()).isTrue();
        release.countDown();
        assertAlive(one);
    }

    // ---- to ports of other nodes ----

    private void connect() {
        assertThat(connection.up()).isTrue();
    }

    private List<String> sent(String request) {
        return connection.packets().stream()
                .filter(packet -> packet.size() > 1 && request.equals(packet.value(1)))
                .map(Message::toString)
                .toList();
    }

    @Test
    void aPortOfAnotherNodeIsToldByAKill() {
        connect();
        Linkable one = make("thread");
        one.self.link(THERE);
        assertThat(sent("mon1")).hasSize(1);
        one.port.kill(WHY);
        InPort.endOf(one.port);
        assertThat(sent("kil1")).containsExactly("[\"\", \"kil1\", \"port\", \"why\", 1]");
    }

    @Test
    void itsEndComesByTheMonitor_andItIsNotToldOfOurs() {
        connect();
        Linkable one = make("callback");
        one.self.link(THERE);
        connection.receive("", "kil0", "port", "gone", 1);
        assertThat(InPort.endOf(one.port)).isEqualTo(KillReason.of("gone", 1));
        assertThat(sent("kil1")).isEmpty();
    }

    @Test
    void itsNormalEndDissolvesTheLink() {
        connect();
        Linkable one = make("callback");
        one.self.link(THERE);
        assertThat(watches(one)).isEqualTo(1);
        connection.receive("", "kil0", "port");
        assertAlive(one);
        assertThat(watches(one)).isZero();
        one.port.kill(WHY);
        InPort.endOf(one.port);
        assertThat(sent("kil1")).isEmpty();
    }

    @Test
    void ourNormalEndIsToldOnlyWhenTheyCount() {
        connect();
        Linkable one = make("thread");
        Linkable two = make("thread");
        one.self.link(THERE);
        two.self.link(THERE, LinkOption.NORMAL_ENDS);
        one.port.kill();
        InPort.endOf(one.port);
        assertThat(sent("kil1")).isEmpty();
        two.port.kill();
        InPort.endOf(two.port);
        assertThat(sent("kil1")).containsExactly("[\"\", \"kil1\", \"port\"]");
    }

    @Test
    void oneWay_andTakenBack_itIsNotTold() {
        connect();
        Linkable one = make("thread");
        one.self.link(THERE, LinkOption.ONE_WAY);
        assertThat(one.self.link(THERE).cancel()).isTrue();
        one.port.kill(WHY);
        InPort.endOf(one.port);
        assertThat(sent("kil1")).isEmpty();
    }

    @Test
    void aReasonThatCannotBeSentIsReplaced() {
        connect();
        Linkable one = make("thread");
        one.self.link(THERE);
        connection.refuse(message -> message.toList().contains("why"));
        one.port.kill(WHY);
        InPort.endOf(one.port);
        assertThat(sent("kil1")).containsExactly("[\"\", \"kil1\", \"port\", \"die\", \"the reason cannot be sent\"]");
    }

    @Test
    void theLossOfTheConnectionEndsOurs() {
        connect();
        Linkable one = make("thread");
        one.self.link(THERE);
        connection.lose("Broken pipe");
        assertThat(InPort.endOf(one.port)).isEqualTo(new KillReason.TransportError("there", "Broken pipe"));
    }

    @Test
    void aLinkWithANodeIsOneWay() {
        connect();
        Linkable one = make("thread");
        Linkable two = make("thread");
        one.self.link(new PortId("there", ""));
        two.self.link(new PortId("there", ""));
        one.port.kill(WHY);
        InPort.endOf(one.port);
        assertThat(sent("kil1")).isEmpty();
        connection.lose("Broken pipe");
        assertThat(InPort.endOf(two.port)).isEqualTo(new KillReason.TransportError("there", "Broken pipe"));
    }
}
