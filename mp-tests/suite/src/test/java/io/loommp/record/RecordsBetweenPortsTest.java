package io.loommp.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.record.Samples.Chat;
import io.loommp.record.Samples.Gone;
import io.loommp.record.Samples.Join;
import io.loommp.record.Samples.Quiet;
import io.loommp.record.Samples.Say;
import io.loommp.testing.InPort;
import io.loommp.testkit.Probe;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Records that are sent, handled, asked with and made of ends, inside a node. */
@Timeout(30)
class RecordsBetweenPortsTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    sealed interface Question permits Reverse, Nothing {}

    record Reverse(String text, Ref<Reversed> reply) implements Question {}

    record Nothing(Ref<Reversed> reply) implements Question {}

    record Reversed(String text) {}

    @AutoClose
    private final Node node = LocalNodes.start("records");

    private final Probe probe = Probe.on(node);

    private final Port reverser = node.port(p -> p.on(Reverse.class, question -> {
        String reversed = new StringBuilder(question.text()).reverse().toString();
        p.send(question.reply(), new Reversed(reversed));
    }));

    @Test
    void aRecordIsSentWhereElementsAre_andArrivesItself() {
        Say say = new Say("ann", "hello");
        node.send(probe, say);
        assertThat(probe.expect("say").content()).isSameAs(say);

        node.port(p -> p.send(probe, say));
        assertThat(probe.expect("say")).isEqualTo(Message.of("say", "ann", "hello"));

        node.send(probe.port().ref(Chat.class), say);
        assertThat(probe.expect("say").content()).isSameAs(say);
    }

    @Test
    void whatIsAnElementIsSentAsOne() {
        PortId id = new PortId("n", "p");
        node.send(probe, id);
        assertThat(probe.next()).isEqualTo(Message.of(id));
        node.send(probe, KillReason.of("die", "why"));
        assertThat(probe.next()).isEqualTo(Message.of(KillReason.of("die", "why")));
        node.send(probe, Ref.of(id));
        assertThat(probe.next()).isEqualTo(Message.of(id));
        node.send(probe, "at", Ref.of(id));
        assertThat(probe.next()).isEqualTo(Message.of("at", id));
    }

    @Test
    void whatCannotBeSentIsRefusedAtTheCall() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.send(probe, new Samples.Raw(new Object(), null)))
                .withMessageContaining("Raw.any");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.send(probe, "tag", new Quiet()))
                .withMessageContaining("element 1 is a record");
    }

    @Test
    void aTypedHandlerTakesAllTagsOfItsType() throws InterruptedException {
        BlockingQueue<Object> handled = new LinkedBlockingQueue<>();
        Port port = node.port(p -> {
            p.on(Chat.class, handled::add);
            p.onMessage(handled::add);
        });
        Say say = new Say("ann", "hello");

        node.send(port, say);
        node.send(port, "join", "n#p", 7);
        node.send(port, "join", "and no more");
        node.send(port, "other");

        assertThat(handled.poll(10, TimeUnit.SECONDS)).isSameAs(say);
        assertThat(handled.poll(10, TimeUnit.SECONDS)).isEqualTo(new Join(PortId.of("n#p"), "7"));
        assertThat(handled.poll(10, TimeUnit.SECONDS))
                .as("does not convert, so the default handler has it")
                .isEqualTo(Message.of("join", "and no more"));
        assertThat(handled.poll(10, TimeUnit.SECONDS)).isEqualTo(Message.of("other"));
    }

    @Test
    void withoutADefaultHandlerWhatDoesNotConvertEndsThePort() throws Exception {
        Port port = node.port(p -> p.on(Chat.class, chat -> {}));
        node.send(port, new Quiet());
        node.send(port, "say", List.of());
        assertThat(port.terminated().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo(KillReason.UnhandledMessage.ofTag("say"));
    }

    record Fragile(int n) {
        Fragile {
            if (n < 0) {
                throw new AssertionError("below zero");
            }
        }
    }

    @Test
    void anErrorInTheConstructorOfARecordEndsThePort() throws Exception {
        Port port = node.port(p -> p.on(Fragile.class, fragile -> {}));
        node.send(port, "fragile", 1);
        node.send(port, "fragile", -1);
        assertThat(port.terminated().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isEqualTo(new KillReason.Die("below zero"));
    }

    @Test
    void aTypedHandlerIsReplacedAndRemoved() {
        Port port = node.port(p -> {
            p.on(Say.class, say -> p.send(probe, "first"));
            p.on("say", m -> p.send(probe, "second"));
            p.onMessage(m -> {
                p.off(Chat.class);
                p.onMessage(other -> p.send(probe, "default"));
            });
        });
        node.send(port, new Say("a", "b"));
        node.send(port, "remove");
        node.send(port, new Say("a", "b"));
        assertThat(probe.next().tag()).isEqualTo("second");
        assertThat(probe.next().tag()).isEqualTo("default");
    }

    @Test
    void inAPortWithAThreadTheMailboxHasWhatATypedHandlerDoesNotTake() {
        InPort.check(node, self -> {
            BlockingQueue<Say> handled = new LinkedBlockingQueue<>();
            self.on(Say.class, handled::add);
            self.send(self.ref(Chat.class), new Say("a", "b"));
            self.send(self, "say", "only one");
            assertThat(self.get()).isEqualTo(Message.of("say", "only one"));
            assertThat(handled).containsExactly(new Say("a", "b"));

            self.off(Say.class);
            self.send(self, new Say("c", "d"));
            assertThat(self.get().content()).isEqualTo(new Say("c", "d"));
        });
    }

    @Test
    void aNoticeMayBeARecord() {
        Port client = node.port(p -> {});
        node.port(p -> {
            p.monitor(client, why -> new Gone(client.id(), why));
            p.on(Gone.class, gone -> p.send(probe, gone));
        });
        client.kill(KillReason.of("die", "bored"));
        assertThat(probe.expect("gone").content()).isEqualTo(new Gone(client.id(), KillReason.of("die", "bored")));
    }

    @Test
    void aNoticeThatIsNoMessageEndsItsPort() throws Exception {
        Port client = node.port(p -> {});
        Port watcher = node.port(p -> p.monitor(client, why -> "text"));
        client.kill();
        assertThat(watcher.terminated().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        KillReason.Die.class, die -> assertThat(die.text()).contains("neither a record nor a Message"));
    }

    // ---- questions ----

    @Test
    void theQuestionIsMadeWhenItsSlotIsKnown_andTheReplyIsOfItsType() throws Exception {
        Ref<Question> typed = reverser.ref(Question.class);
        InPort.check(node, self -> {
            Reversed reversed = self.ask(typed, LONG, Reversed.class, slot -> new Reverse("Rotator", slot));
            assertThat(reversed).isEqualTo(new Reversed("rotatoR"));
            assertThat(self.ask(reverser, LONG, Reversed.class, slot -> Message.of("reverse", "ab", slot)))
                    .isEqualTo(new Reversed("ba"));
            assertThat(self.ask(reverser, LONG, slot -> new Reverse("abc", Ref.of(slot))))
                    .isEqualTo(Message.of("reversed", "cba"));
            assertThat(self.ask(typed, LONG, slot -> new Reverse("abcd", Ref.of(slot))))
                    .isEqualTo(Message.of("reversed", "dcba"));
            assertThat(self.ask(reverser, LONG, "reverse", "x")).isEqualTo(Message.of("reversed", "x"));
        });
        assertThat(node.ask(typed, LONG, Reversed.class, slot -> new Reverse("xy", slot))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo(new Reversed("yx"));
        assertThat(node.ask(typed, LONG, slot -> new Reverse("xyz", Ref.of(slot)))
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo(Message.of("reversed", "zyx"));
    }

    @Test
    void aReplyOfAnotherTypeIsAFailure() {
        Port wrong = node.port(p -> p.on(Reverse.class, q -> p.send(q.reply().id(), "no", "idea")));
        InPort.check(node, self -> {
            AskFailed failed = catchThrowableOfType(
                    AskFailed.class, () -> self.ask(wrong, LONG, Reversed.class, slot -> new Reverse("x", slot)));
            assertThat(failed.reason()).contains(KillReason.of("unreadable_reply", "no"));
            assertThat(failed.isTimeout()).isFalse();
            assertThat(failed).hasMessageContaining("Reversed").hasMessageContaining("\"reverse\"");
        });
        assertThat(node.ask(wrong, LONG, Reversed.class, slot -> new Reverse("x", slot))
                        .toCompletableFuture())
                .failsWithin(LONG)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(AskFailed.class);
    }

    @Test
    void aQuestionThatCannotBeMadeFailsAtTheCall() {
        InPort.check(node, self -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> self.ask(reverser, LONG, new Reversed("x")))
                    .withMessageContaining("ask with slot -> record");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> self.ask(reverser, LONG, slot -> "text"))
                    .withMessageContaining("neither a record nor a Message");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> self.ask(reverser, LONG, String.class, slot -> new Quiet()))
                    .withMessageContaining("java.lang.String");
            assertThat(self.ask(reverser, LONG, Reversed.class, slot -> new Reverse("still", slot)))
                    .isEqualTo(new Reversed("llits"));
        });
        assertThatIllegalArgumentException().isThrownBy(() -> node.ask(reverser, LONG, slot -> "text"));
    }

    @Tag("debit")
    record Theirs(int cents) {
        @Override
        public int cents() {
            if (cents < 0) {
                throw new IllegalStateException("negative");
            }
            return cents;
        }
    }

    @Tag("debit")
    record Mine(int cents) {}

    @Test
    void aRecordOfAnotherTypeWhoseOwnCodeFailsWhenItIsConverted_endsWhoConvertsIt() {
        Port callbacks = node.port(p -> p.on(Mine.class, mine -> {}));
        node.send(callbacks, new Theirs(-1));
        assertThat(InPort.endOf(callbacks)).isEqualTo(new KillReason.Die("negative"));

        Port thread = ThreadPorts.spawn(node, self -> {
            self.on(Mine.class, mine -> {});
            self.get("never");
        });
        node.send(thread, new Theirs(-1));
        assertThat(InPort.endOf(thread)).isEqualTo(new KillReason.Die("negative"));
    }
}
