package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.loom.Channel;
import io.loommp.loom.ThreadPorts;
import io.loommp.loom.ThreadSelf;
import io.loommp.testing.InPort;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The watch that a thread keeps at the port that it asks again and again. */
@Timeout(30)
class QuestionWatchTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Kernel node = Kernel.start(KernelConfig.of("asked"));
    private final LocalPort polite = server("yes");

    /** Answers each question with this, and dies of one that is called "die". */
    private LocalPort server(String answer) {
        return (LocalPort) node.port(p -> p.onMessage(question -> {
            if (question.tag().equals("die")) {
                throw new IllegalStateException("of " + answer);
            }
            p.send(question.port(1), answer);
        }));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private static void askThrice(ThreadSelf self, PortId target, String expected) {
        for (int i = 0; i < 3; i++) {
            assertThat(self.ask(target, LONG, "question")).isEqualTo(Message.of(expected));
        }
    }

    private static void assertDies(ThreadSelf self, PortId target, String of) {
        AskFailed failed = catchThrowableOfType(AskFailed.class, () -> self.ask(target, LONG, "die"));
        assertThat(failed.reason()).contains(new KillReason.Die("of " + of));
    }

    @Test
    void itIsKeptFromTheSecondQuestionOn_andIsNoMonitorOfAnybody() {
        InPort.check(node, self -> {
            self.ask(polite, LONG, "question");
            assertThat(polite.watches()).isEmpty();

            self.ask(polite, LONG, "question");
            assertThat(polite.watches()).hasSize(1);
            Watch kept = polite.watches().iterator().next();

            self.ask(polite, LONG, "question");
            assertThat(polite.watches()).containsExactly(kept);
            assertThat(polite.monitors()).isZero();
            assertThat(node.statistics().monitors()).isZero();
            assertThat(node.questions().size()).isZero();
        });
    }

    @Test
    void itGoesWithTheThread_orWhenAnotherPortIsAsked() {
        LocalPort other = server("no");
        InPort.check(node, self -> {
            askThrice(self, polite.id(), "yes");
            self.ask(other, LONG, "question");
            assertThat(polite.watches()).isEmpty();

            askThrice(self, polite.id(), "yes");
            assertThat(polite.watches()).hasSize(1);
        });
        await().until(() -> polite.watches().isEmpty());
    }

    @Test
    void itTellsTheQuestionDuringWhichTheAskedOneEnds_andTheNextOne() {
        InPort.check(node, self -> {
            askThrice(self, polite.id(), "yes");
            assertDies(self, polite.id(), "yes");

            AskFailed failed = catchThrowableOfType(AskFailed.class, () -> self.ask(polite, LONG, "question"));
            assertThat(failed.reason()).isPresent();
            assertThat(failed.isTimeout()).isFalse();
        });
    }

    @Test
    void itFollowsARegisteredName() {
        LocalPort other = server("no");
        PortId name = new PortId("asked", "service");
        node.register("service", polite);
        InPort.check(node, self -> {
            askThrice(self, name, "yes");
            node.reregister("service", other);
            askThrice(self, name, "no");
            assertDies(self, name, "no");
        });
    }

    @Test
    void aQuestionThatIsMadeByAskingHasOneOfItsOwn() {
        InPort.check(node, self -> {
            askThrice(self, polite.id(), "yes");
            Message answer = self.ask(polite, LONG, slot -> {
                assertThat(self.ask(polite, LONG, "inner")).isEqualTo(Message.of("yes"));
                assertThat(node.questions().size()).isEqualTo(1);
                return Message.of("outer", slot);
            });
            assertThat(answer).isEqualTo(Message.of("yes"));
            assertThat(polite.watches()).hasSize(1);

            askThrice(self, polite.id(), "yes");
            assertThat(polite.watches()).hasSize(1);
        });
    }

    @Test
    void aQuestionThatTimesOutIsNotToldOfTheEnd_andTheNextOneIs() {
        AtomicReference<PortId> late = new AtomicReference<>();
        Port slow = node.port(p -> p.onMessage(question -> {
            switch (question.tag()) {
                case "keep" -> late.set(question.port(1));
                case "die" -> throw new IllegalStateException("of slowness");
                default -> p.send(question.port(1), "yes");
            }
        }));
        InPort.check(node, self -> {
            askThrice(self, slow.id(), "yes");
            AskFailed failed =
                    catchThrowableOfType(AskFailed.class, () -> self.ask(slow, Duration.ofMillis(5), "keep"));
            assertThat(failed.isTimeout()).isTrue();
            assertDies(self, slow.id(), "slowness");

            self.send(late.get(), "too late");
            assertThat(self.get(Duration.ZERO)).isEmpty();
            assertThat(node.lateReplies()).isEqualTo(1);
        });
    }

    @Test
    void aQuestionInsideTheNodeIsInNoTable() {
        Port counts = node.port(p -> p.onMessage(question -> {
            int named = node.questions().named();
            p.send(question.port(1), "named", named);
        }));
        InPort.check(node, self -> {
            for (int i = 0; i < 3; i++) {
                assertThat(self.ask(counts, LONG, "question")).isEqualTo(Message.of("named", 0));
            }
            assertThat(node.questions().named()).isZero();
        });
    }

    @Test
    void theAddressThatSomebodyKeepsDoesNotKeepTheReply() {
        AtomicReference<PortId> kept = new AtomicReference<>();
        Port answers = node.port(p -> p.onMessage(question -> {
            kept.set(question.port(1));
            p.send(question.port(1), "yes");
        }));
        InPort.check(node, self -> {
            assertThat(self.ask(answers, LONG, "question")).isEqualTo(Message.of("yes"));
            assertThat(slotOf(kept.get()).isOver()).isTrue();
            assertThat(slotOf(kept.get()).reply()).isNull();
        });
        assertThat(node.ask(answers, LONG, "question")).succeedsWithin(LONG).isEqualTo(Message.of("yes"));
        assertThat(slotOf(kept.get()).reply()).isNull();
    }

    private ReplySlot slotOf(PortId address) {
        return Objects.requireNonNull(ReplySlot.of(address, node.questions()));
    }

    @Test
    void anotherAddressOfAPortIsAskedAsThePort() {
        AtomicReference<PortId> address = new AtomicReference<>();
        Port opens = ThreadPorts.spawn(node, self -> {
            Channel<Message> channel = self.channel(Message.class);
            address.set(channel.id());
            for (int i = 0; i < 3; i++) {
                self.send(channel.receive().port(1), "yes");
            }
            channel.receive();
            throw new IllegalStateException("of yes");
        });
        await().until(() -> address.get() != null);
        InPort.check(node, self -> {
            askThrice(self, address.get(), "yes");
            assertDies(self, address.get(), "yes");
        });
        assertThat(opens.terminated()).succeedsWithin(LONG);
    }

    @Test
    void aThreadThatIsKilledWhileItsKeptWatchServesAQuestionLeavesNothing() {
        Port selective = node.port(p -> p.onMessage(question -> {
            if (!question.tag().equals("never")) {
                p.send(question.port(1), "yes");
            }
        }));
        LocalPort asked = (LocalPort) selective;
        Port asker = ThreadPorts.spawn(node, self -> {
            askThrice(self, selective.id(), "yes");
            self.ask(selective, LONG, "never");
        });
        await().until(() -> node.questions().size() == 1);
        assertThat(asked.watches()).hasSize(1);

        node.kill(asker, KillReason.of("enough"));

        await().until(() -> asked.watches().isEmpty());
        assertThat(node.questions().size()).isZero();
    }

    @Test
    void theAddressOfAQuestionServesAsAText_alsoWhenTheQuestionIsOver() {
        AtomicReference<String> text = new AtomicReference<>();
        Port byText = node.port(p -> p.onMessage(question -> {
            text.set(question.port(1).toString());
            assertThat(node.questions().find(question.port(1).name())).isNotNull();
            p.send(PortId.of(text.get()), "by text");
        }));
        InPort.check(node, self -> {
            assertThat(self.ask(byText, LONG, "question")).isEqualTo(Message.of("by text"));
            assertThat(node.questions().find(PortId.of(text.get()).name())).isNull();
        });

        AtomicReference<PortId> unnamed = new AtomicReference<>();
        Port answers = node.port(p -> p.onMessage(question -> {
            unnamed.set(question.port(1));
            p.send(question.port(1), "yes");
        }));
        InPort.check(node, self -> self.ask(answers, LONG, "question"));

        assertThat(unnamed.get().name()).startsWith(ReplySlot.NAME_PREFIX);
        assertThat(node.questions().find(unnamed.get().name())).isNull();
        node.send(unnamed.get(), "again");
        node.send(PortId.of(unnamed.get().toString()), "and again");
        assertThat(node.lateReplies()).isEqualTo(2);
    }

    @Test
    void theAddressOfAQuestionCanBeWatchedAndKilled() {
        AtomicReference<KillReason> told = new AtomicReference<>();
        Port killer = node.port(p -> p.onMessage(question -> {
            node.onEnd(question.port(1), told::set);
            node.kill(question.port(1), KillReason.of("refused"));
        }));
        InPort.check(node, self -> {
            AskFailed failed = catchThrowableOfType(AskFailed.class, () -> self.ask(killer, LONG, "question"));
            assertThat(failed.reason()).contains(KillReason.of("refused"));
        });
        await().until(() -> told.get() != null);
        assertThat(told.get()).isEqualTo(KillReason.of("refused"));
    }

    @Test
    void whoAwaitsIsToldWhenTheNodeIsClosed() {
        Port silent = node.port(p -> p.onMessage(question -> {}));
        var asked = InPort.start(node, self -> self.ask(silent, LONG, "question"));
        await().until(() -> node.statistics().questions() == 1);

        node.close();

        assertThat(asked).failsWithin(LONG);
    }
}
