package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Monitor;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.spi.Parking;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.Probe;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node says to another and how it takes the loss of the link: part 5.1 of the protocol, and G4. */
@Timeout(30)
class PeerTest {
    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration LINGER = Duration.ofSeconds(10);
    private static final int PENDING_MAX = 100;
    private static final int WATCHES_MAX = 1000;
    private static final long PENDING_BYTES_MAX = 1 << 20;
    private static final PortId THERE = new PortId("there", "port");

    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Kernel node = Kernel.start(new KernelConfig(
            "here",
            id -> time.view(),
            Parking.system(),
            Thread.ofVirtual().factory(),
            Duration.ofSeconds(5),
            CONNECT,
            1 << 20,
            PENDING_MAX,
            PENDING_BYTES_MAX,
            Set.of(),
            false,
            () -> "p",
            true,
            false,
            false,
            WATCHES_MAX,
            10_000,
            100,
            false,
            false));

    private final EventProbe events = EventProbe.of(node);
    private final FakeTransport transport = new FakeTransport();
    private final BlockingQueue<KillReason> told = new LinkedBlockingQueue<>();
    private FakeLink link = new FakeLink(node, "there");

    @BeforeEach
    void attach() {
        node.attach(transport);
    }

    private void up() {
        assertThat(link.up()).isTrue();
    }

    private static KillReason lost(String text) {
        return new KillReason.TransportError("there", text);
    }

    private static Message packet(Object... elements) {
        return Message.of(elements);
    }

    // ---- watching there ----

    @Test
    void onePortIsWatchedOnce_howeverManyWatchHere() {
        up();
        Monitor first = node.onEnd(THERE, told::add);
        Monitor second = node.onEnd(THERE, told::add);
        node.onEnd(new PortId("there", "other"), told::add);
        assertThat(link.packets()).containsExactly(packet("", "mon1", "port"), packet("", "mon1", "other"));

        assertThat(first.cancel()).isTrue();
        assertThat(link.packets()).hasSize(2);
        assertThat(second.cancel()).isTrue();
        time.advance(LINGER.minusNanos(1));
        assertThat(link.packets()).hasSize(2);
        time.advance(Duration.ofNanos(1));
        assertThat(link.packets().getLast()).isEqualTo(packet("", "mon0", "port"));

        node.onEnd(THERE, told::add);
        assertThat(link.packets().getLast()).isEqualTo(packet("", "mon1", "port"));
        assertThat(link.packets()).hasSize(4);
    }

    @Test
    void whoWatchesAgainSoonFindsTheWatchStanding() {
        up();
        for (int i = 0; i < 10; i++) {
            node.onEnd(THERE, told::add).cancel();
            time.advance(LINGER.minusNanos(1));
        }
        node.onEnd(THERE, told::add);
        time.advance(LINGER.plus(LINGER));
        assertThat(link.packets()).containsExactly(packet("", "mon1", "port"));
        link.receive("", "kil0", "port", "over");
        assertThat(Latches.next(told)).isEqualTo(KillReason.of("over"));
    }

    @Test
    void aPortThatEndsWhileItsWatchLingersIsWatchedAnew() {
        up();
        node.onEnd(THERE, told::add).cancel();
        link.receive("", "kil0", "port", "over");
        node.onEnd(THERE, told::add);
        time.advance(LINGER.plus(LINGER));
        assertThat(link.packets()).containsExactly(packet("", "mon1", "port"), packet("", "mon1", "port"));
        assertThat(told).isEmpty();
    }

    @Test
    void kil0FiresAllOfThatPort_onceAndNothingIsSentAfterIt() {
        up();
        node.onEnd(THERE, told::add);
        Monitor second = node.onEnd(THERE, told::add);
        node.onEnd(new PortId("there", "other"), why -> told.add(KillReason.of("other")));
        int sent = link.packets().size();

        link.receive("", "kil0", "port", "custom", "text", 5);
        link.receive("", "kil0", "port", "again");
        link.receive("", "kil0", "unknown", "who");

        assertThat(Latches.next(told)).isEqualTo(KillReason.of("custom", "text", 5));
        assertThat(Latches.next(told)).isEqualTo(KillReason.of("custom", "text", 5));
        second.cancel();
        assertThat(link.packets()).hasSize(sent);
        link.receive("", "kil0", "other");
        assertThat(Latches.next(told)).isEqualTo(KillReason.of("other"));
    }

