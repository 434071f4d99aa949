package io.loommp.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.record.Protocol;
import io.loommp.testing.InPort;
import io.loommp.testkit.Probe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What docs/model.md says of Coro::MP and no other test shows: one row, one test. */
@Timeout(30)
class ThreadModelTest {
    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final Probe probe = Probe.on(node);

    // ---- the mailbox ----

    @Test
    void aNumberOrAPortIdIsATag_aListIsNone() {
        InPort.check(node, self -> {
            self.send(self, List.of(42), "list");
            self.send(self, probe, "id");
            self.send(self, 42, "number");
            assertThat(self.get("42").string(1)).isEqualTo("number");
            assertThat(self.get(probe.id().toString()).string(1)).isEqualTo("id");
            assertThat(self.get().string(1)).isEqualTo("list");
        });
    }

    @Test
    void theTagStandsInWhatGetReturns() {
        InPort.check(node, self -> {
            self.send(self, "write_file", probe, "name");
            Message open = self.get("write_file");
            assertThat(open.tag()).isEqualTo("write_file");
            assertThat(open.port(1)).isEqualTo(probe.id());
            assertThat(open.string(2)).isEqualTo("name");
        });
    }

    @Test
    void handlersAreSetReplacedAndRemovedWhileTheThreadReceives() {
        InPort.check(node, self -> {
            List<String> order = new ArrayList<>();
            self.on("tagged", m -> {
                order.add("first");
                self.on("tagged", again -> {
                    order.add("second");
                    self.off("tagged");
                });
            });
            for (int i = 1; i <= 3; i++) {
                self.send(self, "tagged", i);
            }
            assertThat(self.get()).isEqualTo(Message.of("tagged", 3));
            assertThat(order).containsExactly("first", "second");
        });
    }

    @Test
    void whatWasQueuedBeforeAHandlerWasSetStaysQueued() {
        InPort.check(node, self -> {
            self.send(self, "tagged", 1);
            assertThat(self.get("none", Duration.ZERO)).isEmpty(); // it has been looked at
            self.on("tagged", m -> self.send(probe, "handled", m.integer(1)));
            self.send(self, "tagged", 2);
            assertThat(self.get(Duration.ZERO)).contains(Message.of("tagged", 1));
            assertThat(self.get(Duration.ZERO)).isEmpty();
        });
        assertThat(probe.next()).isEqualTo(Message.of("handled", 2));
    }

    // ---- get_cond ----

    @Test
    void theSwitchFormRunsTheCodeThatIsNamed_andMayReturnTheMessage() {
        InPort.check(node, self -> {
            List<String> ran = new ArrayList<>();
            self.send(self, "other");
            self.send(self, "number", 7);
            Message taken = self.select(r -> r.on("text", m -> {
                        ran.add("text");
                        return m;
                    })
                    .when(m -> m.integer(1) > 5, m -> {
                        ran.add("a number above five");
                        return m;
                    }));
            assertThat(taken).isEqualTo(Message.of("number", 7));
            assertThat(ran).containsExactly("a number above five");
            assertThat(self.get().tag()).isEqualTo("other");
        });
    }

    @Test
    void whatAPredicateThrowsEndsTheThread_unlessTheCodeAroundItCatches() {
        Port port = ThreadPorts.spawn(node, self -> {
            self.send(self, "message");
            try {
                while (true) {
                    self.getCond(m -> {
                        throw new IllegalStateException("leave the loop");
                    });
                }
            } catch (IllegalStateException e) {
                self.send(probe, "left", String.valueOf(e.getMessage()));
            }
            self.getCond(m -> {
                throw new IllegalStateException("and the thread");
            });
        });
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("and the thread"));
        assertThat(probe.next()).isEqualTo(Message.of("left", "leave the loop"));
    }

    record Say(String who, String text) {}

    @Test
    void aClauseAsksForATypeAndMore() {
        Protocol<Say> says = Protocol.of(Say.class);
        InPort.check(node, self -> {
            self.send(self, new Say("bob", "hi"));
            self.send(self, new Say("ann", "hello"));
            String text = self.select(r -> r.when(
                    m -> {
                        Say say = says.read(m);
                        return say != null && say.who().equals("ann");
                    },
                    m -> m.string(2)));
            assertThat(text).isEqualTo("hello");
            self.send(self, "say", "too short");
            self.send(self, "say", "eve", "good evening");
            List<String> who = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                who.add(self.select(r -> r.on(Say.class, Say::who)));
            }
            assertThat(who).containsExactly("bob", "eve");
            assertThat(self.get()).isEqualTo(Message.of("say", "too short"));
        });
    }

    @Test
    void theOldestIsThrownAwayWhateverItIs() {
        InPort.check(node, self -> {
            self.send(self);
            self.send(self, "second");
            assertThat(self.<String>select(r -> r.any(m -> "away"))).isEqualTo("away");
            assertThat(self.get()).isEqualTo(Message.of("second"));
        });
    }

    // ---- threads ----

    @Test
    void selfIsPerThread() {
        for (int i = 0; i < 3; i++) {
            ThreadPorts.spawn(node, self -> {
                self.send(self, "to myself", self);
                Message mine = self.get("to myself");
                self.send(
                        probe,
                        "got",
                        self.id().equals(mine.port(1)),
                        Thread.currentThread().getName().equals(self.id().toString()));
            });
        }
        for (int i = 0; i < 3; i++) {
            assertThat(probe.next()).isEqualTo(Message.of("got", true, true));
        }
    }

    @Test
    void theTextOfAnExceptionIsTrimmed() {
        Port port = ThreadPorts.spawn(node, self -> {
            throw new IOException("disk full \n\n");
        });
        assertThat(InPort.endOf(port)).isEqualTo(new KillReason.Die("disk full"));
    }

    // ---- syncal ----

    @Test
    void aQuestionWithTimeZeroIsSentAndNotWaitedFor() {
        InPort.check(node, self -> {
            assertThatExceptionOfType(AskFailed.class)
                    .isThrownBy(() -> self.ask(probe, Duration.ZERO, "question"))
                    .matches(AskFailed::isTimeout);
            probe.expect("question");
        });
    }
}
