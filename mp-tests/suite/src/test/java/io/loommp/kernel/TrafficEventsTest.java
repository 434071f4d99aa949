package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.Channel;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNetwork;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which events tell of messages, and in which order: management.md 2.2 and E1 to E9. */
@Timeout(60)
class TrafficEventsTest {
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final TestNetwork network = TestNetwork.on(time);

    private final Node here = network.start("here");
    private final Node there = network.start("there");
    private final EventProbe events = EventProbe.of(here, Event.Kind.traffic());
    private final EventProbe elsewhere = EventProbe.of(there, Event.Kind.traffic());
    private final PortId nobody = new PortId("here", "");

    private List<Event> traffic(EventProbe probe) {
        probe.settle();
        return probe.seen().stream()
                .filter(event -> Event.Kind.traffic().contains(event.kind()))
                .toList();
    }

    @Test
    void aSendIsToldBeforeItIsReceived_withToAndFrom() {
        Port receiver = here.port(p -> p.onMessage(m -> {}));
        here.port(p -> p.send(receiver, "from a port"));
        here.send(receiver, "from nobody");

        List<Event> seen = traffic(events);
        assertThat(seen).hasSize(4);
        Event.Sent first = (Event.Sent) seen.get(0);
        assertThat(first.to()).isEqualTo(receiver.id());
        assertThat(first.from()).isNotEqualTo(nobody);
        assertThat(seen)
                .containsExactly(
                        new Event.Sent(receiver.id(), first.from(), Message.of("from a port")),
                        new Event.Received(receiver.id(), Message.of("from a port"), null),
                        new Event.Sent(receiver.id(), nobody, Message.of("from nobody")),
                        new Event.Received(receiver.id(), Message.of("from nobody"), null));
    }

    @Test
    void eventsCarryTheVeryMessage() {
        Port receiver = here.port(p -> p.onMessage(m -> {}));
        Message message = Message.of("it");
        here.send(receiver, message);
        assertThat(((Event.Sent) traffic(events).get(0)).message()).isSameAs(message);
        assertThat(((Event.Received) traffic(events).get(1)).message()).isSameAs(message);
    }

    @Test
    void whatReachesNobodyIsSent_andNotReceived() {
        Port dead = here.port(p -> {});
        dead.kill();
        InPort.endOf(dead);
        here.send(dead, "late");
        assertThat(traffic(events)).containsExactly(new Event.Sent(dead.id(), nobody, Message.of("late")));
    }

    @Test
    void aNamedSendIsSentToTheName_andReceivedByItsHolder() {
        Port receiver = here.port(p -> p.onMessage(m -> {}));
        here.register("clerk", receiver);
        PortId name = new PortId("here", "clerk");
        here.send(name, "one");
        here.send(new PortId("here", "unbound"), "two");
        assertThat(traffic(events))
                .containsExactly(
                        new Event.SentToName("clerk", nobody, Message.of("one")),
                        new Event.Received(receiver.id(), Message.of("one"), null),
                        new Event.SentToName("unbound", nobody, Message.of("two")));
    }

    @Test
    void aNamedSendToAnotherNodeIsASendHere_andReceivedThere() {
        CountDownLatch came = new CountDownLatch(1);
        Port receiver = there.port(p -> p.onMessage(m -> came.countDown()));
        there.register("clerk", receiver);
        PortId name = new PortId("there", "clerk");
        here.send(name, "one");
        time.settle();
        Latches.await(came);
        assertThat(traffic(events)).containsExactly(new Event.Sent(name, nobody, Message.of("one")));
        assertThat(traffic(elsewhere)).containsExactly(new Event.Received(receiver.id(), Message.of("one"), "here"));
    }

