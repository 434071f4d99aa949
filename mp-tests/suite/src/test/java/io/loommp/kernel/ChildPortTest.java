package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.MailboxBound;
import io.loommp.MailboxFull;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.Self;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ports that end with their parent, and what is in place before a port runs (design decisions 3 and 11). */
@Timeout(60)
class ChildPortTest {
    private static final KillReason WHY = KillReason.of("why", 1);
    private static final Duration GRACE = Duration.ofSeconds(5);

    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    private static void ignore(Message message) {
        assertThat(message).isNotNull();
    }

    // ---- ends ----

    @Test
    void childrenOfBothKindsEndWithTheirParent_forItsReason() {
        List<Port> children = new ArrayList<>();
        Port parent = node.port(p -> {
            children.add(p.port(child -> child.onMessage(ChildPortTest::ignore)));
            children.add(p.port(MailboxBound.of(1), child -> child.onMessage(ChildPortTest::ignore)));
            children.add(ThreadPorts.spawn(p, self -> self.get("never")));
            children.add(ThreadPorts.spawn(p, MailboxBound.of(1), self -> self.get("never")));
        });
        children.forEach(child -> assertThat(child.isLive()).isTrue());
        parent.kill(WHY);
        assertThat(InPort.endOf(parent)).isEqualTo(WHY);
        children.forEach(child -> {
            assertThat(((LocalPort) child).hasEnded()).isTrue();
            assertThat(InPort.endOf(child)).isEqualTo(WHY);
        });
    }

    @Test
    void childrenOfAThreadEndWhenItsBodyReturns() {
        List<Port> children = new ArrayList<>();
        Port parent = ThreadPorts.spawn(node, self -> {
            children.add(self.spawn(child -> child.get("never")));
            children.add(self.spawn(MailboxBound.of(1), child -> child.get("never")));
            children.add(self.port(child -> child.onMessage(ChildPortTest::ignore)));
        });
        assertThat(InPort.endOf(parent).isNormal()).isTrue();
        children.forEach(child -> assertThat(InPort.endOf(child).isNormal()).isTrue());
    }

    @Test
    void theParentLivesOnWhenAChildEnds_andKnowsNothingOfItAnyMore() {
        CompletableFuture<Port> made = new CompletableFuture<>();
        Port parent = node.port(p -> {
            made.complete(p.port(child -> child.onMessage(ChildPortTest::ignore)));
            p.on("still there", message -> seen.add("still there"));
        });
        InPort.of(made).kill(WHY);
        assertThat(InPort.endOf(InPort.of(made))).isEqualTo(WHY);
        node.send(parent, "still there");
        assertThat(Latches.next(seen)).isEqualTo("still there");
        await().until(() ->
                !((LocalPort) parent).belongings().isBusy()); // the last step of the end, behind what tells of it
    }

    @Test
    void theParentHasNotEndedBeforeItsChildren_andThenItsResourcesAreClosed() {
        EventProbe events = EventProbe.of(node);
        Port parent = ThreadPorts.spawn(node, self -> {
            self.own(() -> seen.add("closed"));
            self.spawn(child -> {
                began.countDown();
                Latches.awaitStubbornly(release);
                seen.add("child returns");
            });
            Latches.await(began);
        });
        assertThat(events.await(Event.Died.class, e -> e.port().equals(parent.id()))
                        .reason()
                        .isNormal())
                .isTrue();
        await().until(() -> !((LocalPort) parent).belongings().hasCode());
        assertThat(parent.terminated().toCompletableFuture()).isNotDone();
        assertThat(seen).isEmpty();

        release.countDown();

        InPort.endOf(parent);
        assertThat(seen).containsExactly("child returns", "closed");
    }

    @Test
    void ofPortsThatAreStuckTheInnermostIsReported_andTheParentsResourcesAreAborted() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            EventProbe events = EventProbe.of(there);
            CompletableFuture<Port> child = new CompletableFuture<>();
            Port parent = ThreadPorts.spawn(there, self -> {
                self.own(() -> seen.add("closed"), resource -> seen.add("aborted"));
                child.complete(self.spawn(stuck -> {
                    began.countDown();
                    Latches.awaitStubbornly(release);
                }));
                self.get();
            });
            Latches.await(began);
            parent.kill(WHY);
            await().until(() -> !((LocalPort) parent).hasCode());

            time.advance(GRACE);

