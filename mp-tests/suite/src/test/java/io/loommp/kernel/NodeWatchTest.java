package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.NodeChange;
import io.loommp.NodeChange.Down;
import io.loommp.NodeChange.Up;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Subscription;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that come and go, as they are told: part 8.5 of the protocol, and G10. */
@Timeout(60)
class NodeWatchTest {
    private static final PortId THERE = new PortId("there", "port");

    @AutoClose
    private final Kernel node = Kernel.start(KernelConfig.of("here"));

    private final BlockingQueue<NodeChange> told = new LinkedBlockingQueue<>();
    private final FakeTransport transport = new FakeTransport();

    @BeforeEach
    void attach() {
        node.attach(transport);
    }

    private FakeLink up(String other) {
        FakeLink link = new FakeLink(node, other);
        assertThat(link.up()).isTrue();
        return link;
    }

    private static Down down(String other, String text) {
        return new Down(other, new KillReason.TransportError(other, text));
    }

    @Test
    void whatIsConnectedIsKnown_theNodeItselfAlways() {
        assertThat(node.isUp("here")).isTrue();
        assertThat(node.isUp("there")).isFalse();
        assertThat(node.upNodes()).isEmpty();
        FakeLink link = up("there");
        up("other");
        node.send(new PortId("waited for", "p"), "x");
        assertThat(node.isUp("there")).isTrue();
        assertThat(node.isUp("waited for")).isFalse();
        assertThat(node.upNodes()).containsExactlyInAnyOrder("there", "other");
        link.lose("gone");
        assertThat(node.isUp("there")).isFalse();
        assertThat(node.upNodes()).containsExactly("other");
    }

    @Test
    void upAndDownComeInTurn_forEachNode_withTheReason() {
        node.onNodes(told::add);
        FakeLink link = up("there");
        FakeLink second = new FakeLink(node, "there");
        assertThat(second.up()).isFalse();
        second.lose("refused");
        up("other");
        link.lose("Unexpected end-of-file");
        link.lose("lost twice");
        up("there");
        assertThat(Latches.next(told)).isEqualTo(new Up("there"));
        assertThat(Latches.next(told)).isEqualTo(new Up("other"));
        assertThat(Latches.next(told)).isEqualTo(down("there", "Unexpected end-of-file"));
        assertThat(Latches.next(told)).isEqualTo(new Up("there"));
    }

    @Test
    void whoBeginsToWatchHearsOfThoseThatAreThere_first() {
        up("gone").lose("before");
        FakeLink link = up("there");
        node.onNodes(told::add);
        assertThat(Latches.next(told)).isEqualTo(new Up("there"));
        link.lose("later");
        assertThat(Latches.next(told)).isEqualTo(down("there", "later"));
    }

    @Test
    void anAttemptThatFailsIsNoChange() {
        node.onNodes(told::add);
        node.send(THERE, "x");
        node.connectFailed("there", "connect timeout");
        up("there");
        assertThat(Latches.next(told)).isEqualTo(new Up("there"));
    }

    @Test
    void aThreadReceivesThemAsMessages() {
        Probe probe = Probe.on(node);
        CountDownLatch watches = new CountDownLatch(1);
        ThreadPorts.spawn(node, self -> {
            self.monitorNodes(change -> change);
            watches.countDown();
            while (true) {
                switch (self.receive(NodeChange.class)) {
                    case Up up -> self.send(probe, "came", up.node());
                    case Down down -> self.send(probe, "went", down.node(), down.reason());
                }
            }
        });
        Latches.await(watches);
        up("there").lose("gone");
        probe.expectMessage("came", "there");
        assertThat(probe.expect("went").reason(2)).isEqualTo(new KillReason.TransportError("there", "gone"));
    }

    @Test
    void aPortWithCallbacksIsToldInItsOwnContext_asLongAsItLives() {
        Port port = node.port(p -> p.onNodes(change -> {
            told.add(change);
            if (change instanceof Down) {
                p.kill(p);
            }
        }));
        FakeLink link = up("there");
        assertThat(Latches.next(told)).isEqualTo(new Up("there"));
        link.lose("gone");
        InPort.endOf(port);
        node.onNodes(told::add);
        up("there");
        assertThat(Latches.next(told)).isEqualTo(down("there", "gone"));
        assertThat(Latches.next(told)).isEqualTo(new Up("there"));
        assertThat(told).isEmpty();
    }

    @Test
    void oneThatIsCancelledIsToldNothingMore_noticesThatWaitVanish() {
        BlockingQueue<NodeChange> others = new LinkedBlockingQueue<>();
        Subscription subscription = node.onNodes(told::add);
        node.onNodes(others::add);
        assertThat(subscription.cancel()).isTrue();
        assertThat(subscription.cancel()).isFalse();
        up("there");
        assertThat(Latches.next(others)).isEqualTo(new Up("there"));
        assertThat(told).isEmpty();

        InPort.check(node, self -> {
            Subscription notices = self.monitorNodes(change -> Message.of("change"));
            self.send(self, "mark");
            notices.cancel();
            assertThat(self.get().tag()).isEqualTo("mark");
        });
    }

    @Test
    void monitorsFireBeforeTheNodeIsDown_andWhatIsSentAtUpGoesBehindWhatWaited() {
        List<String> order = new ArrayList<>();
        node.send(THERE, "waited");
        CountDownLatch sent = new CountDownLatch(1);
        node.onNodes(change -> {
            node.send(THERE, change instanceof Up ? "at up" : "at down");
            sent.countDown();
        });
        FakeLink link = up("there");
        Latches.await(sent);
        assertThat(link.packets()).containsExactly(Message.of("port", "waited"), Message.of("port", "at up"));

        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        Port watcher = node.port(p -> {
            p.onNodes(change -> ends.add("node " + (change instanceof Up ? "up" : "down")));
            p.onEnd(THERE, why -> ends.add("port"));
        });
        link.lose("gone");
        for (int i = 0; i < 3; i++) {
            order.add(Latches.next(ends));
        }
        assertThat(order).containsExactly("node up", "port", "node down");
        watcher.kill();
    }

    @Test
    void eventsTakeTurnsToo() {
        EventProbe events = EventProbe.of(node);
        FakeLink link = up("there");
        FakeLink second = new FakeLink(node, "there");
        second.up();
        second.lose("refused");
        link.lose("gone");
        link.lose("twice");
        events.settle();
        assertThat(events.seen(Event.Connected.class)).hasSize(1);
        assertThat(events.seen(Event.Disconnected.class)).containsExactly(new Event.Disconnected("there", "gone"));
    }

    @Test
    void watchersThatComeWhileLinksComeAndGo_hearUpFirst_andThenInTurn() throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(1);
        Thread links = Thread.ofPlatform().start(() -> {
            while (enough.getCount() > 0) {
                FakeLink link = new FakeLink(node, "there");
                link.up();
                link.lose("gone");
            }
        });
        for (int i = 0; i < 200; i++) {
            BlockingQueue<NodeChange> changes = new LinkedBlockingQueue<>();
            Subscription subscription = node.onNodes(changes::add);
            for (int k = 0; k < 3; k++) {
                assertThat(Latches.next(changes)).isEqualTo(new Up("there"));
                assertThat(Latches.next(changes)).isEqualTo(down("there", "gone"));
            }
            subscription.cancel();
        }
        enough.countDown();
        links.join();
    }
}