    @Test
    void aSendOnAChannelIsToldAsThat_hereAndOnAnotherNode() {
        record Amount(int value) {}
        CompletableFuture<PortId> channel = new CompletableFuture<>();
        CompletableFuture<List<Amount>> got = new CompletableFuture<>();
        ThreadPorts.spawn(there, self -> {
            Channel<Amount> numbers = self.channel(Amount.class);
            channel.complete(numbers.id());
            got.complete(List.of(numbers.receive(), numbers.receive()));
        });
        PortId id = channel.join();
        here.send(id, "amount", 1);
        time.settle();
        there.send(id, "amount", 2);
        assertThat(got.join()).containsExactly(new Amount(1), new Amount(2));
        assertThat(traffic(events)).containsExactly(new Event.SentToChannel(nobody, id, Message.of("amount", 1)));
        assertThat(traffic(elsewhere))
                .containsExactly(
                        new Event.ReceivedOnChannel(id, Message.of("amount", 1), "here"),
                        new Event.SentToChannel(new PortId("there", ""), id, Message.of("amount", 2)),
                        new Event.ReceivedOnChannel(id, Message.of("amount", 2), null));
    }

    @Test
    void namesAreToldWhenTheyAreGivenAndTaken_theOldHolderFirst() {
        Port first = here.port(p -> {});
        Port second = here.port(p -> {});
        here.register("clerk", first);
        assertThatThrownBy(() -> here.register("clerk", second)).isInstanceOf(IllegalStateException.class);
        here.reregister("clerk", second);
        assertThat(here.unregister("clerk")).isTrue();
        assertThat(here.unregister("clerk")).isFalse();
        events.settle();
        assertThat(events.seen().stream()
                        .filter(e -> e instanceof Event.Registered || e instanceof Event.Unregistered)
                        .toList())
                .containsExactly(
                        new Event.Registered(first.id(), "clerk"),
                        new Event.Unregistered(first.id(), "clerk"),
                        new Event.Registered(second.id(), "clerk"),
                        new Event.Unregistered(second.id(), "clerk"));
    }

    @Test
    void whatUsersTellIsTold() {
        Kernel.of(here).events().notify(new Event.User(7));
        Kernel.of(here).events().notify(new Event.Log("a line"));
        events.settle();
        assertThat(events.seen()).contains(new Event.User(7), new Event.Log("a line"));
    }

    @Test
    void noticesAreReceived_andNotSent() {
        Port watched = here.port(p -> {});
        Port watcher = here.port(p -> {
            p.monitor(watched, why -> Message.of("gone"));
            p.onMessage(m -> {});
        });
        watched.kill(new KillReason.Die("enough"));
        InPort.endOf(watched);
        assertThat(traffic(events))
                .containsExactly(new Event.Received(
                        watcher.id(), Message.of("monitor", watched, new KillReason.Die("enough")), null));
    }

    @Test
    void soAreThoseOfExitsAndOfNodes() {
        Port watcher = here.port(p -> {
            p.trapExits(exit -> Message.of("exit"));
            p.monitorNodes(change -> Message.of("change"));
            p.onMessage(m -> {});
        });
        network.connect(here, there);
        here.exit(watcher, "please");
        time.settle();
        List<Event> seen = traffic(events);
        assertThat(seen).allMatch(event -> event instanceof Event.Received r && r.to().equals(watcher.id()));
        assertThat(seen)
                .extracting(event -> ((Event.Received) event).message().tag())
                .containsExactlyInAnyOrder("node_up", "exit");
    }

    @Test
    void noEventOfAPortPrecedesItsBirth_evenOfItsSetUp() {
        Port receiver = here.port(p -> p.onMessage(m -> {}));
        Port busy = here.port(p -> {
            here.register("busy", p);
            p.send(receiver, "hello");
        });
        events.settle();
        List<Event> all = events.seen();
        int born = all.indexOf(new Event.Spawned(busy.id()));
        assertThat(born).isNotNegative().isLessThan(all.indexOf(new Event.Registered(busy.id(), "busy")));
        assertThat(born).isLessThan(all.indexOf(new Event.Sent(receiver.id(), busy.id(), Message.of("hello"))));
    }

    @Test
    void anEndIsToldOnce_beforeItsNamesAreFree() {
        Port port = here.port(p -> {});
        here.register("a name", port);
        port.kill();
        port.kill();
        InPort.endOf(port);
        events.settle();
        List<Event> ends = events.seen().stream()
                .filter(e ->
                        (e instanceof Event.Died d && d.port().equals(port.id())) || e instanceof Event.Unregistered)
                .toList();
        assertThat(ends).hasSize(2);
        assertThat(ends.get(0)).isInstanceOf(Event.Died.class);
        assertThat(ends.get(1)).isEqualTo(new Event.Unregistered(port.id(), "a name"));
    }