    @Test
    void anEmptyReasonIsTheNormalEnd_andSystemReasonsAreTyped() {
        up();
        node.onEnd(THERE, told::add);
        link.receive("", "kil0", "port");
        assertThat(Latches.next(told).isNormal()).isTrue();

        node.onEnd(THERE, told::add);
        link.receive("", "kil0", "port", "no_such_port", "cannot monitor nonexistent port", "there#port");
        assertThat(Latches.next(told)).isEqualTo(KillReason.NoSuchPort.monitoring(THERE));
    }

    @Test
    void aPortWhoseNameCannotTravelIsNotWatched_andNothingIsLeftOfTheTry() {
        up();
        link.refuse(message -> message.hasTag("mon1"));
        CompletableFuture<CallbackPort> self = new CompletableFuture<>();
        Port watcher = node.port(self::complete);
        assertThatIllegalArgumentException().isThrownBy(() -> node.onEnd(THERE, told::add));
        assertThatIllegalArgumentException().isThrownBy(() -> InPort.of(self).onEnd(THERE, told::add));
        assertThatIllegalArgumentException().isThrownBy(() -> node.ask(THERE, CONNECT, "what"));
        assertThat(node.questions().size()).isZero();
        assertThat(ownedBy(watcher)).isZero();
        link.refuse(message -> false);
        node.onEnd(THERE, told::add);
        assertThat(link.packets()).containsExactly(packet("", "mon1", "port"));
    }

    private static int ownedBy(Port port) {
        return sizeOf(port, "owned");
    }

    private static int watchesOf(Port port) {
        return sizeOf(port, "watches");
    }

    private static int sizeOf(Port port, String name) {
        try {
            Field field = LocalPort.class.getDeclaredField(name);
            field.setAccessible(true);
            ClosableSet<?> set = (ClosableSet<?>) field.get(port);
            return set == null ? 0 : set.size();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no such field", e);
        }
    }

    @Test
    void aNodePortStandsForTheConnection_nothingIsSent() {
        up();
        Monitor cancelled = node.onEnd(new PortId("there", ""), told::add);
        node.onEnd(new PortId("there", ""), told::add);
        assertThat(cancelled.cancel()).isTrue();
        assertThat(link.packets()).isEmpty();
        link.lose("Connection reset by peer");
        assertThat(Latches.next(told)).isEqualTo(lost("Connection reset by peer"));
        events.settle();
        assertThat(told).isEmpty();
    }

