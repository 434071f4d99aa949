package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeadLetterTest {
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Node node = TestNodes.start("here", time);

    private final EventProbe events = EventProbe.of(node);
    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void whatNobodyGetsIsTold_withTheCause() {
        PortId unknown = new PortId("here", "nobody");
        PortId elsewhere = new PortId("there", "somebody");
        Port dead = node.port(p -> {});
        dead.kill();
        InPort.endOf(dead);

        node.send(unknown, "a");
        node.send(elsewhere, "b");
        node.send(dead, "c");

        events.settle();
        assertThat(events.seen(Event.DeadLetter.class))
                .containsExactly(
                        new Event.DeadLetter(unknown, Message.of("a"), Event.DeadLetter.Cause.NO_SUCH_PORT),
                        new Event.DeadLetter(elsewhere, Message.of("b"), Event.DeadLetter.Cause.NO_ROUTE),
                        new Event.DeadLetter(dead.id(), Message.of("c"), Event.DeadLetter.Cause.NO_SUCH_PORT));
    }

    @Test
    void aMessageToTheNodeItselfIsARequestThatIsIgnored() {
        node.send(new PortId("here", ""), "what", "is", "this");
        assertThat(events.await(Event.RequestIgnored.class)).isEqualTo(new Event.RequestIgnored("here", "what"));
    }

    @Test
    void lettersThatWaitedForAPortThatEndsAreTold_noticesAreNot() {
        Port watched = node.port(p -> {});
        CountDownLatch began = new CountDownLatch(1);
        Port port = node.port(p -> {
            p.monitor(watched, why -> Message.of("notice"));
            p.onMessage(message -> {
                began.countDown();
                Latches.awaitStubbornly(release);
                throw new IllegalStateException("over");
            });
        });
        node.send(port, "handled");
        Latches.await(began);
        node.send(port, "one");
        watched.kill();
        InPort.endOf(watched);
        node.send(port, "two");
        release.countDown();
        InPort.endOf(port);

        events.settle();
        assertThat(events.seen(Event.DeadLetter.class).stream()
                        .map(e -> e.message().tag()))
                .containsExactly("one", "two");
    }

    @Test
    void aGrowingMailboxOfACallbackPortIsTold_atAThousandAndTenThousand() {
        CountDownLatch began = new CountDownLatch(1);
        Port port = node.port(p -> p.onMessage(message -> {
            began.countDown();
            Latches.awaitStubbornly(release);
        }));
        node.send(port, "first");
        Latches.await(began);
        for (int i = 0; i < 999; i++) {
            node.send(port, i);
        }
        events.settle();
        assertThat(events.seen(Event.MailboxHigh.class)).isEmpty();
        for (int i = 999; i < 20_000; i++) {
            node.send(port, i);
        }
        events.settle();
        assertThat(events.seen(Event.MailboxHigh.class))
                .containsExactly(new Event.MailboxHigh(port.id(), 1000), new Event.MailboxHigh(port.id(), 10_000));
        release.countDown();
    }

    @Test
    void soIsWhatAThreadHasSeenAndLeft_andTheSameMarkNotAgainSoon() {
        Port port = ThreadPorts.spawn(node, self -> {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 1000; i++) {
                    self.send(self, "kept");
                    assertThat(self.get("none", Duration.ZERO)).isEmpty();
                }
                while (self.get("kept", Duration.ZERO).isPresent()) {
                    // until none is left
                }
                if (round == 1) {
                    time.advance(Duration.ofSeconds(10));
                }
            }
            self.node().send(new PortId("here", "done"), "done");
        });
        events.await(Event.DeadLetter.class);
        assertThat(events.seen(Event.MailboxHigh.class))
                .containsExactly(new Event.MailboxHigh(port.id(), 1000), new Event.MailboxHigh(port.id(), 1000));
    }

    @Test
    void whenNobodyAsksNothingIsMade() {
        try (Node quiet = LocalNodes.start("quiet")) {
            Kernel kernel = Kernel.of(quiet);
            // the log asks for some kinds, but debugging is off in tests
            assertThat(kernel.events().wants(Event.Kind.SPAWNED)).isFalse();
            try (EventProbe probe = EventProbe.of(quiet)) {
                assertThat(kernel.events().wants(Event.Kind.SPAWNED)).isTrue();
                probe.settle();
            }
            assertThat(kernel.events().wants(Event.Kind.SPAWNED)).isFalse();
        }
    }

    @Test
    void eachIsCounted_alsoThoseOfANodeThatCloses() {
        Node other = TestNodes.start("other", time);
        other.send(new PortId("other", "nobody"), "one");
        assertThat(other.statistics().deadLetters()).isEqualTo(1);
        CountDownLatch began = new CountDownLatch(1);
        Port port = other.port(p -> p.onMessage(message -> {
            began.countDown();
            Latches.awaitStubbornly(release);
        }));
        other.send(port, "handled");
        Latches.await(began);
        other.send(port, "two");
        EventProbe probe = EventProbe.of(other);
        release.countDown();
        other.close();
        other.send(port, "three");
        assertThat(other.statistics().deadLetters()).isBetween(2L, 3L); // the handler may have come to "two"
        assertThat(probe.seen(Event.DeadLetter.class)).isEmpty();
    }

    @Test
    void aPortThatNeverTakesWhatArrivesIsTold() {
        Port port = node.port(p -> {});
        Kernel.of(node)
                .reports()
                .untaken(
                        Kernel.of(node).local(port), 5000, Duration.ofMinutes(1).toNanos());
        assertThat(events.await(Event.Untaken.class))
                .isEqualTo(new Event.Untaken(port.id(), 5000, Duration.ofMinutes(1)));
    }
}
