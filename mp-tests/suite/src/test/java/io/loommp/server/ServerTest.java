package io.loommp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.Ref;
import io.loommp.local.LocalNodes;
import io.loommp.manage.Event;
import io.loommp.record.Tag;
import io.loommp.testing.InPort;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls and notices. */
@Timeout(30)
class ServerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    record Take(String item, int count) implements Call<Taken> {}

    record Taken(int left) {}

    record Put(String item, int count) {}

    record NextPut() implements Call<Put> {}

    @AutoClose
    private final Node node = LocalNodes.start("here");

    private Port stock() {
        return Server.start(node, server -> {
            Map<String, Integer> items = new TreeMap<>();
            server.call(Take.class, take -> {
                int there = items.getOrDefault(take.item(), 0);
                if (there < take.count()) {
                    throw new Rejected("only " + there + " of " + take.item());
                }
                items.put(take.item(), there - take.count());
                return new Taken(there - take.count());
            });
            server.notice(Put.class, put -> items.merge(put.item(), put.count(), Integer::sum));
            server.notice("crash", m -> {
                throw new IllegalStateException(m.string(1));
            });
            server.notice("stop", m -> server.stop());
        });
    }

    @Test
    void callsAreAnswered_andNoticesTaken_inOrder() {
        Port stock = stock();
        InPort.check(node, self -> {
            self.send(stock, new Put("apple", 3));
            assertThat(Server.call(self, stock, SECOND, new Take("apple", 2))).isEqualTo(new Taken(1));
            assertThat(Server.call(self, stock, SECOND, new Take("apple", 1))).isEqualTo(new Taken(0));
            Ref<Take> typed = Ref.of(stock);
            self.after(Duration.ZERO, Ref.<Put>of(stock), new Put("apple", 1)).cancel();
            assertThatExceptionOfType(Rejected.class)
                    .isThrownBy(() -> Server.call(self, typed, SECOND, new Take("apple", 5)));
        });
    }

    @Test
    void aCallMayComeFromAnywhere() {
        Port stock = stock();
        node.send(stock, new Put("apple", 3));
        assertThat(InPort.of(
                        Server.call(node, stock, SECOND, new Take("apple", 2)).toCompletableFuture()))
                .isEqualTo(new Taken(1));
    }

    @Test
    void aRejectionIsThrownWhereTheCallWasMade_andTheServerGoesOn() {
        Port stock = stock();
        InPort.check(node, self -> {
            assertThatExceptionOfType(Rejected.class)
                    .isThrownBy(() -> Server.call(self, stock, SECOND, new Take("pear", 1)))
                    .withMessage("only 0 of pear");
            self.send(stock, new Put("pear", 1));
            assertThat(Server.call(self, stock, SECOND, new Take("pear", 1))).isEqualTo(new Taken(0));
        });
    }

    @Test
    void aServerThatDiesFailsTheCallAtOnce() {
        Port stock = stock();
        InPort.check(node, self -> {
            self.send(stock, "crash", "shelf broke");
            assertThatExceptionOfType(AskFailed.class)
                    .isThrownBy(() -> Server.call(self, stock, Duration.ofMinutes(1), new Take("pear", 1)))
                    .withMessageContaining(stock.id().toString());
        });
        assertThat(InPort.endOf(stock)).isEqualTo(KillReason.of("die", "shelf broke"));
    }

    @Test
    @SuppressWarnings("NullAway") // the mistake
    void aHandlerThatReturnsNothingEndsTheServer_whichSaysSo() {
        Port server = Server.start(node, s -> s.call(Take.class, take -> null));
        InPort.check(
                node,
                self -> assertThatExceptionOfType(AskFailed.class)
                        .isThrownBy(() -> Server.call(self, server, SECOND, new Take("pear", 1)))
                        .withMessageContaining("the reply to a call is null"));
    }

    @Test
    void aCallIsWhatCalSends_soAnyNodeCanMakeIt() {
        Port stock = stock();
        Probe probe = Probe.on(node);
        node.send(stock, "put", "apple", "3");
        node.send(stock, "take", "apple", "2", probe.id().toString());
        assertThat(probe.next()).isEqualTo(Message.of("taken", 1));
        node.send(stock, "take", "apple", 7, probe.id());
        assertThat(probe.next()).isEqualTo(Message.of("rejected", "only 1 of apple"));
    }

    @Test
    void whatNobodyTakesIsADeadLetter_orGoesToOther() {
        try (EventProbe events = EventProbe.of(node)) {
            Port stock = stock();
            node.send(stock, "what", "is", "this");
            node.send(stock, "take", "apple", 2); // a call without an address
            node.send(stock, "take", "apple", 2, "no address");
            for (int i = 0; i < 3; i++) {
                int n = i;
                events.await(
                        Event.DeadLetter.class,
                        e -> events.seen(Event.DeadLetter.class).indexOf(e) == n
                                && e.cause() == Event.DeadLetter.Cause.UNREADABLE);
            }
            assertThat(stock.isLive()).isTrue();
        }
        Probe probe = Probe.on(node);
        Port relay =
                Server.start(node, server -> server.other(m -> server.self().send(probe, m)));
        node.send(relay, "what", "is", "this");
        assertThat(probe.next()).isEqualTo(Message.of("what", "is", "this"));
    }

    @Test
    void aCallMayBeAnsweredLater_once() {
        CompletableFuture<String> second = new CompletableFuture<>();
        Port queue = Server.start(node, server -> {
            Deque<Caller<Put>> waiting = new ArrayDeque<>();
            server.callLater(NextPut.class, (call, caller) -> waiting.add(caller));
            server.notice(Put.class, put -> {
                Caller<Put> caller = waiting.remove();
                caller.reply(put);
                assertThatIllegalStateException()
                        .isThrownBy(() -> caller.reply(put))
                        .withMessageContaining(caller.id().toString());
                second.complete("refused");
            });
        });
        CompletableFuture<Put> got =
                Server.call(node, queue, SECOND.multipliedBy(10), new NextPut()).toCompletableFuture();
        InPort.check(node, self -> {
            // a question that the server takes behind the call, so the call is there
            assertThatExceptionOfType(AskFailed.class)
                    .isThrownBy(() -> self.ask(queue, Duration.ofMillis(1), "nothing"));
            self.send(queue, new Put("apple", 1));
        });
        assertThat(InPort.of(got)).isEqualTo(new Put("apple", 1));
        assertThat(InPort.of(second)).isEqualTo("refused");
    }

    @Test
    void anIdleServerActs_andStopsWhenTold() {
        FakeTimers time = new FakeTimers();
        try (Node onFakeTime = TestNodes.start("fake", time)) {
            Probe probe = Probe.on(onFakeTime);
            Port port = Server.start(onFakeTime, server -> {
                server.idle(Duration.ofMinutes(1), () -> server.self().send(probe, "idle"));
                server.notice("stop", m -> server.stop());
            });
            for (int i = 0; i < 2; i++) {
                time.awaitTimer(Duration.ofMinutes(1));
                time.advance(Duration.ofMinutes(1));
                assertThat(probe.next()).isEqualTo(Message.of("idle"));
            }
            onFakeTime.send(port, "stop");
            assertThat(InPort.endOf(port)).isEqualTo(KillReason.normal());
        }
    }

    @Test
    void anExitIsTakenAtItsTurn_andItsReasonIsTheServers() {
        Probe probe = Probe.on(node);
        Port port = Server.start(node, server -> {
            server.notice("job", m -> server.self().send(probe, "did", m.value(1)));
            server.onExit(exit -> server.self().send(probe, "exit", exit.values()));
            server.self().send(probe, "ready"); // an exit that comes before that is not trapped
            server.self().get("go");
        });
        assertThat(probe.next()).isEqualTo(Message.of("ready"));
        node.send(port, "job", 1);
        node.exit(port, "shutdown");
        node.send(port, "job", 2);
        node.send(port, "go");
        assertThat(InPort.endOf(port)).isEqualTo(KillReason.exit("shutdown"));
        assertThat(probe.next()).isEqualTo(Message.of("did", 1));
        assertThat(probe.next()).isEqualTo(Message.of("exit", List.of("shutdown")));
        assertThat(probe.received()).isEmpty();
    }

    record Raw(int x) implements Call<Object> {}

    record Bad(int x) implements Call<BadReply> {}

    @Tag("rejected")
    record BadReply(String why) {}

    @Test
    void aClassThatCannotBeThatOfCallsIsRefused() {
        Port stock = stock();
        InPort.check(node, self -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Server.call(self, stock, SECOND, new Raw(1)))
                    .withMessageContaining("java.lang.Object");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Server.run(self, server -> server.call(Bad.class, bad -> new BadReply("x"))))
                    .withMessageContaining("BadReply")
                    .withMessageContaining("\"rejected\"");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Server.run(self, server -> server.notice(Take.class, take -> {})))
                    .withMessageContaining("Take is a Call");
            assertThatIllegalStateException()
                    .isThrownBy(() -> Server.run(
                            self, server -> server.notice(Put.class, put -> {}).notice(Put.class, put -> {})))
                    .withMessageContaining("a handler already for")
                    .withMessageContaining("Put");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Server.run(self, server -> server.idle(Duration.ZERO, () -> {})))
                    .withMessageContaining("after must be positive: PT0S");
        });
    }
}