            assertThat(Latches.next(seen)).isEqualTo("aborted");
            events.settle();
            assertThat(events.seen(Event.PortStuck.class))
                    .containsExactly(new Event.PortStuck(InPort.of(child).id(), WHY));
            release.countDown();
            assertThat(InPort.endOf(parent)).isEqualTo(WHY);
            assertThat(seen).containsExactly("closed");
        }
    }

    @Test
    void aChildThatEndsWithItsParentIsNoNewsForTheLog_oneThatDiesByItselfIs() {
        EventProbe events = EventProbe.of(node);
        CompletableFuture<Self> self = new CompletableFuture<>();
        Port parent = node.port(self::complete);
        Port alone = InPort.of(self).port(child -> child.onMessage(ChildPortTest::ignore));
        Port withParent = InPort.of(self).port(child -> child.onMessage(ChildPortTest::ignore));
        alone.kill(WHY);
        InPort.endOf(alone);
        parent.kill(WHY);
        InPort.endOf(parent);
        events.settle();
        assertThat(died(events, alone).monitored()).isFalse();
        assertThat(died(events, parent).monitored()).isFalse();
        assertThat(died(events, withParent).monitored()).isTrue();
    }

    private static Event.Died died(EventProbe events, Port port) {
        List<Event.Died> ends = events.seen(Event.Died.class).stream()
                .filter(e -> e.port().equals(port.id()))
                .toList();
        assertThat(ends).hasSize(1);
        return ends.getFirst();
    }

    @Test
    void monitorsFireBeforeChildrenAreKilled_andThoseBeforeTheThreadIsInterrupted() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            CompletableFuture<LocalPort> child = new CompletableFuture<>();
            Port parent = ThreadPorts.spawn(there, self -> {
                child.complete((LocalPort) self.spawn(ThreadSelf::get));
                began.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    seen.add("interrupted, child lives: " + InPort.of(child).isLive());
                    throw e;
                }
            });
            Latches.await(began);
            InsideWatch.set(
                    (Kernel) there,
                    parent.id(),
                    why -> seen.add("monitor, parent lives: " + parent.isLive() + ", child lives: "
                            + InPort.of(child).isLive()));
            parent.kill(WHY);
            assertThat(InPort.endOf(parent)).isEqualTo(WHY);
            assertThat(seen)
                    .containsExactly(
                            "monitor, parent lives: false, child lives: true", "interrupted, child lives: false");
        }
    }

    @Test
    void aDeepTreeEndsWhole() {
        int depth = 5_000;
        CountDownLatch grown = new CountDownLatch(depth);
        List<Port> all = new ArrayList<>();
        CompletableFuture<Self> top = new CompletableFuture<>();
        all.add(node.port(top::complete));
        Self parent = InPort.of(top);
        for (int i = 0; i < depth; i++) {
            CompletableFuture<Self> next = new CompletableFuture<>();
            all.add(ThreadPorts.spawn(parent, self -> {
                next.complete(self);
                grown.countDown();
                self.get("never");
            }));
            parent = InPort.of(next);
        }
        Latches.await(grown);

        all.getFirst().kill(WHY);

        for (Port port : all) {
            assertThat(InPort.endOf(port)).isEqualTo(WHY);
        }
    }

    // ---- coming into being ----

    @Test
    void aPortThatHasEndedHasNoMoreChildren() {
        EventProbe events = EventProbe.of(node);
        CompletableFuture<Self> self = new CompletableFuture<>();
        Port parent = node.port(self::complete);
        parent.kill(WHY);
        InPort.endOf(parent);
        assertThatExceptionOfType(PortKilled.class)
                .isThrownBy(() -> InPort.of(self).port(child -> seen.add("set up")));
        assertThatExceptionOfType(PortKilled.class)
                .isThrownBy(() -> ThreadPorts.spawn(InPort.of(self), child -> seen.add("ran")));
        assertThat(seen).isEmpty();
        events.settle();
        assertThat(events.seen(Event.Spawned.class)).hasSize(2); // the parent and the mark
    }

    @Test
    void aChildWhoseSetUpFailsIsGone_andItsParentGoesOn() {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Port parent = node.port(p -> p.onMessage(message -> {
            try {
                p.port(child -> {
                    throw new IllegalStateException("in the set-up");
                });
            } catch (IllegalStateException e) {
                thrown.complete(e);
            }
        }));
        node.send(parent, "go");
        assertThat(InPort.of(thrown)).hasMessage("in the set-up");
        await().until(() -> !((LocalPort) parent).belongings().isBusy());
        assertThat(parent.isLive()).isTrue();
    }

    @Test
    void makingAChildRacesWithTheEndOfItsParent_itEndsEitherWay() {
        for (int round = 0; round < 300; round++) {
            CompletableFuture<Self> self = new CompletableFuture<>();
            CompletableFuture<Boolean> refused = new CompletableFuture<>();
            List<Port> children = new ArrayList<>();
            Port parent = node.port(self::complete);
            Thread.startVirtualThread(() -> {
                try {
                    children.add(ThreadPorts.spawn(InPort.of(self), ThreadSelf::get));
                    children.add(InPort.of(self).port(child -> child.onMessage(ChildPortTest::ignore)));
                    refused.complete(false);
                } catch (PortKilled e) {
                    refused.complete(true);
                }
            });
            parent.kill(WHY);
            assertThat(InPort.endOf(parent)).isEqualTo(WHY);
            assertThat(InPort.of(refused)).isNotNull();
            children.forEach(child -> assertThat(InPort.endOf(child)).isEqualTo(WHY));
        }
    }

    @Test
    void aChildMayCloseTheNode() {
        Node there = LocalNodes.start("there");
        CompletableFuture<Long> took = new CompletableFuture<>();
        there.port(p -> p.port(child -> child.onMessage(message -> {
                    long start = System.nanoTime();
                    there.close();
                    took.complete(System.nanoTime() - start);
                })
                .send(child, "close")));
        assertThat(Duration.ofNanos(InPort.of(took))).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void childrenHaveBoundsToo() {
        InPort.check(node, self -> {
            Port child = self.spawn(new MailboxBound(1, Duration.ZERO), body -> {
                began.countDown();
                Latches.await(release);
            });
            Latches.await(began);
            self.send(child, "one");
            assertThatExceptionOfType(MailboxFull.class).isThrownBy(() -> self.send(child, "two"));
            release.countDown();
        });
    }

    // ---- in place before it runs ----

    @Test
    void aLinkIsInPlaceBeforeAThreadRuns() {
        Port port = ThreadPorts.spawn(node, self -> {
            self.spawn(self::link, child -> {
                throw new IllegalStateException("at once");
            });
            self.get("never");
        });
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("at once"));
    }

    @Test
    void aMonitorIsInPlaceBeforeAThreadRuns_alsoOfOneThatIsNoChild() {
        InPort.check(node, self -> {
            Port port = ThreadPorts.spawn(node, id -> self.monitor(id, why -> Message.of("gone", id, why)), other -> {
                throw new IllegalStateException("at once");
            });
            Message gone = self.get("gone");
            assertThat(gone.port(1)).isEqualTo(port.id());
            assertThat(gone.reason(2)).isEqualTo(new KillReason.Die("at once"));
        });
    }

    @Test
    void inASetUpTheSameIsDoneWithTheChildItself() {
        Probe probe = Probe.on(node);
        Port parent = node.port(p -> p.onMessage(message -> p.port(child -> {
            p.link(child);
            probe.port();
            child.monitor(probe, why -> Message.of("probe", why));
            child.after(Duration.ZERO, () -> {
                throw new IllegalStateException("as its first deed");
            });
        })));
        node.send(parent, "go");
        assertThat(InPort.endOf(parent)).isEqualTo(new KillReason.Die("as its first deed"));
    }

    @Test
    void whatFailsBeforeItRunsEndsThePort_andTheBodyDoesNotRun() {
        CompletableFuture<PortId> id = new CompletableFuture<>();
        CompletableFuture<KillReason> end = new CompletableFuture<>();
        assertThatIllegalStateException()
                .isThrownBy(() -> ThreadPorts.spawn(
                        node,
                        born -> {
                            id.complete(born);
                            node.onEnd(born, end::complete);
                            throw new IllegalStateException("before it ran");
                        },
                        self -> seen.add("ran")))
                .withMessage("before it ran");
        assertThat(InPort.of(end)).isEqualTo(new KillReason.Die("before it ran"));
        node.onEnd(InPort.of(id), why -> seen.add(why.toList().getFirst() + ""));
        assertThat(Latches.next(seen)).isEqualTo("no_such_port");
    }
}
