package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.Probe;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Spawn by the name of a function on other nodes: what travels, and what is done about what arrives. */
@Timeout(30)
class SpawnOverLinkTest {
    @AutoClose
    private final Node here = LocalNodes.start("here");

    @AutoClose
    private final Node there = LocalNodes.start("there");

    private final Probe probe = Probe.on(here);
    private final BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();

    private static final PortId THERE = new PortId("there", "");

    private Wire connect() {
        return Wire.between(Kernel.of(here), Kernel.of(there));
    }

    private FakeLink fakeLink() {
        FakeLink link = new FakeLink(Kernel.of(here), "there");
        assertThat(link.up()).isTrue();
        return link;
    }

    private KillReason endOf(PortId port) {
        here.onEnd(port, told::add);
        return Latches.next(told);
    }

    // ---- two nodes ----

    @Test
    void aPortIsSpawnedThere_andServesWhatIsSentAtOnce() {
        connect();
        there.function("My::echo", (self, args) -> {
            PortId client = Message.fromList(args).port(0);
            self.send(client, "origin", self.origin());
            self.on("echo", m -> self.send(client, "echoed", m.value(1)));
        });
        PortId port = here.spawn(THERE, "My::echo", probe);
        for (int i = 0; i < 100; i++) {
            here.send(port, "echo", i);
        }
        assertThat(probe.next()).isEqualTo(Message.of("origin", "here"));
        for (int i = 0; i < 100; i++) {
            assertThat(probe.next()).isEqualTo(Message.of("echoed", i));
        }
        assertThat(port.node()).isEqualTo("there");
        assertThat(there.ports()).contains(port);
    }

    @Test
    void allThatGoesWrongThereShowsAtTheMonitorHere() {
        connect();
        there.function("early", (self, args) -> {
            throw new IllegalArgumentException("no " + args.getFirst());
        });
        there.function("once", (self, args) -> {});
        for (int round = 0; round < 100; round++) {
            assertThat(endOf(here.spawn(THERE, "early", "way"))).isEqualTo(new KillReason.Die("no way"));
            PortId none = here.spawn(THERE, "once");
            assertThat(endOf(none)).isEqualTo(KillReason.NoSuchPort.monitoring(none));
        }
        assertThat(endOf(here.spawn(THERE, "unknown"))).isEqualTo(new KillReason.Die("there is no function unknown"));
    }

    @Test
    void aThreadedPortIsSpawnedThere_andItsEndIsToldHere() {
        Wire wire = connect();
        there.function(
                "threaded",
                (self, args) -> ThreadPorts.attach(self, thread -> {
                    int sum = thread.get("one").integer(1) + thread.get("two").integer(1);
                    thread.send(thread.get("client").port(1), "sum", sum);
                    thread.get("never");
                }));
        PortId first = here.spawn(THERE, "threaded");
        here.onEnd(first, told::add);
        here.send(first, "two", 2);
        here.send(first, "client", probe);
        here.send(first, "one", 1);
        assertThat(probe.expect("sum").integer(1)).isEqualTo(3);
        here.kill(first, KillReason.of("enough"));
        assertThat(Latches.next(told)).isEqualTo(KillReason.of("enough"));

        here.onEnd(here.spawn(THERE, "threaded"), told::add);
        wire.cut();
        assertThat(Latches.next(told)).isEqualTo(new KillReason.TransportError("there", "cut"));
    }

    @Test
    void aNodeThatCannotBeReachedShowsAtTheMonitor() {
        EventProbe events = EventProbe.of(here);
        PortId port = here.spawn(new PortId("nowhere", ""), "f");
        assertThat(endOf(port)).isEqualTo(new KillReason.TransportError("nowhere", "no known address"));
        assertThat(events.await(Event.DeadLetter.class).cause()).isEqualTo(Event.DeadLetter.Cause.NO_ROUTE);
    }

    // ---- what travels ----

    @Test
    void theRequestIsThatOfAnyEventMP_andTheWatchComesBehindIt() {
        FakeLink link = fakeLink();
        PortId port = here.spawn(new PortId("there", "any"), "Pkg::func", "a", 1);
        here.onEnd(port, told::add);
        here.send(port, "hello");
        assertThat(link.packets())
                .containsExactly(
                        Message.of("", "AnyEvent::MP::_spawn", port.name(), "Pkg::func", "a", 1),
                        Message.of("", "mon1", port.name()),
                        Message.of(port.name(), "hello"));
        assertThat(port.node()).isEqualTo("there");
    }

