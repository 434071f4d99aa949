package io.loommp.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tracing: management.md 9.6. */
@Timeout(60)
class TracingTest {
    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final Tracing tracing = Tracing.of(node);
    private final BlockingQueue<Event> seen = new LinkedBlockingQueue<>();
    private final BlockingQueue<Event> below = new LinkedBlockingQueue<>();
    private final Port one = node.port(p -> p.onMessage(m -> {}));
    private final Port two = node.port(p -> p.onMessage(m -> {}));

    private void mark() {
        tracing.log("mark");
    }

    @Test
    void nothingIsTracedWithoutFlags_butWhatUsersTell() {
        tracing.push("t", seen::add);
        node.send(one, "hello");
        tracing.message("a value");
        tracing.log(", ", "a", 1, null);
        assertThat(Latches.next(seen)).isEqualTo(new Event.User("a value"));
        assertThat(Latches.next(seen)).isEqualTo(new Event.Log("a, 1, null"));
    }

    @Test
    void subjectsArePorts() {
        tracing.flags(TraceFlags.of(TraceSubject.ports(two.id())));
        tracing.push("t", seen::add);
        node.send(one, "to one");
        node.send(two, "to two");
        node.register("second", two);
        mark();
        assertThat(Latches.next(seen)).isEqualTo(new Event.Received(two.id(), Message.of("to two"), null));
        assertThat(Latches.next(seen)).isEqualTo(new Event.Registered(two.id(), "second"));
        assertThat(Latches.next(seen)).isEqualTo(new Event.Log("mark"));
    }

    @Test
    void subjectsAreNames_alsoOfRegistrationAndDeath() {
        tracing.flags(TraceFlags.of(TraceSubject.names("second")));
        tracing.push("t", seen::add);
        node.register("first", one);
        node.register("second", two);
        node.send(one, "to one");
        node.send(two, "to two");
        node.kill(two, KillReason.normal());
        assertThat(Latches.next(seen)).isEqualTo(new Event.Registered(two.id(), "second"));
        assertThat(Latches.next(seen)).isEqualTo(new Event.Received(two.id(), Message.of("to two"), null));
        assertThat(Latches.next(seen)).isInstanceOf(Event.Died.class);
        assertThat(Latches.next(seen)).isEqualTo(new Event.Unregistered(two.id(), "second"));
    }

    @Test
    void lettersSayWhatIsTraced() {
        assertThat(TraceFlags.parse("pdnusrlc")).isEqualTo(TraceFlags.all());
        assertThat(TraceFlags.parse("")).isEqualTo(TraceFlags.none());
        TraceFlags some = TraceFlags.parse("s?c");
        assertThat(some.send()).isEqualTo(TraceSubject.all());
        assertThat(some.recv()).isEqualTo(TraceSubject.off());
        assertThat(some.connections()).isTrue();
        assertThat(some.nodes()).isFalse();
    }