    @Test
    void aLinkThatNobodyWaitsForAnyMoreCountsUntilTheAttemptIsOver_andNoLonger() {
        node.onEnd(new PortId("there", ""), told::add).cancel();
        time.advance(LINGER);
        assertThat(node.peers().waiting().nodes()).isOne();
        node.connectFailed("there", "no route");
        assertThat(node.peers().waiting().nodes()).isZero();
        assertThat(node.peers().size()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void aWatcherThatEndsTakesItsWatchBack() {
        up();
        Port watcher = node.port(p -> p.onEnd(THERE, told::add));
        watcher.kill();
        InPort.endOf(watcher);
        time.advance(LINGER);
        assertThat(link.packets()).containsExactly(packet("", "mon1", "port"), packet("", "mon0", "port"));
    }

    @Test
    void lastWordsComeBeforeTheNotice() {
        up();
        BlockingQueue<String> order = new LinkedBlockingQueue<>();
        Port watcher = node.port(p -> {
            p.onMessage(message -> order.add(message.tag()));
            p.onEnd(THERE, why -> order.add("ended"));
        });
        for (int i = 0; i < 100; i++) {
            link.receive(watcher.id().name(), i);
        }
        link.receive("", "kil0", "port");
        for (int i = 0; i < 100; i++) {
            assertThat(Latches.next(order)).isEqualTo("" + i);
        }
        assertThat(Latches.next(order)).isEqualTo("ended");
    }

    // ---- watched from there ----

    @Test
    void theEndOfAWatchedPortIsTold_withItsReason_once() {
        up();
        Port port = node.port(p -> {});
        String name = port.id().name();
        link.receive("", "mon1", name);
        link.receive("", "mon1", name); // one entry per node and port
        assertThat(link.packets()).isEmpty();
        port.kill(KillReason.of("custom", "text", 5));
        InPort.endOf(port);
        assertThat(link.packets()).containsExactly(packet("", "kil0", name, "custom", "text", 5));
    }

    @Test
    void aNormalEndIsToldWithoutAReason() {
        up();
        Port port = node.port(p -> {});
        link.receive("", "mon1", port.id().name());
        port.kill();
        InPort.endOf(port);
        assertThat(link.packets()).containsExactly(packet("", "kil0", port.id().name()));
    }

    @Test
    void mon0TakesItBack_anUnknownOneIsIgnored() {
        up();
        Port port = node.port(p -> {});
        link.receive("", "mon0", "never watched");
        link.receive("", "mon1", port.id().name());
        link.receive("", "mon0", port.id().name());
        port.kill();
        InPort.endOf(port);
        assertThat(link.packets()).isEmpty();
    }

    @Test
    void watchingWhatIsNotThereIsAnsweredAtOnce() {
        up();
        link.receive("", "mon1", "nosuchport");
        assertThat(link.packets())
                .containsExactly(packet(
                        "",
                        "kil0",
                        "nosuchport",
                        "no_such_port",
                        "cannot monitor nonexistent port",
                        "here#nosuchport"));
    }

    @Test
    void watchingANameIsAnsweredWithTheNameAsAsked() {
        up();
        Probe probe = Probe.on(node);
        node.register("server", probe);
        link.receive("", "mon1", "server");
        probe.port().kill(KillReason.of("over"));
        InPort.endOf(probe.port());
        assertThat(link.packets()).containsExactly(packet("", "kil0", "server", "over"));
    }

    @Test
    void aNameMayBeWrittenAsANumber() {
        up();
        link.receive("", "mon1", 42);
        assertThat(link.packets().getFirst().string(2)).isEqualTo("42");
    }

    @Test
    void aReasonThatCannotTravelIsReplaced_andThePortEndsWhole() {
        up();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch code = new CountDownLatch(1);
        Port port = ThreadPorts.spawn(node, self -> {
            began.countDown();
            try {
                self.get();
            } finally {
                code.countDown();
            }
        });
        Latches.await(began);
        link.receive("", "mon1", port.id().name());
        node.onEnd(port, told::add);
        link.refuse(message -> message.toList().contains("unspeakable"));

        port.kill(KillReason.of("unspeakable"));

        assertThat(Latches.next(told)).isEqualTo(KillReason.of("unspeakable"));
        Latches.await(code);
        assertThat(link.packets())
                .containsExactly(packet("", "kil0", port.id().name(), "die", "the reason cannot be sent"));
        assertThat(link.closed()).isNull();
    }

    @Test
    void whenNotEvenThatCanTravelTheLinkGoes() {
        up();
        link.refuse(message -> message.hasTag("kil0")); // say, because of a very long name
        link.receive("", "mon1", "n".repeat(1000));
        assertThat(link.closed()).isNotNull();
        link.receive("", "mon1", "another");
        Probe probe = Probe.on(node);
        link.receive(probe.id().name(), "alive");
        probe.expect("alive");
    }

    // ---- killing ----

    @Test
    void killsThereAreRequests_withTheReason() {
        up();
        node.kill(THERE, KillReason.of("remote", "killed remotely"));
        node.kill(THERE);
        assertThat(link.packets())
                .containsExactly(packet("", "kil1", "port", "remote", "killed remotely"), packet("", "kil1", "port"));
    }

    @Test
    void killsFromThereEndPorts_whatIsNotThereIsIgnored() {
        up();
        Port port = node.port(p -> {});
        link.receive("", "kil1", "unknown", "x");
        link.receive("", "kil1", port.id().name(), "remote", "killed remotely");
        assertThat(InPort.endOf(port)).isEqualTo(KillReason.of("remote", "killed remotely"));
    }

    @Test
    void theNodeItselfCannotBeKilled_andMalformedRequestsAreIgnoredAndReported() {
        up();
        Object nothing = nothing();
        List<Message> malformed = List.of(
                Message.of("kil1", ""),
                Message.of("kil1"),
                Message.of("mon1"),
                Message.of("mon1", nothing),
                Message.of("mon0", nothing),
                Message.of("mon1", ""),
                Message.of("mon1", List.of("x")),
                Message.of("kil0", true),
                Message.of("eval", "6*7"),
                Message.of("AnyEvent::MP::_spawn", "p"));
        for (Message request : malformed) {
            link.receive("", request.toList().toArray());
        }
        link.receive("", ""); // these two are how a link is kept alive
        link.receive("", "devnull", 1, 2);
        link.receive("");

        events.settle();
        assertThat(events.seen(Event.RequestIgnored.class).stream().map(Event.RequestIgnored::request))
                .containsExactlyElementsOf(malformed.stream().map(Message::tag).toList());
        assertThat(link.packets()).isEmpty();
        Probe probe = Probe.on(node);
        link.receive(probe.id().name(), "alive");
        probe.expect("alive");
    }

    @SuppressWarnings("NullAway") // messages may hold null
    private static Object nothing() {
        return Arrays.asList((Object) null).getFirst();
    }

    // ---- messages ----

    @Test
    void messagesGoOutInOrder_andComeInToIdsAndNames() {
        up();
        node.send(THERE, "one", 1);
        node.send(THERE, "two");
        assertThat(link.packets()).containsExactly(packet("port", "one", 1), packet("port", "two"));

        Probe probe = Probe.on(node);
        node.register("name", probe);
        link.receive(probe.id().name(), "by id");
        link.receive("name", "by name");
        probe.expect("by id");
        probe.expect("by name");
        link.receive("unknown", "dropped");
        assertThat(events.await(Event.DeadLetter.class))
                .isEqualTo(new Event.DeadLetter(
                        new PortId("here", "unknown"), Message.of("dropped"), Event.DeadLetter.Cause.NO_SUCH_PORT));
    }

    @Test
    void whatCannotBeWrittenIsTheSendersError() {
        up();
        link.refuse(message -> message.hasTag("bad"));
        assertThatIllegalArgumentException().isThrownBy(() -> node.send(THERE, "bad"));
        node.send(THERE, "good");
        assertThat(link.packets()).containsExactly(packet("port", "good"));
    }

    @Test
    void whatIsUnreadIsBookedUntilItIsRead_orLost() {
        up();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Port port = node.port(p -> p.onMessage(message -> {
            began.countDown();
            Latches.await(release);
        }));
        link.receive(port.id().name(), "read");
        Latches.await(began);
        link.receive(port.id().name(), "waits");
        link.receive(port.id().name(), "waits too");
        assertThat(node.unread().total()).isEqualTo(200);
        port.kill();
        release.countDown();
        InPort.endOf(port);
        link.receive(port.id().name(), "nobody there");
        assertThat(node.unread().total()).isZero();
    }

    // ---- no link ----

    @Test
    void theTransportIsAskedOnce_whateverIsForThatNode() {
        node.send(THERE, "first");
        node.send(THERE, "second");
        node.kill(THERE);
        node.onEnd(THERE, told::add);
        node.onEnd(new PortId("there", ""), told::add);
        assertThat(transport.wanted).containsExactly("there");
        node.onEnd(new PortId("elsewhere", ""), told::add);
        assertThat(transport.wanted).containsExactly("there", "elsewhere");
    }

    @Test
    void whenTheAttemptFailsMessagesAreDeadLetters_watchesFire_andTheNextWishIsANewAttempt() {
        node.send(THERE, "lost");
        node.kill(THERE);
        node.onEnd(THERE, told::add);
        node.onEnd(new PortId("there", ""), told::add);
        node.connectFailed("there", "no known address");
        node.connectFailed("there", "told twice");
        node.connectFailed("elsewhere", "never wanted");
        assertThat(Latches.next(told)).isEqualTo(lost("no known address"));
        assertThat(Latches.next(told)).isEqualTo(lost("no known address"));
        node.send(THERE, "anew");
        assertThat(transport.wanted).containsExactly("there", "there");
        up();
        assertThat(link.packets()).containsExactly(packet("port", "anew"));
        node.connectFailed("there", "too late");
        assertThat(node.isUp("there")).isTrue();
        events.settle();
        assertThat(told).isEmpty();
        assertThat(events.seen(Event.DeadLetter.class).stream().map(Event.DeadLetter::cause))
                .containsOnly(Event.DeadLetter.Cause.NO_ROUTE)
                .hasSize(3); // with the request to watch
    }

    /** S29: whoever makes up names of nodes shall not fill the heap. */
    @Test
    void nodesThatAreWaitedForShareABudget_aboveItAllFailsAtOnce() {
        for (int i = 0; i < 10_000; i++) {
            node.send(new PortId("ghost" + i, "p"), "boo");
        }
        assertThat(transport.wanted).hasSize(10_000);
        node.onEnd(THERE, told::add);
        assertThat(Latches.next(told)).isEqualTo(lost("too many nodes are waited for"));
        node.send(THERE, "lost");
        assertThat(transport.wanted).hasSize(10_000);
        assertThat(node.peers().size()).isEqualTo(10_000);

        up();
        node.send(THERE, "arrives");
        assertThat(link.packets()).containsExactly(packet("port", "arrives"));
        link.lose("gone");

        time.advance(CONNECT);
        assertThat(node.peers().size()).isZero();
        assertThat(node.peers().waiting().nodes()).isZero();
        node.send(THERE, "waits");
        assertThat(transport.wanted).hasSize(10_001);
    }

    @Test
    void whatWaitsForManyNodesSharesABudgetToo() {
        Message much = Message.of("x".repeat((int) PENDING_BYTES_MAX / 4));
        int fit = (int) (8 * PENDING_BYTES_MAX / much.estimatedBytes());
        for (int i = 0; i < fit; i++) {
            node.send(new PortId("ghost" + i, "p"), much);
        }
        node.onEnd(new PortId("ghost0", ""), told::add);
        node.onEnd(THERE, told::add);
        node.send(THERE, much);
        assertThat(Latches.next(told)).isEqualTo(lost("overloaded"));
        assertThat(told).isEmpty();
        time.advance(CONNECT);
        assertThat(node.peers().waiting().hasRoomFor(8 * PENDING_BYTES_MAX)).isTrue();
    }

    @Test
    void withoutATransportMessagesAreDeadLetters_andWatchesFireAtOnce() {
        node.close();
        node.send(THERE, "lost");
        node.kill(THERE);
        node.onEnd(THERE, told::add);
        assertThat(Latches.next(told)).isEqualTo(lost("no known address"));
        assertThat(transport.wanted).isEmpty();
        assertThat(node.peers().size()).isZero();
    }

    @Test
    void withoutATransportAtAllItIsTheSame() {
        Kernel alone = Kernel.start(KernelConfig.of("alone"));
        EventProbe its = EventProbe.of(alone);
        alone.send(THERE, "lost");
        alone.kill(THERE);
        alone.onEnd(THERE, told::add);
        assertThat(Latches.next(told)).isEqualTo(lost("no known address"));
        its.settle();
        assertThat(its.seen(Event.DeadLetter.class).stream().map(Event.DeadLetter::cause))
                .containsExactly(Event.DeadLetter.Cause.NO_ROUTE, Event.DeadLetter.Cause.NO_ROUTE);
        alone.close();
    }

    @Test
    void whatIsSentWhileALinkMayComeWaits_andGoesOutFirst_inOrder() {
        node.send(THERE, 1);
        Monitor cancelled = node.onEnd(THERE, told::add);
        node.send(THERE, 2);
        node.kill(THERE);
        cancelled.cancel();
        up();
        node.send(THERE, 3);
        assertThat(link.packets())
                .containsExactly(
                        packet("port", 1),
                        packet("", "mon1", "port"),
                        packet("port", 2),
                        packet("", "kil1", "port"),
                        packet("port", 3));
        time.advance(CONNECT);
        assertThat(link.packets().getLast()).isEqualTo(packet("", "mon0", "port"));
        events.settle();
        assertThat(events.seen(Event.DeadLetter.class)).isEmpty();
    }

    @Test
    void whatWaitsForALinkThatDoesNotComeIsLost_andWatchesFire() {
        node.send(THERE, "waits");
        node.onEnd(THERE, told::add);
        node.onEnd(new PortId("there", ""), told::add);
        time.advance(CONNECT.minusNanos(1));
        assertThat(told).isEmpty();
        time.advance(Duration.ofNanos(1));

        assertThat(Latches.next(told)).isEqualTo(lost("connect timeout"));
        assertThat(Latches.next(told)).isEqualTo(lost("connect timeout"));
        events.settle();
        assertThat(events.seen(Event.DeadLetter.class).getFirst().message()).isEqualTo(Message.of("waits"));

        up(); // a new epoch begins empty
        assertThat(link.packets()).isEmpty();
    }

    @Test
    void aWatchOnANodeThatMayComeWaitsAsLong() {
        node.onEnd(new PortId("there", ""), told::add);
        time.advance(CONNECT);
        assertThat(Latches.next(told)).isEqualTo(lost("connect timeout"));
    }

    @Test
    void whatCannotBeWrittenIsTheCallersError_alsoWhileThereIsNoLink() {
        transport.refusal = message -> !message.hasTag("good");
        assertThatIllegalArgumentException().isThrownBy(() -> node.send(THERE, "bad"));
        assertThatIllegalArgumentException().isThrownBy(() -> node.kill(THERE, KillReason.of("bad")));
        assertThatIllegalArgumentException().isThrownBy(() -> node.onEnd(THERE, told::add));
        assertThat(node.peers().size()).isZero();
        assertThat(transport.wanted).isEmpty();

        node.send(THERE, "good");
        up();
        assertThat(link.packets()).containsExactly(packet("port", "good"));
        assertThat(told).isEmpty();
    }

    /** Another framing than was thought of, say, in which it is too long. */
    @Test
    void whatWaitedAndCannotBeWrittenIsALossOfAllBehindIt_andIsTold() {
        link.refuse(message -> message.hasTag("bad"));
        node.onEnd(THERE, told::add);
        node.send(THERE, "good");
        node.send(THERE, "bad");
        node.send(THERE, "better");
        node.onEnd(new PortId("there", "other"), told::add);
        up();
        node.send(THERE, "after");

        assertThat(Latches.next(told)).isEqualTo(lost("something cannot be written that was to be sent"));
        assertThat(Latches.next(told)).isEqualTo(lost("something cannot be written that was to be sent"));
        assertThat(link.packets())
                .containsExactly(packet("", "mon1", "port"), packet("port", "good"), packet("port", "after"));
        events.settle();
        assertThat(events.seen(Event.DeadLetter.class))
                .extracting(Event.DeadLetter::message, Event.DeadLetter::cause)
                .containsExactlyInAnyOrder(
                        tuple(Message.of("bad"), Event.DeadLetter.Cause.NOT_ENCODABLE),
                        tuple(Message.of("better"), Event.DeadLetter.Cause.CONNECTION_LOST),
                        tuple(Message.of("mon1", "other"), Event.DeadLetter.Cause.CONNECTION_LOST));
        node.onEnd(THERE, told::add);
        assertThat(link.packets().getLast()).isEqualTo(packet("", "mon1", "port"));
    }

    @Test
    void whatALinkThatIsLostAlreadyDoesNotTakeIsADeadLetter_andItsLossIsTold() {
        node.onEnd(THERE, told::add);
        node.send(THERE, "waits");
        link.breakSilently();
        up();
        assertThat(told).isEmpty();
        link.lose("gone");
        assertThat(Latches.next(told)).isEqualTo(lost("gone"));
        events.settle();
        assertThat(events.seen(Event.DeadLetter.class))
                .extracting(Event.DeadLetter::cause)
                .containsOnly(Event.DeadLetter.Cause.CONNECTION_LOST);
    }

    @Test
    void anotherNodeWatchesOnlySoManyPorts_oneMoreCostsItTheConnection() {
        up();
        List<Port> ports = new ArrayList<>();
        for (int i = 0; i <= WATCHES_MAX; i++) {
            ports.add(node.port(port -> {}));
        }
        ports.subList(0, WATCHES_MAX)
                .forEach(port -> link.receive("", "mon1", port.id().name()));
        link.receive("", "mon1", ports.getFirst().id().name()); // it does so already
        link.receive("", "mon0", ports.getFirst().id().name());
        link.receive("", "mon1", ports.getFirst().id().name());
        assertThat(link.closed()).isNull();

        link.receive("", "mon1", ports.getLast().id().name());
        assertThat(link.closed()).isEqualTo("too many monitors");
        link.lose("too many monitors");
        assertThat(ports).allMatch(port -> watchesOf(port) == 0);
    }

    @Test
    void moreThanMayWaitIsALoss_andNoHoleIsLeft() {
        node.onEnd(THERE, told::add);
        for (int i = 1; i <= PENDING_MAX; i++) { // with the request to watch one too many
            node.send(THERE, i);
        }
        // G4: the last one was lost, so all that waited are, and the watch fires before anything flows again
        up();
        node.send(THERE, "after");
        assertThat(Latches.next(told)).isEqualTo(lost("overloaded"));
        assertThat(link.packets()).containsExactly(packet("port", "after"));
        events.settle();
        assertThat(events.seen(Event.DeadLetter.class)).hasSize(PENDING_MAX + 1);
    }

    @Test
    void moreBytesThanMayWaitAreALoss() {
        node.onEnd(THERE, told::add);
        String half = "x".repeat((int) PENDING_BYTES_MAX / 2);
        node.send(THERE, half);
        node.send(THERE, half);

        assertThat(Latches.next(told)).isEqualTo(lost("overloaded"));
        events.settle();
        assertThat(events.seen(Event.DeadLetter.class)).hasSize(3); // with the request to watch
    }

    @Test
    void aLargeMessageMayBeTheFirst_alsoBehindARequest() {
        String large = "x".repeat((int) (2 * PENDING_BYTES_MAX));
        node.onEnd(THERE, told::add);
        node.send(THERE, large);

        assertThat(transport.wanted).containsExactly("there");
        up();
        assertThat(link.packets()).containsExactly(packet("", "mon1", "port"), packet("port", large));
    }

    @Test
    void anEndIsToldWhoseReasonIsAsDeepAsAPacketMayBe() {
        up();
        node.onEnd(THERE, told::add);
        Object deep = "why";
        for (int level = 2; level <= 512; level++) { // the packet is the first
            deep = List.of(deep);
        }
        link.receive("", "kil0", "port", deep);
        assertThat(Latches.next(told)).isEqualTo(new KillReason.Die("a reason that no message can hold"));
    }

    /** Who floods a node whose connection is just coming up does little else than give up what waits. */
    @Test
    void whileAnOverloadIsToldAsDeadLettersTheLinkMayComeUp() {
        List<Boolean> linked = new ArrayList<>();
        AtomicReference<@Nullable Kernel> asked = new AtomicReference<>();
        ThreadFactory threads = Thread.ofVirtual().factory();
        Kernel flooding = Kernel.start(new KernelConfig(
                "flooding",
                id -> time.view(),
                Parking.system(),
                task -> {
                    Kernel kernel = asked.getAndSet(null);
                    if (kernel != null) { // the first listener is told, by the thread that sends
                        linked.add(kernel.isLinked("there"));
                        linked.add(new FakeLink(kernel, "there").up());
                    }
                    return threads.newThread(task);
                },
                Duration.ofSeconds(5),
                CONNECT,
                1 << 20,
                PENDING_MAX,
                PENDING_BYTES_MAX,
                Set.of(),
                false,
                () -> "p",
                false,
                false,
                false,
                WATCHES_MAX,
                10_000,
                100,
                false,
                false));
        try (flooding) {
            flooding.attach(transport);
            for (int i = 0; i < PENDING_MAX; i++) {
                flooding.send(THERE, i);
            }
            asked.set(flooding);
            flooding.send(THERE, "one too many");
        }
        assertThat(linked).as("is there a link, can one come up").containsExactly(false, true);
    }

    @Test
    void anOverloadIsToldOnce_aWatchOfTheNextEpochStands() {
        for (int i = 0; i <= PENDING_MAX; i++) {
            node.send(THERE, i);
        }
        node.onEnd(THERE, told::add);
        time.advance(Duration.ofSeconds(1));
        events.settle();
        assertThat(told).isEmpty();
        up();
        assertThat(link.packets()).containsExactly(packet("", "mon1", "port"));
    }

    // ---- the loss of a link ----

    @Test
    void theLossFiresEverything_withNodeAndText() {
        up();
        node.onEnd(THERE, told::add);
        node.onEnd(new PortId("there", "other"), told::add);
        Port dependent = node.port(p -> p.dependOn(THERE));
        link.lose("Unexpected end-of-file");
        assertThat(Latches.next(told)).isEqualTo(lost("Unexpected end-of-file"));
        assertThat(Latches.next(told)).isEqualTo(lost("Unexpected end-of-file"));
        assertThat(InPort.endOf(dependent)).isEqualTo(lost("Unexpected end-of-file"));
        assertThat(events.await(Event.Disconnected.class))
                .isEqualTo(new Event.Disconnected("there", "Unexpected end-of-file"));
    }

    @Test
    void everythingHasFiredBeforeANewLinkCanComeUp_andWhatIsSentMeanwhileIsLost() {
        up();
        FakeLink next = new FakeLink(node, "there");
        List<Boolean> came = new ArrayList<>();
        InsideWatch.set(node, THERE, why -> {
            told.add(KillReason.of("fired"));
            came.add(next.up());
            node.send(THERE, "while it fires");
            node.onEnd(THERE, told::add);
        });

        link.lose("gone");

        assertThat(came).containsExactly(false);
        assertThat(Latches.next(told)).isEqualTo(KillReason.of("fired"));
        assertThat(Latches.next(told)).isEqualTo(lost("no known address"));
        Event.DeadLetter letter = events.await(Event.DeadLetter.class);
        assertThat(letter.message()).isEqualTo(Message.of("while it fires"));
        assertThat(letter.cause()).isEqualTo(Event.DeadLetter.Cause.CONNECTION_LOST);
        assertThat(next.up()).isTrue();
        assertThat(next.packets()).isEmpty();
    }

    @Test
    void whatIsGivenToABrokenLinkIsADeadLetter() {
        up();
        link.breakSilently();
        node.send(THERE, "lost");
        assertThat(events.await(Event.DeadLetter.class).cause()).isEqualTo(Event.DeadLetter.Cause.CONNECTION_LOST);
    }

    @Test
    void watchesFromThereEndWithTheLink_aNewOneHearsNothingOfThem() {
        up();
        Port port = node.port(p -> {});
        link.receive("", "mon1", port.id().name());
        link.lose("gone");
        link = new FakeLink(node, "there");
        up();
        port.kill();
        InPort.endOf(port);
        assertThat(link.packets()).isEmpty();
    }

    @Test
    void aRequestOfALinkThatIsNotInUseIsNotServed() {
        up();
        Port port = node.port(p -> {});
        FakeLink stale = new FakeLink(node, "there");
        stale.receive("", "mon1", port.id().name());
        port.kill(KillReason.of("over"));
        InPort.endOf(port);
        assertThat(stale.packets()).isEmpty();
        assertThat(link.packets()).isEmpty();
    }

    @Test
    void aSecondLinkIsRefused_andItsLossHarmsNothing() {
        up();
        node.onEnd(THERE, told::add);
        FakeLink second = new FakeLink(node, "there");
        assertThat(second.up()).isFalse();
        second.lose("refused");
        node.send(THERE, "still there");
        assertThat(link.packets().getLast()).isEqualTo(packet("port", "still there"));
        events.settle();
        assertThat(told).isEmpty();
        assertThat(node.isLinked("there")).isTrue();
        link.lose("gone");
        assertThat(node.isLinked("there")).isFalse();
        link.lose("gone twice");
        assertThat(Latches.next(told)).isEqualTo(lost("gone"));
        events.settle();
        assertThat(told).isEmpty();
    }

    @Test
    void settingWatchesRacesWithTheLoss_eachFiresOnce() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            FakeLink racing = new FakeLink(node, "there");
            assertThat(racing.up()).isTrue();
            AtomicInteger fired = new AtomicInteger();
            CountDownLatch all = new CountDownLatch(4);
            Thread watcher = Thread.startVirtualThread(() -> {
                for (int i = 0; i < 4; i++) {
                    node.onEnd(new PortId("there", "port" + i % 2), why -> {
                        fired.incrementAndGet();
                        all.countDown();
                    });
                }
            });
            racing.lose("gone");
            watcher.join();
            node.connectFailed("there", "not again"); // for those that came too late to be lost
            Latches.await(all);
            assertThat(fired).hasValue(4);
        }
    }

