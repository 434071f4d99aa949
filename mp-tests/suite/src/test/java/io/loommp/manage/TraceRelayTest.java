package io.loommp.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.agent.Action;
import io.loommp.loom.agent.Agent;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tracing of other nodes: management.md TR5, security S28. */
@Timeout(60)
class TraceRelayTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final TestNetwork network = TestNetwork.on(time);

    private final Node here = network.start("here");
    private final Node there = network.start("there");
    private final Tracing tracing = Tracing.of(here);
    private final Port serving = TraceRelays.install(there);
    private final BlockingQueue<Event> seen = new LinkedBlockingQueue<>();
    private final Port one = there.port(p -> p.onMessage(m -> {}));
    private final Port two = there.port(p -> p.onMessage(m -> {}));

    private CompletableFuture<Tracing.Relay> asked(TraceFlags flags, Tracer tracer) {
        CompletableFuture<Tracing.Relay> relay =
                tracing.relayFrom(there(), flags, tracer, LIMIT).toCompletableFuture();
        time.settle();
        return relay;
    }

    private Tracing.Relay watch(TraceFlags flags) {
        return InPort.of(asked(flags, seen::add));
    }

    private static PortId there() {
        return PortId.of("there");
    }

    /** What has come when everything is at rest. */
    private List<Event> all() {
        time.settle();
        List<Event> all = new ArrayList<>();
        seen.drainTo(all);
        return all;
    }

    private static List<String> tracersOf(Node node) {
        return Tracing.of(node).tracers();
    }

    // ---- what is told ----

    @Test
    void whatIsAskedForIsTold_andTheRestIsLeftOutWhereItHappens() {
        there.register("busy", two);
        Queue<String> packets = new ConcurrentLinkedQueue<>();
        TestNetwork.Rule listening = network.drop(packet -> {
            packets.add(packet.message().tag());
            return false;
        });
        Tracing.Relay relay = watch(TraceFlags.of(TraceSubject.names("busy")));
        packets.clear();
        there.send(one, "to one");
        there.send(two, "to two");
        Tracing.of(there).log("a line");
        assertThat(all())
                .containsExactly(new Event.Received(two.id(), Message.of("to two"), null), new Event.Log("a line"));
        assertThat(packets).containsExactly("trace", "trace"); // the others did not come as far as to the network
        listening.close();
        relay.close();
    }

    @Test
    void portsMayBeAskedFor_andFlagsOfTheNodeStay() {
        Tracing.of(there).flags(TraceFlags.parse("s"));
        Tracing.Relay relay = watch(new TraceFlags(
                TraceSubject.off(),
                TraceSubject.all(),
                TraceSubject.off(),
                TraceSubject.off(),
                TraceSubject.ports(one.id()),
                TraceSubject.off(),
                true,
                false));
        there.send(two, "of nobody");
        InPort.check(there, self -> self.send(two, "of another"));
        there.kill(one, new KillReason.Die("over"));
        time.settle();
        assertThat(all())
                .hasSize(2)
                .contains(new Event.Died(one.id(), new KillReason.Die("over"), false, null))
                .allMatch(event -> event instanceof Event.Died);
        assertThat(Tracing.of(there).flags()).isEqualTo(TraceFlags.parse("s"));
        relay.close();
    }

    @Test
    void eachKindTravels() {
        KillReason why = new KillReason.Die("over");
        PortId port = one.id();
        List<Event> events = List.of(
                new Event.Spawned(port),
                new Event.Died(port, why, true, null),
                new Event.Registered(port, "a name"),
                new Event.Unregistered(port, "a name"),
                new Event.Sent(port, two.id(), Message.of("hello", 1, List.of("x"))),
                new Event.SentToName("a name", port, Message.of()),
                new Event.SentToChannel(port, two.id(), Message.of(1)),
                new Event.Received(port, Message.of("hello"), null),
                new Event.Received(port, Message.of("hello"), "there"),
                new Event.ReceivedOnChannel(port, Message.of("hello"), "there"),
                new Event.Connected("there", "127.0.0.1:1"),
                new Event.Disconnected("there", "why"),
                new Event.NodeDied("there", why),
                new Event.User("value"),
                new Event.Log("line"),
                Event.Dropped.of(3, Event.Kind.SENT.mask() | Event.Kind.LOG.mask()));
        for (Event event : events) {
            assertThat(TraceWire.event(message(TraceWire.of(event)))).isEqualTo(event);
        }
        for (TraceFlags flags : List.of(
                TraceFlags.all(),
                TraceFlags.none(),
                TraceFlags.of(TraceSubject.ports(port, two.id())),
                TraceFlags.of(TraceSubject.names("a", "b")))) {
            assertThat(TraceWire.flags(Message.of(TraceWire.flags(flags)).map(0)))
                    .isEqualTo(flags);
        }
        assertThat(TraceWire.of(new Event.TraceDisabled())).isNull();
        assertThat(TraceWire.event(Message.of("trace", "trace_disabled"))).isNull();
        assertThat(TraceWire.event(Message.of("trace", "spawned"))).isNull();
        assertThat(TraceWire.event(Message.of("trace", "sent", port, port, "no list")))
                .isNull();
    }

    private static Message message(@Nullable Message message) {
        if (message == null) {
            throw new AssertionError("it should travel");
        }
        return message;
    }

    @Test
    void largeMessagesAndDeepOnesAreToldByTagAndSize() {
        Tracing.Relay relay = watch(TraceFlags.parse("r"));
        there.send(one, "large", "x".repeat(100_000));
        List<Object> deep = List.of();
        for (int i = 0; i < 510; i++) {
            deep = List.of(deep);
        }
        there.send(one, "deep", deep);
        List<Event> told = all();
        assertThat(told).hasSize(2);
        assertThat(((Event.Received) told.get(0)).message().string(1)).startsWith("… 2 elements of about ");
        assertThat(((Event.Received) told.get(1)).message().tag()).isEqualTo("deep");
        relay.close();
    }

    /** Of 10,000 messages, of which so many have been seen, some are told, and of the others it is told how many they are. */
    private void assertRestIsToldOrDropped(long seenBefore) {
        long told = seenBefore;
        long dropped = 0;
        while (told + dropped < 10_000) {
            switch (Latches.next(seen)) {
                case Event.Received received -> told++;
                case Event.Dropped gap -> dropped += gap.count();
                default -> throw new AssertionError("nobody has asked for that");
            }
        }
        assertThat(told + dropped).isEqualTo(10_000);
        assertThat(dropped).isPositive();
    }

    @Test
    void whatComesTooFastIsDroppedThere_andTold() {
        network.limitUnderway(10_000, 1L << 30);
        Tracing.Relay relay = watch(TraceFlags.parse("r"));
        network.blackholeOneWay(there, here);
        for (int i = 0; i < 10_000; i++) {
            there.send(one, "number", i); // does not wait for who watches
        }
        network.heal(here, there);
        assertThat(Latches.next(seen)).isEqualTo(new Event.Received(one.id(), Message.of("number", 0), null));
        assertRestIsToldOrDropped(1);
        relay.close();
    }

    @Test
    void aSlowTracerLosesEvents_andKeepsNothingWaiting() {
        CountDownLatch release = new CountDownLatch(1);
        Tracing.Relay relay = InPort.of(asked(TraceFlags.parse("r"), event -> {
            Latches.await(release);
            seen.add(event);
        }));
        for (int i = 0; i < 10_000; i++) {
            there.send(one, "number", i);
        }
        time.settle();
        assertThat(here.info(watching()).orElseThrow().waiting()).isZero(); // all of it has been read
        release.countDown();
        assertRestIsToldOrDropped(0);
        relay.close();
    }

    /** The port here that is told. */
    private PortId watching() {
        return PortId.of(tracersOf(there).getFirst().substring("relay to ".length()));
    }

    // ---- loops ----

    @Test
    void whatATracerOfAnotherNodeDoesIsNotTracedHere() {
        Port mine = here.port(p -> p.onMessage(m -> {}));
        BlockingQueue<Event> own = new LinkedBlockingQueue<>();
        tracing.push("own", own::add, TraceFlags.parse("sr"));
        Tracing.Relay relay = InPort.of(asked(TraceFlags.parse("r"), event -> {
            here.send(mine, "seen");
            seen.add(event);
        }));
        there.send(one, "hello");
        assertThat(Latches.next(seen)).isInstanceOf(Event.Received.class);
        tracing.log("mark");
        assertThat(Latches.next(own)).isEqualTo(new Event.Log("mark"));
        relay.close();
    }

    @Test
    void nodesThatTraceEachOtherDoNotFeedEachOther_norAgentsThatAnswerTraffic() {
        TraceRelays.install(here);
        BlockingQueue<Event> other = new LinkedBlockingQueue<>();
        Agent.on(there, "answering", 0)
                .sink(Event.Sent.class, (sent, cx) -> {
                    cx.self().send(two, "an answer to traffic");
                    return Action.ready();
                })
                .start();
        InPort.of(Tracing.of(there)
                .relayFrom(PortId.of("here"), TraceFlags.all(), other::add, LIMIT)
                .toCompletableFuture()
                .whenComplete((relay, failure) -> time.settle()));
        watch(TraceFlags.all());
        all();
        other.clear();
        EventProbe traffic = EventProbe.of(here, Event.Kind.traffic());
        there.send(one, "hello");
        List<Event> told = all();
        assertThat(told.stream().filter(Event.Sent.class::isInstance))
                .extracting(sent -> ((Event.Sent) sent).message().tag())
                .containsExactlyInAnyOrder("hello", "an answer to traffic");
        assertThat(other).isEmpty();
        traffic.settle();
        assertThat(traffic.seen()).noneMatch(event -> Event.Kind.traffic().contains(event.kind()));
    }

    // ---- ends ----

    @Test
    void itEndsWithItsHandle() {
        Tracing.Relay relay = watch(TraceFlags.parse("s"));
        assertThat(tracersOf(there)).hasSize(1).first().asString().startsWith("relay to here#");
        relay.close();
        assertThat(InPort.of(relay.ended().toCompletableFuture())).isEqualTo(KillReason.normal());
        assertThat(all()).containsExactly(new Event.TraceDisabled());
        assertThat(tracersOf(there)).isEmpty();
        there.send(one, "unseen");
        assertThat(all()).isEmpty();
    }

    @Test
    void itEndsWithTheConnection_onBothSides() {
        Tracing.Relay relay = watch(TraceFlags.parse("s"));
        network.cut(here, there);
        assertThat(InPort.of(relay.ended().toCompletableFuture()).toString()).contains("transport_error");
        assertThat(all()).containsExactly(new Event.TraceDisabled());
        assertThat(tracersOf(there)).isEmpty();
    }

    @Test
    void itEndsWithTheOtherNode_andWithTheNodeThatWatches() {
        Tracing.Relay relay = watch(TraceFlags.parse("s"));
        Node third = network.start("third");
        TraceRelays.install(here);
        CompletableFuture<Tracing.Relay> other = Tracing.of(third)
                .relayFrom(here.named("whatever"), TraceFlags.all(), event -> {}, LIMIT)
                .toCompletableFuture();
        time.settle();
        InPort.of(other);
        assertThat(tracersOf(here)).hasSize(1);
        third.close();
        time.settle();
        assertThat(tracersOf(here)).isEmpty();
        there.close();
        assertThat(InPort.of(relay.ended().toCompletableFuture())).isNotEqualTo(KillReason.normal());
        assertThat(all()).last().isEqualTo(new Event.TraceDisabled());
    }

    @Test
    void itEndsWhenItIsSwitchedOff() {
        Tracing.Relay relay = watch(TraceFlags.parse("s"));
        serving.kill();
        assertThat(InPort.of(relay.ended().toCompletableFuture())).isEqualTo(KillReason.normal());
        time.settle(); // what the port there holds is closed behind the news of its end
        assertThat(tracersOf(there)).isEmpty();
    }

    @Test
    void aTracerThatThrowsIsCalledNoMore_andTold() {
        EventProbe events = EventProbe.of(here);
        IllegalStateException failure = new IllegalStateException("a tracer failed, as it should");
        Tracing.Relay relay = InPort.of(asked(TraceFlags.parse("r"), event -> {
            seen.add(event);
            throw failure;
        }));
        there.send(one, "first");
        there.send(one, "second");
        assertThat(InPort.of(relay.ended().toCompletableFuture())).isEqualTo(KillReason.normal());
        assertThat(events.await(Event.TracerFailed.class)).isEqualTo(new Event.TracerFailed("watch of there", failure));
        assertThat(all()).hasSize(1);
        assertThat(tracersOf(there)).isEmpty();
    }

    // ---- who may ----

    @Test
    void unlessItIsSwitchedOnNothingIsTraced_andWhoAsksIsToldSo() {
        serving.kill();
        time.settle();
        EventProbe events = EventProbe.of(there);
        assertThatThrownBy(() -> InPort.of(asked(TraceFlags.all(), seen::add)))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .rootCause()
                .hasMessage("node there cannot be traced: it does not let others trace it: "
                        + "management_remote is off there");
        Probe asker = Probe.on(here);
        here.send(there(), "loommp::trace", Map.of("send", "all"), asker);
        assertThat(events.await(Event.RequestIgnored.class).request()).isEqualTo("loommp::trace");
        asker.expectNothing();
        assertThat(tracersOf(there)).isEmpty();
    }

    @Test
    void aNodeThatDoesNotAnswerIsGivenUp() {
        network.connect(here, there);
        network.blackhole(here, there);
        CompletableFuture<Tracing.Relay> relay = asked(TraceFlags.all(), seen::add);
        time.advance(LIMIT);
        assertThatThrownBy(() -> InPort.of(relay))
                .rootCause()
                .hasMessage("node there cannot be traced: it has not answered within PT10S");
        assertThat(all()).isEmpty();
        assertThatThrownBy(() -> tracing.relayFrom(here.named("x"), TraceFlags.all(), seen::add, LIMIT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a tracer of this node, here, is pushed");
    }

    @Test
    void requestsThatMakeNoSenseAreRefused_andNobodyElseIsTold() {
        Probe asker = Probe.on(here);
        Map<Map<String, ?>, String> wrong = Map.of(
                Map.of("sent", "all"), "there is no flag \"sent\"",
                Map.of("nodes", "perhaps"), "the flag \"nodes\" must be true or false",
                Map.of("send", "some"), "the flag \"send\" must be",
                Map.of("send", List.of("ports", "#x")), "the flag \"send\" must be",
                Map.of("recv", List.of("names", List.of())), "the flag \"recv\" must be",
                Map.of("died", List.of("names", 1)), "the flag \"died\" must be");
        wrong.forEach((flags, text) -> {
            here.send(there(), "loommp::trace", flags, asker);
            Message answer = asker.expect("error");
            assertThat(answer.string(1)).isEqualTo("arguments");
            assertThat(answer.string(2)).startsWith(text);
        });
        List<Object> tooMany = new ArrayList<>(List.of("names"));
        for (int i = 0; i < 101; i++) {
            tooMany.add("name " + i);
        }
        here.send(there(), "loommp::trace", Map.of("send", tooMany), asker);
        assertThat(asker.expect("error").string(2)).endsWith("of at most 100");
        here.send(there(), "loommp::trace", "no map", asker);
        assertThat(asker.expect("error").string(2)).isEqualTo("the first argument must be a map of flags");

        EventProbe events = EventProbe.of(there);
        for (PortId port : List.of(PortId.of("here"), one.id(), new PortId("third", "x"))) {
            here.send(there(), "loommp::trace", Map.of(), port);
        }
        here.send(there(), "loommp::trace", Map.of());
        time.settle();
        events.settle();
        assertThat(events.seen(Event.RequestFailed.class)).hasSize(4);
        assertThat(tracersOf(there)).isEmpty();
    }

    @Test
    void soManyPortsAreTold_eachOnce() {
        List<Probe> askers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Probe asker = Probe.on(here);
            here.send(there(), "loommp::trace", Map.of(), asker);
            assertThat(asker.expect("ok").map(1)).containsKey("port");
            askers.add(asker);
        }
        here.send(there(), "loommp::trace", Map.of(), askers.getFirst());
        assertThat(askers.getFirst().expect("error").string(1)).isEqualTo("busy");
        assertThatThrownBy(() -> InPort.of(asked(TraceFlags.all(), seen::add)))
                .rootCause()
                .hasMessage("node there cannot be traced: 16 ports are told already");
        assertThat(tracersOf(there)).hasSize(16);
    }

    @Test
    void whatOthersSayIsNoTrace() {
        Node third = network.start("third");
        watch(TraceFlags.parse("s"));
        PortId watching = watching();
        CountDownLatch sent = new CountDownLatch(1);
        third.port(p -> {
            p.send(watching, "trace", "log", "forged");
            p.send(watching, "error", "x", "forged");
            p.send(watching, "can", false);
            p.send(watching, "whatever");
            sent.countDown();
        });
        Latches.await(sent);
        there.send(watching, "trace", "no such kind", 1);
        there.send(watching, "trace", "log", List.of());
        Tracing.of(there).log("true");
        List<Event> told = all();
        assertThat(told).extracting(Event::kind).containsExactly(Event.Kind.SENT, Event.Kind.SENT, Event.Kind.LOG);
        assertThat(told).last().isEqualTo(new Event.Log("true")); // and to watch hides nothing but the traces
    }
}
