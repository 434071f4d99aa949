package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.BoundAction;
import io.loommp.CallbackPort;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.local.LocalNodes;
import io.loommp.record.Protocol;
import io.loommp.testing.InPort;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.Probe;
import io.loommp.testkit.TestNodes;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/model.md says of AnyEvent::MP and no other test shows: one row, one test. */
@Timeout(30)
class ModelTest {
    private static final KillReason WHY = KillReason.of("why", 1);
    private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final Probe probe = Probe.on(node);

    // ---- names ----

    @Test
    void aPortKnowsItsIdAndItsNode() {
        Port port =
                node.port(p -> p.on("who", m -> p.send(probe, "me", p, p.node().id(), p.origin())));
        node.send(port, "who");
        assertThat(probe.expect("me")).isEqualTo(Message.of("me", port.id(), "here", "here"));
        assertThat(port.id().node()).isEqualTo(node.id());
        assertThat(node.isLocal(port)).isTrue();
        assertThat(node.isLocal(PortId.of("there#" + port.id().name()))).isFalse();
    }

    // ---- port, rcv, snd ----

    @Test
    void aPortWithoutHandlersEndsWithItsFirstMessage() {
        Port port = node.port(p -> {});
        assertThat(port.isLive()).isTrue();
        node.send(port, "first");
        assertThat(InPort.endOf(port)).isEqualTo(KillReason.UnhandledMessage.ofTag("first"));
    }

    @Test
    void aNumberOrAPortIdIsATag_aListIsNone() {
        Port port = node.port(p -> p.on("42", m -> p.send(probe, "number"))
                .on(probe.id().toString(), m -> p.send(probe, "id"))
                .onMessage(m -> p.send(probe, "default")));
        node.send(port, 42);
        node.send(port, probe);
        node.send(port, List.of(42));
        assertThat(probe.next().tag()).isEqualTo("number");
        assertThat(probe.next().tag()).isEqualTo("id");
        assertThat(probe.next().tag()).isEqualTo("default");
    }

    @Test
    void theDefaultHandlerIsReplacedWhileItRuns() {
        Port port = node.port(p -> p.onMessage(first -> {
            p.onMessage(m -> p.send(probe, "second", m.tag()));
            p.send(probe, "first", first.tag());
        }));
        node.send(port, "a");
        node.send(port, "b");
        assertThat(probe.next()).isEqualTo(Message.of("first", "a"));
        assertThat(probe.next()).isEqualTo(Message.of("second", "b"));
    }

    @Test
    void fromOutsideHandlersAreSetInThePortsTurn() {
        CompletableFuture<CallbackPort> self = new CompletableFuture<>();
        Port port = node.port(p -> {
            p.onMessage(m -> p.send(probe, "default", m.tag()));
            self.complete(p);
        });
        node.send(port, "new");
        port.execute(() -> InPort.of(self).on("new", m -> node.send(probe, "handled")));
        node.send(port, "new");
        assertThat(probe.next()).isEqualTo(Message.of("default", "new"));
        assertThat(probe.next()).isEqualTo(Message.of("handled"));
    }

    @Test
    void aHandlerDoesNotReviveADeadPort() {
        CompletableFuture<CallbackPort> self = new CompletableFuture<>();
        Port port = node.port(self::complete);
        port.kill(WHY);
        InPort.endOf(port);
        InPort.of(self).on("hello", m -> node.send(probe, "revived"));
        node.send(port, "hello");
        node.send(probe, "mark");
        assertThat(probe.next()).isEqualTo(Message.of("mark"));
        assertThat(port.isLive()).isFalse();
    }

    @Test
    void aSendComesBackBeforeTheReceiverRuns() {
        Port port = node.port(p -> {
            p.on("outer", m -> {
                p.send(p, "inner");
                p.send(probe, "behind the send");
            });
            p.on("inner", m -> p.send(probe, "inner"));
        });
        node.send(port, "outer");
        assertThat(probe.next().tag()).isEqualTo("behind the send");
        assertThat(probe.next().tag()).isEqualTo("inner");
    }

    // ---- mon ----

