package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.manage.Event;
import io.loommp.record.Protocol;
import io.loommp.testing.InPort;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNodes;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receives of records. */
@Timeout(30)
class TypedReceiveTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    sealed interface Chat permits Join, Say, Quiet {}

    record Join(PortId client, String nick) implements Chat {}

    record Say(String nick, String text) implements Chat {}

    record Quiet() implements Chat {}

    @AutoClose
    private final Node node = LocalNodes.start("here");

    /** Sends a record in the form it would have come in from another node. */
    private static <T> void sendAsList(ThreadSelf self, T message, Class<T> type) {
        self.send(self, Message.fromList(Protocol.of(type).message(message).toList()));
    }

    private static <T> void send(ThreadSelf self, T message, Class<T> type) {
        self.send(self, Protocol.of(type).message(message));
    }

    @Test
    void receiveTakesTheOldestThatConverts_andLeavesTheOthers() {
        InPort.check(node, self -> {
            self.send(self, "other", 1);
            sendAsList(self, new Say("ann", "hello"), Say.class);
            send(self, new Quiet(), Quiet.class);
            assertThat(self.receive(Chat.class)).isEqualTo(new Say("ann", "hello"));
            assertThat(self.receive(Join.class, Duration.ZERO)).isEmpty();
            assertThat(self.receive(Chat.class, SECOND)).contains(new Quiet());
            assertThat(self.receive(Chat.class, Duration.ZERO, new Say("x", "y")))
                    .isEqualTo(new Say("x", "y"));
            assertThat(self.get()).isEqualTo(Message.of("other", 1));
        });
    }

    @Test
    void aRecordOfThisNodeIsReceivedItself() {
        InPort.check(node, self -> {
            Say sent = new Say("ann", "hello");
            send(self, sent, Say.class);
            assertThat(self.receive(Chat.class)).isSameAs(sent);
            send(self, sent, Say.class);
            assertThat(self.next(Say.class)).isSameAs(sent);
        });
    }

    @Test
    void anUntypedReceiveSeesTheListOfTheSameMessage() {
        InPort.check(node, self -> {
            send(self, new Say("ann", "hello"), Say.class);
            assertThat(self.get("say")).isEqualTo(Message.of("say", "ann", "hello"));
        });
    }

    @Test
    void nextGivesUpWhatDoesNotConvert_asADeadLetter() {
        try (EventProbe events = EventProbe.of(node)) {
            InPort.check(node, self -> {
                self.send(self, "garbage", 1);
                self.send(self, "say", 5); // too short
                send(self, new Quiet(), Quiet.class);
                assertThat(self.next(Chat.class)).isEqualTo(new Quiet());
                self.send(self, "garbage", 2);
                assertThat(self.next(Chat.class, Duration.ZERO)).isEmpty();
                assertThat(self.get(Duration.ZERO)).as("nothing piles up").isEmpty();
                events.await(Event.DeadLetter.class, e -> e.message().equals(Message.of("garbage", 2)));
                assertThat(events.seen(Event.DeadLetter.class))
                        .extracting(Event.DeadLetter::message)
                        .containsExactly(Message.of("garbage", 1), Message.of("say", 5), Message.of("garbage", 2));
                assertThat(events.seen(Event.DeadLetter.class))
                        .allSatisfy(e -> assertThat(e.cause()).isEqualTo(Event.DeadLetter.Cause.UNREADABLE));
            });
        }
    }

    @Test
    void nextWaitsItsTimeInAll_howeverMuchGarbageComes() {
        FakeTimers time = new FakeTimers();
        try (Node onFakeTime = TestNodes.start("fake", time)) {
            CompletableFuture<Chat> outcome = InPort.start(onFakeTime, self -> {
                self.after(SECOND, () -> self.send(self, "garbage"));
                return self.next(Chat.class, Duration.ofSeconds(30), new Quiet());
            });
            time.awaitTimer(Duration.ofSeconds(30));
            time.advance(Duration.ofSeconds(29));
            assertThat(outcome).isNotDone();
            time.advance(SECOND);
            assertThat(InPort.of(outcome)).isEqualTo(new Quiet());
        }
    }

    @Test
    void oneSwitchIsAWholeServer() {
        InPort.check(node, self -> {
            StringBuilder heard = new StringBuilder();
            send(self, new Join(self.id(), "ann"), Chat.class);
            sendAsList(self, new Say("ann", "hello"), Say.class);
            boolean open = true;
            while (open) {
                switch (self.next(Chat.class, Duration.ZERO, new Quiet())) {
                    case Join(var client, var nick) ->
                        heard.append(nick).append(" joins ").append(client.equals(self.id()));
                    case Say(var nick, var text) ->
                        heard.append(", ").append(nick).append(" says ").append(text);
                    case Quiet() -> open = false;
                }
            }
            assertThat(heard).hasToString("ann joins true, ann says hello");
        });
    }

    @Test
    void aTypeThatCannotBeTheTypeOfMessagesIsRefused() {
        InPort.check(
                node,
                self -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> self.receive(Thread.class))
                        .withMessageContaining("java.lang.Thread"));
    }

    @Test
    void typedChannelsCarryRecords_andGiveUpWhatIsNone() {
        try (EventProbe events = EventProbe.of(node)) {
            InPort.check(node, self -> {
                Channel<Chat> channel = self.channel(Chat.class);
                self.send(channel, "garbage");
                self.send(channel, Protocol.of(Chat.class).message(new Say("ann", "hello")));
                self.send(channel, Message.of("quiet"));
                assertThat(channel.receive()).isEqualTo(new Say("ann", "hello"));
                assertThat(self.<String>select(r -> r.on(channel, chat -> "heard " + chat)))
                        .isEqualTo("heard " + new Quiet());
                assertThat(events.await(Event.DeadLetter.class).message()).isEqualTo(Message.of("garbage"));
            });
        }
    }

    /** The receiving side of a typed receive without a time limit allocates nothing (design decision 13, issue of the model). */
    @Test
    void aReceiveByTypeAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 10_000;
        Message message = Protocol.of(Say.class).message(new Say("ann", "hello"));
        CompletableFuture<Long> bytes = new CompletableFuture<>();
        // on a platform thread, whose allocation the JVM can tell
        ThreadPorts.platform(
                node,
                self -> InPort.run(
                        self,
                        me -> {
                            long allocated = 0;
                            for (int i = 0; i < 3 * rounds; i++) {
                                me.send(me, message);
                                long before = threads.getCurrentThreadAllocatedBytes();
                                Chat received = me.receive(Chat.class);
                                long after = threads.getCurrentThreadAllocatedBytes();
                                assert received != null;
                                if (i >= 2 * rounds) {
                                    allocated += after - before;
                                }
                            }
                            return allocated;
                        },
                        bytes));
        assertThat(InPort.of(bytes)).as("bytes in %d receives", rounds).isLessThan(rounds);
    }
}