    @Test
    void eachLetterStandsForItsKinds_whoeverTheyAreOf() {
        PortId channel = new PortId("here", "=channel");
        Message message = Message.of("hello");
        List<Event> events = List.of(
                new Event.Spawned(one.id()),
                new Event.Died(one.id(), KillReason.normal(), false, null),
                new Event.Registered(one.id(), "name"),
                new Event.Unregistered(one.id(), "name"),
                new Event.Sent(one.id(), two.id(), message),
                new Event.SentToName("name", two.id(), message),
                new Event.SentToChannel(two.id(), channel, message),
                new Event.Received(one.id(), message, null),
                new Event.ReceivedOnChannel(channel, message, null),
                new Event.NodeDied("there", KillReason.normal()),
                new Event.Connected("there", "127.0.0.1:1"),
                new Event.Disconnected("there", "why"));
        String letters = "pdnusssrrlcc"; // one for each of them
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            for (char letter : "pdnusrlc".toCharArray()) {
                TraceFlags flags = TraceFlags.parse(String.valueOf(letter));
                boolean traced = letter == letters.charAt(i);
                assertThat(flags.fits(event, (name, port) -> false))
                        .as("%s by %s", event.kind(), letter)
                        .isEqualTo(traced);
                assertThat((flags.interests() & event.kind().mask()) != 0).isEqualTo(traced);
            }
        }
        assertThat(TraceFlags.none().fits(new Event.Log("line"), (name, port) -> false))
                .isTrue();
    }

    @Test
    void aTracerForTheFlightRecorderWritesThere(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("one.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("loommp.Trace");
            recording.start();
            Tracing.Handle handle = tracing.push("jfr", Tracers.jfr());
            tracing.log("a line for the recorder");
            handle.close();
            node.close(); // which waits for tracers
            recording.stop();
            recording.dump(file);
        }
        assertThat(RecordingFile.readAllEvents(file))
                .filteredOn(event -> event.getEventType().getName().equals("loommp.Trace"))
                .anySatisfy(event -> {
                    assertThat(event.getString("kind")).isEqualTo("LOG");
                    assertThat(event.getString("text")).isEqualTo("log a line for the recorder");
                });
    }

    @Test
    void tracersStandOnEachOther_eachWithItsFilter_andAreToldOfTakeOverAndRemoval() {
        Tracing.Handle first = tracing.push("first", below::add, TraceFlags.parse("s"));
        Tracing.Handle second = tracing.push("second", seen::add, TraceFlags.parse("r"));
        assertThat(tracing.tracers()).containsExactly("first", "second");
        assertThat(Latches.next(below)).isEqualTo(new Event.TraceTakeover("second"));
        node.send(one, "hello");
        assertThat(Latches.next(below)).isInstanceOf(Event.Sent.class);
        assertThat(Latches.next(seen)).isInstanceOf(Event.Received.class);
        first.close();
        assertThat(Latches.next(below)).isEqualTo(new Event.TraceDisabled());
        node.send(one, "hello");
        assertThat(Latches.next(seen)).isInstanceOf(Event.Received.class);
        assertThat(tracing.tracers()).containsExactly("second");
        second.close();
        assertThat(Latches.next(seen)).isEqualTo(new Event.TraceDisabled());
        assertThat(below).isEmpty();
    }

    @Test
    void flagsAndTracersAreSetBack_alsoWhenTheCodeThrows() throws Exception {
        TraceFlags inside = tracing.withFlags(TraceFlags.all(), () -> tracing.flags());
        assertThat(inside).isEqualTo(TraceFlags.all());
        assertThatThrownBy(() -> tracing.withFlags(TraceFlags.all(), () -> {
                    throw new IOException("as it should");
                }))
                .isInstanceOf(IOException.class);
        assertThat(tracing.flags()).isEqualTo(TraceFlags.none());
        List<String> there = tracing.with("t", seen::add, () -> tracing.tracers());
        assertThat(there).containsExactly("t");
        assertThatThrownBy(() -> tracing.with("t", seen::add, () -> {
                    throw new IOException("as it should");
                }))
                .isInstanceOf(IOException.class);
        assertThat(tracing.tracers()).isEmpty();
    }

    @Test
    void whatTracersDoIsNotTraced_byNoneOfThem() {
        tracing.flags(TraceFlags.parse("sr"));
        tracing.push("quiet", below::add);
        tracing.push("loud", event -> {
            seen.add(event);
            node.send(two, "seen");
        });
        assertThat(Latches.next(below)).isEqualTo(new Event.TraceTakeover("loud"));
        node.send(one, "hello");
        assertThat(Latches.next(seen)).isInstanceOf(Event.Sent.class);
        assertThat(Latches.next(seen)).isInstanceOf(Event.Received.class);
        mark();
        assertThat(Latches.next(seen)).isEqualTo(new Event.Log("mark"));
        assertThat(Latches.next(below))
                .isEqualTo(new Event.Sent(one.id(), new PortId("here", ""), Message.of("hello")));
        assertThat(Latches.next(below)).isInstanceOf(Event.Received.class);
        assertThat(Latches.next(below)).isEqualTo(new Event.Log("mark"));
    }

    @Test
    void aTracerThatThrowsIsRemovedAndTold() {
        EventProbe events = EventProbe.of(node);
        IllegalStateException failure = new IllegalStateException("a tracer failed, as it should");
        tracing.push("weak", event -> {
            throw failure;
        });
        mark();
        assertThat(events.await(Event.TracerFailed.class)).isEqualTo(new Event.TracerFailed("weak", failure));
        assertThat(tracing.tracers()).isEmpty();
    }

    @Test
    void anExclusiveTracerEndsWhenAnotherIsPutAboveIt() {
        Tracing.Handle handle = tracing.push("exclusive", Tracers.exclusive(below::add));
        mark();
        tracing.push("above", seen::add);
        assertThat(Latches.next(below)).isEqualTo(new Event.Log("mark"));
        assertThat(Latches.next(below)).isEqualTo(new Event.TraceTakeover("above"));
        assertThat(Latches.next(below)).isEqualTo(new Event.TraceDisabled());
        mark();
        handle.close();
        node.close(); // which waits for both
        assertThat(below).isEmpty();
        assertThat(seen).containsExactly(new Event.Log("mark"), new Event.TraceDisabled());
    }

    @Test
    void aTracerThatThrowsWhenItIsRemovedIsTold() {
        EventProbe events = EventProbe.of(node);
        IllegalStateException failure = new IllegalStateException("a tracer failed at its end, as it should");
        tracing.push("weak", event -> {
                    if (event instanceof Event.TraceDisabled) {
                        throw failure;
                    }
                })
                .close();
        assertThat(events.await(Event.TracerFailed.class)).isEqualTo(new Event.TracerFailed("weak", failure));
    }

    @Test
    void aTracerForWhichThereIsNoThreadIsGone_andNoCloseWaitsForIt() {
        AtomicReference<Tracing.@Nullable Handle> pushed = new AtomicReference<>();
        Executor starved = task -> {
            Tracing.Handle handle = pushed.get();
            if (handle != null) {
                handle.close(); // which relies on the thread that is just being started
            }
            throw new OutOfMemoryError("unable to create native thread");
        };
        Events events = new Events(starved);
        Tracing other = new Tracing(node, events, starved, (sender, to, message) -> {}, () -> {});
        pushed.set(other.push("t", seen::add));
        other.log("a line");
        assertThat(other.tracers()).isEmpty();
        assertThat(other.areGone()).isTrue();
        assertThat(seen).isEmpty();
    }

    @Test
    void aFileTracerWritesLines_andClosesItsFileAtTheEnd(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("trace");
        Tracing.Handle handle = tracing.push("file", Tracers.file(file, () -> "12:00"), TraceFlags.parse("s"));
        tracing.push("end", seen::add);
        node.send(one, "hel\nlo");
        tracing.message(new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("toString was called");
            }
        });
        handle.close();
        Awaitility.await()
                .until(() -> Files.readString(file).contains("trace_disabled")
                        || Files.readString(file).contains("TraceDisabled"));
        assertThat(Files.readString(file).lines().toList())
                .hasSize(4) // no message can begin a line
                .anyMatch(line -> line.startsWith("12:00 sent here -> " + one.id() + " [\"hel"))
                .anyMatch(line -> line.startsWith("12:00 user a io.loommp.manage.TracingTest"));
    }

    @Test
    void aNodeThatClosesTakesItsTracersOut_behindAllThatTheyAreToSee(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("trace");
        tracing.flags(TraceFlags.parse("d"));
        tracing.push("file", Tracers.file(file, () -> "12:00"));
        tracing.push("t", seen::add);
        node.close();
        assertThat(tracing.tracers()).isEmpty();
        assertThat(Files.readString(file).lines().toList()) // there when close returns
                .hasSize(4)
                .anyMatch(line -> line.startsWith("12:00 died " + one.id()))
                .last()
                .isEqualTo("12:00 TraceDisabled[]");
        assertThat(seen).last().isEqualTo(new Event.TraceDisabled());
        assertThatThrownBy(() -> tracing.push("late", seen::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("node here is closed, so there is nothing to trace for \"late\"");
    }

    @Test
    void aTracerMayCloseTheNode_andIsToldItsEndBehindThat() {
        tracing.push("closer", event -> {
            seen.add(event);
            node.close();
        });
        mark();
        assertThat(Latches.next(seen)).isEqualTo(new Event.Log("mark"));
        assertThat(Latches.next(seen)).isEqualTo(new Event.TraceDisabled());
    }

    @Test
    void aCloseDoesNotWaitForEverForATracer() {
        CountDownLatch release = new CountDownLatch(1);
        tracing.push("stuck", event -> {
            seen.add(event);
            Latches.await(release);
        });
        mark();
        Latches.next(seen);
        node.close();
        assertThat(seen).isEmpty();
        release.countDown();
        assertThat(Latches.next(seen)).isEqualTo(new Event.TraceDisabled());
    }

    @Test
    void propertiesSayWhoTraces_theFirstThatCan(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("trace");
        Map<String, String> properties =
                Map.of("loommp.trace.file", file.toString(), "loommp.trace.console", "1", "loommp.trace.flags", "s");
        Tracers.install(tracing, properties::get);
        assertThat(tracing.tracers()).containsExactly("file");
        assertThat(tracing.flags()).isEqualTo(TraceFlags.parse("s"));
        node.send(one, "hello");
        Awaitility.await().until(() -> Files.readString(file).contains("[\"hello\"]"));
    }

    @Test
    void propertiesCountMoreThanTheEnvironment_andEmptyOnesNothing() {
        Map<String, String> properties = Map.of("loommp.trace.flags", "s", "loommp.trace.file", "");
        Map<String, String> environment = Map.of("LOOMMP_TRACE_FLAGS", "r", "LOOMMP_TRACE_FILE", "trace");
        assertThat(Tracers.setting("loommp.trace.flags", properties::get, environment::get))
                .isEqualTo("s");
        assertThat(Tracers.setting("loommp.trace.file", properties::get, environment::get))
                .isEqualTo("trace");
        assertThat(Tracers.setting("loommp.trace.jfr", properties::get, environment::get))
                .isNull();
        Map<String, String> off = Map.of(
                "loommp.trace.file", "", "loommp.trace.console", "0", "loommp.trace.jfr", "", "loommp.trace.flags", "");
        Tracers.install(tracing, off::get);
        assertThat(tracing.tracers()).isEmpty();
        assertThat(tracing.flags()).isEqualTo(TraceFlags.none());
    }

    @Test
    void aFileThatCannotBeOpenedIsPassedOver(@TempDir Path directory) {
        Map<String, String> properties = Map.of("loommp.trace.file", directory.toString(), "loommp.trace.console", "1");
        Tracers.install(tracing, properties::get);
        assertThat(tracing.tracers()).containsExactly("console");
        Tracers.install(tracing, Map.<String, String>of("loommp.trace.jfr", "1")::get);
        assertThat(tracing.tracers()).containsExactly("console", "jfr");
        Tracers.install(tracing, Map.<String, String>of()::get);
        assertThat(tracing.tracers()).hasSize(2);
    }
}
