package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortKilled;
import io.loommp.kernel.Kernel;
import io.loommp.local.LocalNodes;
import io.loommp.testing.InPort;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Questions and replies inside a node, in blocking style and as stages. */
@Timeout(30)
class AskTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Node node = LocalNodes.start("ask");

    /** Answers by the reply address that is the last element. */
    private final Port reverser = node.port(p -> p.on(
            "reverse",
            m -> p.send(
                    m.port(m.size() - 1),
                    new StringBuilder(m.string(1)).reverse().toString())));

    private final Port silent = node.port(p -> p.onMessage(m -> {}));

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void ask_returnsTheReply_andLeavesTheMailboxAlone() {
        InPort.check(node, self -> {
            self.send(self, "waits", 1);
            assertThat(self.ask(reverser, LONG, "reverse", "Rotator")).isEqualTo(Message.of("rotatoR"));
            assertThat(self.get(Duration.ZERO)).contains(Message.of("waits", 1));
            assertThat(self.get(Duration.ZERO)).isEmpty();
        });
    }

    @Test
    void ask_runsNothingThatWaitsInTheMailbox() {
        InPort.check(node, self -> {
            boolean[] ran = {false};
            self.on("callback", m -> ran[0] = true);
            self.send(self, "callback");

            self.ask(reverser, LONG, "reverse", "x");

            assertThat(ran[0]).isFalse();
            assertThat(self.get(Duration.ZERO)).isEmpty();
            assertThat(ran[0]).isTrue();
        });
    }

    @Test
    void ask_ofADeadPort_failsAtOnceWithTheReason() {
        PortId nobody = new PortId("ask", "nobody");
        InPort.check(node, self -> {
            AskFailed failed = catchThrowableOfType(AskFailed.class, () -> self.ask(nobody, LONG, "reverse", "x"));

            assertThat(failed.reason()).contains(KillReason.NoSuchPort.monitoring(nobody));
            assertThat(failed.isTimeout()).isFalse();
            assertThat(failed).hasMessageContaining("ask#nobody").hasMessageContaining("\"reverse\"");
        });
    }

    @Test
    void ask_ofAPortThatEndsInsteadOfReplying_failsWithItsReason() {
        Port dying = node.port(p -> p.onMessage(m -> {
            throw new IllegalStateException("no idea");
        }));
        InPort.check(node, self -> {
            AskFailed failed = catchThrowableOfType(AskFailed.class, () -> self.ask(dying, LONG, "what"));

            assertThat(failed.reason()).contains(new KillReason.Die("no idea"));
        });
    }

    @Test
    void reply_sentBeforeTheEnd_wins() {
        for (int i = 0; i < 200; i++) {
            Port last = ThreadPorts.spawn(node, self -> self.send(self.get().port(1), "last words"));
            InPort.check(node, self -> assertThat(self.ask(last, LONG, "speak")).isEqualTo(Message.of("last words")));
        }
    }

    @Test
    void ask_withoutAReplyInTime_saysWhomWhatHowLongAndWhatIsKnown() {
        InPort.check(node, self -> {
            AskFailed failed = catchThrowableOfType(
                    AskFailed.class, () -> self.ask(silent, Duration.ofMillis(20), "reverse", "x"));

            assertThat(failed.isTimeout()).isTrue();
            assertThat(failed.target()).isEqualTo(silent.id());
            assertThat(failed)
                    .hasMessageMatching("no reply from ask#\\w+ to \"reverse\" after \\d+ ms: the port is live, .*");
        });
    }

    @Test
    void reply_thatComesTooLate_isCounted_andNeverReceived() throws InterruptedException {
        CompletableFuture<PortId> address = new CompletableFuture<>();
        Port slow = node.port(p -> p.onMessage(m -> address.complete(m.port(1))));
        CountDownLatch replied = new CountDownLatch(1);
        CompletableFuture<Boolean> nothingCame = InPort.start(node, self -> {
            assertThatThrownBy(() -> self.ask(slow, Duration.ofMillis(20), "slow"))
                    .isInstanceOf(AskFailed.class);
            node.send(address.join(), "too late");
            replied.countDown();
            self.send(self, "marker");
            return self.get().hasTag("marker");
        });

        assertThat(replied.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(InPort.of(nothingCame)).isTrue();
        assertThat(Kernel.of(node).lateReplies()).isEqualTo(1);
    }

    @Test
    void secondReply_isLate() {
        Port twice = node.port(p -> p.onMessage(m -> {
            p.send(m.port(1), "one");
            p.send(m.port(1), "two");
        }));
        InPort.check(node, self -> assertThat(self.ask(twice, LONG, "x")).isEqualTo(Message.of("one")));

        await().until(() -> Kernel.of(node).lateReplies() == 1);
    }

    @Test
    void kill_endsTheWaitForAReply() throws Exception {
        CountDownLatch asking = new CountDownLatch(1);
        Port listening = node.port(p -> p.onMessage(m -> asking.countDown()));
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Port asker = ThreadPorts.spawn(node, self -> {
            try {
                self.ask(listening, LONG, "x");
            } catch (PortKilled e) {
                thrown.complete(e);
                throw e;
            }
        });
        assertThat(asking.await(10, TimeUnit.SECONDS)).isTrue();

        asker.kill(KillReason.of("enough"));

        assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(PortKilled.class);
    }

    @Test
    void ask_ofOneself_runsIntoItsTimeout_insteadOfHanging() {
        InPort.check(node, self -> {
            AskFailed failed = catchThrowableOfType(AskFailed.class, () -> self.ask(self, Duration.ofMillis(20), "me"));
            assertThat(failed.isTimeout()).isTrue();
            assertThat(self.get().hasTag("me")).isTrue();
        });
    }

    @Test
    void stage_hasTheReply_onAThreadOfItsOwn() throws Exception {
        CompletableFuture<PortId> address = new CompletableFuture<>();
        Port later = node.port(p -> p.onMessage(m -> address.complete(m.port(1))));
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        CompletableFuture<Message> reply = node.ask(later, LONG, "x")
                .whenComplete((m, failure) -> ranOn.complete(Thread.currentThread()))
                .toCompletableFuture();

        node.send(address.get(10, TimeUnit.SECONDS), "now");

        assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo(Message.of("now"));
        assertThat(ranOn.get(10, TimeUnit.SECONDS).isVirtual()).isTrue();
    }

    @Test
    void stage_failsAtOnceForADeadPort_andAtTheTimeoutForASilentOne() {
        assertThat(node.ask(new PortId("ask", "nobody"), LONG, "x").toCompletableFuture())
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withCauseInstanceOf(AskFailed.class)
                .withMessageContaining("no_such_port");
        assertThat(node.ask(silent, Duration.ofMillis(20), "x").toCompletableFuture())
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withCauseInstanceOf(AskFailed.class)
                .withMessageContaining("the port is live");
    }

    @Test
    void stage_failsWhenTheNodeIsClosed() {
        CompletableFuture<Message> stage = node.ask(silent, LONG, "x").toCompletableFuture();

        node.close();

        assertThat(stage).failsWithin(Duration.ofSeconds(5)).withThrowableThat().withMessageContaining("node_closed");
    }

    @Test
    void whatMayNotStandInAMessage_isRefusedAtTheCall_andLeavesNothingBehind() {
        Object noValue = new Object();
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> node.ask(silent, LONG, "x", noValue)))
                .hasMessageContaining("element 1");
        assertThat(catchThrowableOfType(
                        IllegalArgumentException.class, () -> node.ask(silent, Duration.ofMillis(-1), "x")))
                .hasMessageContaining("timeout");
    }

    /** A record whose constructor fails. */
    record Unlucky(int value) {
        Unlucky {
            if (value == 13) {
                throw new StackOverflowError("13");
            }
        }
    }

    @Test
    void anErrorWhileTheReplyIsConvertedIsTheOutcomeOfTheStage() {
        Port replier = node.port(p -> p.onMessage(m -> p.send(m.port(1), "unlucky", m.integer(0))));
        Unlucky lucky = node.ask(replier, LONG, Unlucky.class, slot -> Message.of(12, slot.id()))
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        assertThat(lucky.value()).isEqualTo(12);
        assertThatThrownBy(() -> node.ask(replier, LONG, Unlucky.class, slot -> Message.of(13, slot.id()))
                        .toCompletableFuture()
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join())
                .hasCauseInstanceOf(StackOverflowError.class);
    }
}