    @Test
    void aThirdPortIsEndedWithAnother_unlessThatEndsNormally() {
        for (KillReason reason : List.of(KillReason.normal(), WHY)) {
            Port watched = node.port(p -> {});
            Port other = node.port(p -> p.onMessage(m -> p.send(probe, "alive")));
            CompletableFuture<KillReason> told = new CompletableFuture<>();
            node.onEnd(watched, why -> {
                if (!why.isNormal()) {
                    node.kill(other, why);
                }
                told.complete(why);
            });
            watched.kill(reason);
            assertThat(InPort.of(told)).isEqualTo(reason);
            if (reason.isNormal()) {
                node.send(other, "still there?");
                probe.expect("alive");
            } else {
                assertThat(InPort.endOf(other)).isEqualTo(WHY);
            }
        }
    }

    @Test
    void aNoticeGoesToAnyPort_withTheReasonAppended() {
        Port watched = node.port(p -> {});
        node.onEnd(
                watched,
                why -> node.send(probe, Message.of("gone", 7).with(why.toList().toArray())));
        watched.kill(WHY);
        assertThat(probe.next()).isEqualTo(Message.of("gone", 7, "why", 1));
    }

    // ---- psub ----

    @Test
    void whatBoundCodeThrowsEndsItsOwnPort_notTheOneThatCallsIt() {
        CompletableFuture<BoundAction> bound = new CompletableFuture<>();
        Port owner = node.port(p -> bound.complete(p.bind(() -> {
            throw new IOException("broken");
        })));
        Port caller = node.port(p -> p.onMessage(m -> {
            InPort.of(bound).run();
            p.send(probe, "went on");
        }));
        node.send(caller, "go");
        probe.expect("went on");
        assertThat(InPort.endOf(owner)).isEqualTo(new KillReason.Die("broken"));
        assertThat(caller.isLive()).isTrue();
    }

    // ---- cal ----

    @Test
    void aQuestionWithoutATimeLimitIsOverWhenWhoIsAskedEnds() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            Port silent = there.port(p -> p.onMessage(m -> {}));
            var reply = there.ask(silent, FOR_EVER, "question").toCompletableFuture();
            time.advance(Duration.ofDays(1000));
            assertThat(reply).isNotDone();
            silent.kill(WHY);
            assertThat(reply)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withMessageContaining(WHY.toString());
        }
    }

    @Test
    void anAnsweredQuestionIsOver_whateverBecomesOfWhoAnswered() {
        Port answers = node.port(p -> p.onMessage(m -> p.send(m.port(1), "answer")));
        InPort.check(node, self -> {
            assertThat(self.ask(answers, FOR_EVER, "question")).isEqualTo(Message.of("answer"));
            assertThat(node.info(answers).orElseThrow().monitors())
                    .as("no watch is left behind")
                    .isZero();
            answers.kill(WHY);
            InPort.endOf(answers);
            self.send(self, "mark");
            assertThat(self.get()).isEqualTo(Message.of("mark"));
        });
    }

    @Test
    void anEmptyReplyIsOne_andNoTimeout() {
        Port empty = node.port(p -> p.onMessage(m -> p.send(m.port(1))));
        InPort.check(
                node,
                self -> assertThat(self.ask(empty, Duration.ofSeconds(10), "question")
                                .size())
                        .isZero());
    }

    // ---- after, in the manner of others ----

    @Test
    void aKillComesLater_unlessItIsTakenBack() {
        FakeTimers time = new FakeTimers();
        try (Node there = TestNodes.start("there", time)) {
            Port spared = there.port(p -> {});
            Port killed = there.port(p -> {});
            there.port(p -> {
                p.after(Duration.ofSeconds(1), () -> p.kill(spared, WHY)).cancel();
                p.after(Duration.ofSeconds(1), () -> p.exit(killed, "late"));
            });
            time.advance(Duration.ofSeconds(1));
            assertThat(InPort.endOf(killed)).isEqualTo(KillReason.exit("late"));
            assertThat(spared.isLive()).isTrue();
        }
    }

    // ---- messages of unknown types ----

    record Say(String who, String text) {}

    @Test
    void aMessageOfUnknownTypeIsSentOnAsItIs_andOpenedByWhoKnowsIt() {
        Port relay = node.port(p -> p.onMessage(m -> p.send(probe, m)));
        Say say = new Say("ann", "hello");
        node.send(relay, say);
        node.send(relay, "other", 1);
        Message first = probe.next();
        assertThat(first.content()).isSameAs(say);
        assertThat(Protocol.of(Say.class).read(first)).isSameAs(say);
        assertThat(Protocol.of(Say.class).read(probe.next())).isNull();
    }
}
