package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.spi.Link;
import io.loommp.testkit.FakeTimers;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Questions to a port of another node: what travels, and what comes of it. */
@Timeout(30)
class AskOverLinkTest {
    private static final PortId THERE = new PortId("there", "p");

    private final FakeTimers time = new FakeTimers();
    private final Kernel kernel = Kernel.start(KernelConfig.of("here").withTimers(id -> time.view()));
    private final SentOver link = new SentOver();
    private final Unread.Account account = kernel.unread().open("there");

    @BeforeEach
    void connect() {
        kernel.linkUp(link, "nowhere");
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private CompletableFuture<Message> ask() {
        return kernel.ask(THERE, Duration.ofSeconds(5), "question", 1).toCompletableFuture();
    }

    /** The name of the slot, from the question that was sent. */
    private String slotOfQuestion() throws InterruptedException {
        Message question = link.next();
        assertThat(question.toList()).startsWith("p", "question", 1).hasSize(4);
        assertThat(question.port(3).node()).isEqualTo("here");
        return question.port(3).name();
    }

    private void receive(String port, Object... elements) {
        kernel.receive(link, port, Message.of(elements), account, 1);
    }

    @Test
    void question_isWatchedFirst_andItsReplyCompletesIt() throws Exception {
        CompletableFuture<Message> stage = ask();

        assertThat(link.next()).isEqualTo(Message.of("", "mon1", "p"));
        receive(slotOfQuestion(), "answer");

        assertThat(stage.get(10, TimeUnit.SECONDS)).isEqualTo(Message.of("answer"));
    }

    @Test
    void slot_isAPortForTheOtherNode_thatEndsWithTheQuestion() throws Exception {
        CompletableFuture<Message> stage = ask();
        link.next();
        String slot = slotOfQuestion();
        receive("", "mon1", slot);

        receive(slot, "answer");

        assertThat(link.next()).isEqualTo(Message.of("", "kil0", slot));
        assertThat(stage.get(10, TimeUnit.SECONDS)).isEqualTo(Message.of("answer"));
        receive("", "mon1", slot);
        assertThat(link.next())
                .isEqualTo(Message.of(
                        "", "kil0", slot, "no_such_port", "cannot monitor nonexistent port", "here#" + slot));
    }

    @Test
    void kil1_ofTheSlot_failsTheQuestionWithThatReason() throws Exception {
        CompletableFuture<Message> stage = ask();
        link.next();

        receive("", "kil1", slotOfQuestion(), "busy", 3);

        assertThat(stage)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        AskFailed.class, failed -> assertThat(failed.reason()).contains(KillReason.of("busy", 3)));
    }

    @Test
    void kil0_ofTheTarget_andALostLink_failTheQuestion() {
        CompletableFuture<Message> dead = ask();
        receive("", "kil0", "p", "die", "oops");
        assertThat(dead).failsWithin(Duration.ofSeconds(10)).withThrowableThat().withMessageContaining("die: oops");

        CompletableFuture<Message> lost = ask();
        kernel.linkDown(link, "Connection reset");
        assertThat(lost)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("Connection reset");
    }

    @Test
    void timeout_isByTheNodesTime_andSaysWhatIsKnownOfTheNode() {
        CompletableFuture<Message> stage = ask();
        time.advance(Duration.ofMillis(4999));
        assertThat(stage).isNotDone();

        time.advance(Duration.ofMillis(2));

        assertThat(stage)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withMessageContaining("there is a connection to its node");
    }

    @Test
    void questionsInARow_areWatchedOnce_andTheWatchEndsTenSecondsAfterTheLast() throws Exception {
        CompletableFuture<Message> first = ask();
        assertThat(link.next()).isEqualTo(Message.of("", "mon1", "p"));
        receive(slotOfQuestion(), "one");
        first.get(10, TimeUnit.SECONDS);

        time.advance(Duration.ofSeconds(9));
        CompletableFuture<Message> second = ask();
        receive(slotOfQuestion(), "two"); // no mon1 in between
        second.get(10, TimeUnit.SECONDS);

        time.advance(Duration.ofSeconds(9));
        assertThat(link.sent).isEmpty();
        time.advance(Duration.ofSeconds(2));
        assertThat(link.next()).isEqualTo(Message.of("", "mon0", "p"));
    }

    @Test
    void questionsOfAThreadInARow_keepNoWatchOnTheOtherNode() throws Exception {
        CompletableFuture<Boolean> both = new CompletableFuture<>();
        ThreadPorts.spawn(kernel, self -> {
            self.ask(THERE, Duration.ofSeconds(5), "question", 1);
            self.ask(THERE, Duration.ofSeconds(5), "question", 1);
            both.complete(true);
            self.get();
        });
        assertThat(link.next()).isEqualTo(Message.of("", "mon1", "p"));
        receive(slotOfQuestion(), "one");
        receive(slotOfQuestion(), "two");
        both.get(10, TimeUnit.SECONDS);

        time.advance(Duration.ofSeconds(11));

        assertThat(link.next()).isEqualTo(Message.of("", "mon0", "p"));
    }

    /** Keeps what is sent, the port's name in front, ids as texts. */
    private static final class SentOver implements Link {
        final BlockingQueue<Message> sent = new LinkedBlockingQueue<>();

        Message next() throws InterruptedException {
            Message message = sent.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing was sent");
            }
            return message;
        }

        @Override
        public String node() {
            return "there";
        }

        @Override
        public boolean send(String port, Message message) {
            return post(port, message);
        }

        @Override
        public boolean post(String port, Message message) {
            return sent.add(Message.of(port).with(message.toList().toArray()));
        }

        @Override
        public void close(String why) {}
    }
}