    @Test
    void aSpawnOfAKilledPortIsNotSent() {
        FakeLink link = fakeLink();
        InPort.check(here, self -> {
            self.kill(self);
            try {
                self.spawn(THERE, "f");
            } catch (PortKilled expected) {
                probe.port(); // the body returns
            }
        });
        assertThat(link.packets()).isEmpty();
    }

    // ---- what arrives ----

    @Test
    void theAskingNodeChoosesTheName() {
        FakeLink link = fakeLink();
        here.function("f", (self, args) -> {
            self.on("x", m -> self.send(probe, "got", args, self.origin(), m.value(1)));
        });
        link.receive("", "AnyEvent::MP::_spawn", "hbEPsJkwOHj", "f", 1, List.of("two"));
        link.receive("hbEPsJkwOHj", "x", 3);
        assertThat(probe.expect("got")).isEqualTo(Message.of("got", List.of(1, List.of("two")), "there", 3));
        link.receive("", "AnyEvent::MP::_spawn", 12, "f");
        link.receive("12", "x", 3);
        probe.expect("got");
    }

    @Test
    void namesThatAreTakenOrNoneAreRefused_andNobodyIsHarmed() {
        EventProbe events = EventProbe.of(here);
        FakeLink link = fakeLink();
        CountDownLatch never = new CountDownLatch(1);
        here.function("f", (self, args) -> {
            never.countDown();
            self.onMessage(m -> {});
        });
        here.function("end", (self, args) -> {});
        Probe victim = Probe.on(here);
        here.register("server", victim);
        PortId gone = here.spawn(probe, "end");
        assertThat(endOf(gone)).isEqualTo(KillReason.NoSuchPort.monitoring(gone));
        List<@Nullable Object> names = Arrays.asList(
                victim.id().name(),
                "server",
                gone.name(),
                "~slot",
                "",
                "a b",
                "a\u0000",
                "x".repeat(256),
                null,
                List.of("x"),
                true);
        for (Object name : names) {
            link.receive("", Arrays.asList("AnyEvent::MP::_spawn", name, "f").toArray());
        }
        link.receive("", "AnyEvent::MP::_spawn");
        link.receive("", "AnyEvent::MP::_spawn", "p");
        link.receive("", "AnyEvent::MP::_spawn", "p", List.of());

        events.settle();
        assertThat(events.seen(Event.RequestIgnored.class)).hasSize(names.size() + 3);
        assertThat(here.statistics().ignoredRequests()).isEqualTo(names.size() + 3);
        assertThat(never.getCount()).isEqualTo(1);
        link.receive(victim.id().name(), "alive");
        victim.expect("alive");
        link.receive("server", "by name");
        victim.expect("by name");
    }

    @Test
    void aNameThatAnotherNodeChoseCannotBeGivenAway() {
        FakeLink link = fakeLink();
        here.function("f", (self, args) -> self.onMessage(m -> self.send(probe, "impostor")));
        link.receive("", "AnyEvent::MP::_spawn", "logger", "f");
        try {
            here.register("logger", probe);
            throw new AssertionError("what is sent to the name would go to the impostor");
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("logger").hasMessageContaining("here#logger");
        }
        assertThat(here.whereis("logger")).isEmpty();
    }

    @Test
    void aSpawnUnderANameRacesWithItsRegistration_andOneOfThemAtMostHasIt() throws InterruptedException {
        FakeLink link = fakeLink();
        here.function("f", (self, args) -> self.onMessage(m -> {}));
        for (int round = 0; round < 300; round++) {
            String name = "racer" + round;
            Thread spawner = Thread.startVirtualThread(() -> link.receive("", "AnyEvent::MP::_spawn", name, "f"));
            boolean registered;
            try {
                here.register(name, probe);
                registered = true;
            } catch (IllegalStateException taken) {
                registered = false;
            }
            spawner.join();
            assertThat(here.whereis(name).isPresent()).isEqualTo(registered);
            if (registered) {
                assertThat(here.ports()).doesNotContain(new PortId("here", name));
            }
        }
    }

    @Test
    void anAbnormalEndOfASpawnedPortIsToldAsItsOwnToTheOtherNode() {
        FakeLink link = fakeLink();
        here.function("f", (self, args) -> {
            throw new IllegalStateException("at once");
        });
        link.receive("", "AnyEvent::MP::_spawn", "p1", "f");
        link.receive("", "mon1", "p1");
        await().until(() -> !link.packets().isEmpty());
        assertThat(link.packets()).containsExactly(Message.of("", "kil0", "p1", "die", "at once"));
    }
}
