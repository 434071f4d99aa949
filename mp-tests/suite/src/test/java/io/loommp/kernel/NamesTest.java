package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.manage.BusReader;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.Probe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NamesTest {
    @AutoClose
    private final Node node = LocalNodes.start("here");

    private static PortId named(String name) {
        return new PortId("here", name);
    }

    private KillReason endOf(Port port) {
        return InPort.endOf(port);
    }

    @Test
    void aNameReachesItsHolder() {
        EventProbe events = EventProbe.of(node);
        Probe probe = Probe.on(node);
        node.register("server", probe);

        node.send(named("server"), "hello");

        probe.expect("hello");
        assertThat(node.whereis("server")).contains(probe.id());
        assertThat(events.await(Event.Registered.class)).isEqualTo(new Event.Registered(probe.id(), "server"));
    }

    /** What is told of names and ends, in the order in which it is told; what happens while it is being told comes first. */
    private final class Told implements BusReader {
        private final Queue<Event> events = new ConcurrentLinkedQueue<>();
        private final Consumer<Event> meanwhile;

        Told(Consumer<Event> meanwhile) {
            this.meanwhile = meanwhile;
            Kernel.of(node).events().attach(this);
        }

        @Override
        public long interests() {
            return Event.Kind.mask(Set.of(Event.Kind.REGISTERED, Event.Kind.UNREGISTERED, Event.Kind.DIED));
        }

        @Override
        public void offer(Object input, Event.@Nullable Kind kind) {
            meanwhile.accept((Event) input);
            events.add((Event) input);
        }
    }

    private static void spinUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whoFollowsANameEndsWithItsHolder_alsoIfItIsTakenInTheMomentInWhichItIsGiven() throws InterruptedException {
        Thread taker = Thread.ofPlatform().unstarted(() -> node.unregister("server"));
        Told told = new Told(event -> {
            if (event instanceof Event.Registered) {
                taker.start();
                spinUntil(() -> !taker.isAlive() || taker.getState() == Thread.State.WAITING);
            }
        });
        Port port = node.port(p -> {});
        node.register("server", port);
        taker.join();
        assertThat(told.events)
                .containsExactly(
                        new Event.Registered(port.id(), "server"), new Event.Unregistered(port.id(), "server"));
        assertThat(node.whereis("server")).isEmpty();
    }

    @Test
    void aNameGivenToAPortThatJustEndsIsTakenBehindItsEnd() throws InterruptedException {
        Port port = node.port(p -> {});
        CountDownLatch dying = new CountDownLatch(1);
        CountDownLatch taken = new CountDownLatch(1);
        Thread giver = Thread.ofPlatform().unstarted(() -> node.register("brief", port));
        Thread killer = Thread.ofPlatform().unstarted(port::kill);
        Told told = new Told(event -> {
            switch (event) {
                case Event.Registered given -> {
                    killer.start();
                    Latches.await(dying);
                }
                case Event.Died died -> {
                    dying.countDown();
                    spinUntil(() -> !giver.isAlive() || taken.getCount() == 0);
                }
                default -> taken.countDown();
            }
        });
        giver.start();
        giver.join();
        endOf(port); // a name is free before that is told
        assertThat(told.events)
                .extracting(Event::kind)
                .containsExactly(Event.Kind.REGISTERED, Event.Kind.DIED, Event.Kind.UNREGISTERED);
        assertThat(node.whereis("brief")).isEmpty();
    }

    @Test
    void aNameIsHeldByOne() {
        Probe holder = Probe.on(node);
        Probe other = Probe.on(node);
        node.register("server", holder);

        assertThatIllegalStateException()
                .isThrownBy(() -> node.register("server", other))
                .withMessageContaining("server")
                .withMessageContaining(holder.id().toString());
        node.send(named("server"), "hello");
        holder.expect("hello");
    }

    @Test
    void aNameCanBeTakenBackAndGivenAgain() {
        EventProbe events = EventProbe.of(node);
        Probe first = Probe.on(node);
        Probe second = Probe.on(node);
        node.register("server", first);

        assertThat(node.unregister("server")).isTrue();
        assertThat(node.unregister("server")).isFalse();
        assertThat(node.whereis("server")).isEmpty();
        assertThat(events.await(Event.Unregistered.class)).isEqualTo(new Event.Unregistered(first.id(), "server"));
        node.send(named("server"), "nobody");
        assertThat(events.await(Event.DeadLetter.class).to()).isEqualTo(named("server"));
        node.register("server", second);
        node.send(named("server"), "hello");
        second.expect("hello");
    }

    @Test
    void namesEndWithTheirPort() {
        EventProbe events = EventProbe.of(node);
        Probe probe = Probe.on(node);
        node.register("one", probe);
        node.register("two", probe);

        probe.close();
        endOf(probe.port());

        assertThat(node.whereis("one")).isEmpty();
        assertThat(node.whereis("two")).isEmpty();
        events.settle();
        assertThat(events.seen(Event.Unregistered.class)).hasSize(2);
    }

    @Test
    void aWatcherCanGiveTheNameAnewInsideItsNotice() {
        for (int round = 0; round < 100; round++) {
            Probe heir = Probe.on(node);
            Probe holder = Probe.on(node);
            node.register("server", holder);
            CompletableFuture<PortId> taken = new CompletableFuture<>();
            node.onEnd(named("server"), why -> {
                node.register("server", heir);
                taken.complete(heir.id());
            });
            holder.close();
            assertThat(InPort.of(taken)).isEqualTo(heir.id());
            node.unregister("server");
        }
    }

    @Test
    void theNameIsFreeAtTheMomentOfTheNotice() {
        Probe heir = Probe.on(node);
        Probe holder = Probe.on(node);
        node.register("server", holder);
        InsideWatch.set(Kernel.of(node), holder.id(), why -> node.register("server", heir));
        holder.close();
        endOf(holder.port());
        assertThat(node.whereis("server")).contains(heir.id());
    }

    @Test
    void watchingANameWatchesItsPresentHolder_andTellsTheNameAsAsked() {
        Probe holder = Probe.on(node);
        node.register("server", holder);
        BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();
        assertThat(node.onEnd(named("server"), told::add).watched()).isEqualTo(named("server"));

        holder.port().kill(KillReason.of("over"));
        assertThat(Latches.next(told)).isEqualTo(KillReason.of("over"));

        node.onEnd(named("server"), told::add);
        assertThat(Latches.next(told)).isEqualTo(KillReason.NoSuchPort.monitoring(named("server")));
    }

    @Test
    void aNameCanBeKilled() {
        Probe holder = Probe.on(node);
        node.register("server", holder);
        node.kill(named("server"), KillReason.of("by name"));
        assertThat(endOf(holder.port())).isEqualTo(KillReason.of("by name"));
    }

    @Test
    void idsWinOverNames() {
        Probe port = Probe.on(node);
        Probe impostor = Probe.on(node);
        node.register(port.id().name(), impostor);

        node.send(port.id(), "mine");

        port.expect("mine");
        assertThat(impostor.received()).isEmpty();
    }

    @Test
    void onlyLivePortsOfThisNodeGetNames() {
        Port dead = node.port(p -> {});
        dead.kill();
        endOf(dead);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.register("name", dead))
                .withMessageContaining(dead.id().toString());
        assertThatIllegalArgumentException().isThrownBy(() -> node.register("name", new PortId("there", "x")));
        assertThatIllegalArgumentException().isThrownBy(() -> node.register("name", new PortId("here", "")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.register("", Probe.on(node)))
                .withMessageContaining("empty");
        assertThat(node.whereis("name")).isEmpty();
    }

    @Test
    void aNameGivenWhileThePortEndsDoesNotStay() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            Port port = node.port(p -> {});
            Thread killer = Thread.startVirtualThread(port::kill);
            try {
                node.register("racer", port);
            } catch (IllegalArgumentException ended) {
                assertThat(ended).hasMessageContaining("not a live port");
            }
            killer.join();
            endOf(port);
            assertThat(node.whereis("racer")).isEmpty();
        }
    }

    @Test
    void namesCountUpInAsFewDigitsAsTheyNeed() {
        Names names = new Names("p");
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 678; i++) {
            made.add(names.next(""));
        }
        assertThat(List.of(made.get(0), made.get(25), made.get(26), made.get(675), made.get(676), made.get(677)))
                .containsExactly("pa", "pz", "pba", "pzz", "pbaa", "pbab");
    }

    @Test
    void namesOfPortsAreNeverUsedTwice() {
        Set<String> names = new HashSet<>();
        Names first = new Names(Names.randomPrefix());
        Names second = new Names(Names.randomPrefix());
        for (int i = 0; i < 10_000; i++) {
            assertThat(names.add(first.next(""))).isTrue();
            assertThat(names.add(second.next(""))).isTrue();
        }
        assertThat(first.next("")).matches("[0-9A-Za-z]+").hasSizeBetween(12, 16);
    }

    @Test
    void noTwoOfAMillionNamesOfOneLengthHaveTheSameHash() {
        Names names = new Names("6Zk3Qp0aXbC");
        int firstOfFiveDigits = 26 * 26 * 26 * 26;
        for (int i = 0; i < firstOfFiveDigits; i++) {
            names.next("");
        }
        Set<Integer> hashes = new HashSet<>();
        for (int i = 0; i < 1_000_000; i++) {
            hashes.add(names.next("").hashCode());
        }
        assertThat(hashes).hasSize(1_000_000);
        assertThat(names.next("")).hasSize(16);
    }

    @Test
    void namesOfPortsAreNeverUsedTwice_alsoNotWhenManyMakeThemAtOnce() throws InterruptedException {
        int each = 20_000; // so that what names begin with changes on the way
        Names names = new Names(Names.randomPrefix());
        Set<String> made = ConcurrentHashMap.newKeySet();
        List<Thread> makers = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            makers.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < each; i++) {
                    made.add(names.next(""));
                }
            }));
        }
        for (Thread maker : makers) {
            maker.join();
        }
        assertThat(made).hasSize(4 * each).allMatch(names::couldHaveMade);
    }

    // ---- passing a name on ----

    @Test
    void aNameIsPassedOn_withoutBeingFreeInBetween() {
        EventProbe events = EventProbe.of(node);
        Probe first = Probe.on(node);
        Probe second = Probe.on(node);
        node.register("server", first);

        node.reregister("server", second);

        node.send(node.named("server"), "hello");
        second.expect("hello");
        assertThat(node.whereis("server")).contains(second.id());
        assertThat(node.names(first)).isEmpty();
        events.settle();
        assertThat(events.seen())
                .containsSubsequence(
                        new Event.Registered(first.id(), "server"),
                        new Event.Unregistered(first.id(), "server"),
                        new Event.Registered(second.id(), "server"));
        first.close();
        endOf(first.port());
        assertThat(node.whereis("server")).contains(second.id());
        second.close();
        endOf(second.port());
        assertThat(node.whereis("server")).isEmpty();
    }

    @Test
    void aNameNobodyHoldsCannotBePassedOn() {
        Probe port = Probe.on(node);
        assertThatIllegalStateException()
                .isThrownBy(() -> node.reregister("server", port))
                .withMessageContaining("\"server\"");
        node.register("server", port);
        Port dead = node.port(p -> {});
        dead.kill();
        endOf(dead);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.reregister("server", dead))
                .withMessageContaining(dead.id().toString());
        assertThat(node.whereis("server")).contains(port.id());
    }

    @Test
    void namesOfRepliesAreNotForPorts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.register("~me", Probe.on(node)))
                .withMessageContaining("~me");
        assertThatIllegalArgumentException().isThrownBy(() -> node.named(""));
    }

    @Test
    void aNamePassedOnWhileItsHolderAndItsHeirEnd_isHeldByALivePortOrNobody() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            Port holder = node.port(p -> {});
            Port heir = node.port(p -> {});
            node.register("racer", holder);
            Thread killer = Thread.startVirtualThread(holder::kill);
            Thread other = Thread.startVirtualThread(heir::kill);
            try {
                node.reregister("racer", heir);
            } catch (IllegalArgumentException | IllegalStateException ended) {
                assertThat(ended).hasMessageMatching("(?s).*(not a live port|nobody holds).*");
            }
            killer.join();
            other.join();
            endOf(holder);
            endOf(heir);
            assertThat(node.whereis("racer")).isEmpty();
        }
    }
}