    @Test
    void theEndOfAPortElsewhereIsToldOnce_howeverManyWatchAndWatchAgain() {
        Port watched = there.port(p -> {});
        CountDownLatch told = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            here.onEnd(watched, why -> told.countDown());
        }
        time.settle();
        watched.kill(new KillReason.Die("over"));
        InPort.endOf(watched);
        time.settle();
        Latches.await(told);
        CountDownLatch again = new CountDownLatch(1);
        here.onEnd(watched, why -> again.countDown());
        time.settle();
        Latches.await(again);
        events.settle();
        assertThat(events.seen(Event.Died.class).stream().filter(d -> d.port().equals(watched.id())))
                .containsExactly(new Event.Died(watched.id(), new KillReason.Die("over"), true, null));
    }

    @Test
    void aLossIsToldAsDisconnectedAndThenAsTheNodesEnd_onceForEachLoss() {
        network.connect(here, there);
        network.cut(here, there);
        here.send(new PortId("there", "x"), "into the void");
        here.send(new PortId("there", "x"), "into the void");
        time.advance(Duration.ofMinutes(2)); // attempts to connect fail
        events.settle();
        List<Event> ends = events.seen().stream()
                .filter(e -> e instanceof Event.Disconnected || e instanceof Event.NodeDied)
                .toList();
        assertThat(ends).hasSize(2);
        assertThat(ends.get(0)).isInstanceOf(Event.Disconnected.class);
        assertThat(ends.get(1)).isInstanceOf(Event.NodeDied.class);
        assertThat(((Event.NodeDied) ends.get(1)).node()).isEqualTo("there");

        network.heal(here, there);
        network.connect(here, there);
        network.reset(here, there);
        events.settle();
        assertThat(events.seen(Event.NodeDied.class)).hasSize(2);
        assertThat(events.seen(Event.Connected.class)).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void connectionsAreThoseBetweenNodes_toldOnBothSides_andAlsoWhenTheyEndInOrder() {
        Port receiver = there.port(p -> p.onMessage(m -> {}));
        for (int i = 0; i < 3; i++) {
            here.port(p -> p.send(receiver, "hello"));
        }
        time.settle();
        events.settle();
        elsewhere.settle();
        assertThat(events.seen(Event.Connected.class))
                .extracting(Event.Connected::node)
                .containsExactly("there");
        assertThat(elsewhere.seen(Event.Connected.class))
                .extracting(Event.Connected::node)
                .containsExactly("here");
        there.close();
        time.settle();
        events.settle();
        assertThat(events.seen().stream()
                        .filter(e -> e instanceof Event.Disconnected || e instanceof Event.NodeDied)
                        .map(Event::kind))
                .containsExactly(Event.Kind.DISCONNECTED, Event.Kind.NODE_DIED);
        assertThat(elsewhere.seen(Event.NodeDied.class)).isEmpty(); // that was itself
    }

    @Test
    void whatAListenerBringsAboutIsNotToldToIt() {
        Port receiver = here.port(p -> p.onMessage(m -> {}));
        CompletableFuture<Void> first = new CompletableFuture<>();
        List<Event> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (var subscription = TrafficEventsTest.this.subscribe(event -> {
            seen.add(event);
            here.send(receiver, "an answer to traffic");
            first.complete(null);
        })) {
            here.send(receiver, "traffic");
            first.join();
            events.await(Event.Sent.class, sent -> sent.message().hasTag("an answer to traffic"));
            events.settle();
            assertThat(seen.stream().filter(e -> e.toString().contains("an answer")))
                    .isEmpty();
            assertThat(subscription).isNotNull();
        }
    }

    private io.loommp.manage.Events.Subscription subscribe(java.util.function.Consumer<Event> listener) {
        return Kernel.of(here).events().subscribe(Event.Kind.traffic(), listener);
    }
}