    @Test
    void sendersRaceWithLinksThatComeAndGo_noDuplicateAndOrderIsKept() throws InterruptedException {
        CompletableFuture<Integer> sent = new CompletableFuture<>();
        List<FakeLink> links = new ArrayList<>();
        CountDownLatch enough = new CountDownLatch(1);
        Thread sender = Thread.ofPlatform().start(() -> {
            int i = 0;
            while (enough.getCount() > 0) {
                node.send(THERE, i++);
            }
            sent.complete(i);
        });
        for (int round = 0; round < 200; round++) {
            FakeLink racing = new FakeLink(node, "there");
            while (!racing.up()) {
                Thread.onSpinWait();
            }
            links.add(racing);
            racing.lose("gone");
        }
        enough.countDown();
        sender.join();
        int before = -1;
        for (FakeLink each : links) {
            for (Message packet : each.packets()) {
                assertThat(packet.integer(1)).isGreaterThan(before);
                before = packet.integer(1);
            }
        }
        assertThat(before).isLessThan(InPort.of(sent));
    }

    @Test
    void aPeerThatNothingHangsOnIsForgotten() {
        for (int i = 0; i < 10; i++) {
            FakeLink other = new FakeLink(node, "node" + i);
            assertThat(other.up()).isTrue();
            Monitor monitor = node.onEnd(new PortId("node" + i, "p"), told::add);
            monitor.cancel();
            other.lose("gone");
        }
        assertThat(node.isLinked("node3")).isFalse();
        assertThat(node.peers().size()).isZero();
    }

    // ---- the end of the node ----

    @Test
    void closingTheNodeEndsPortsFirst_thenItsTransport() {
        up();
        Port port = node.port(p -> {});
        link.receive("", "mon1", port.id().name());
        CompletableFuture<Self> self = new CompletableFuture<>();
        node.port(self::complete);
        node.close();
        assertThat(transport.accepting).isFalse();
        assertThat(transport.closed).isTrue();
        assertThat(link.packets()).containsExactly(packet("", "kil0", port.id().name(), "node_closed", "here"));
    }
}
