package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.spi.Link;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the link, a message leaves its node without the record it was made of. */
@Timeout(30)
class RecordsToPeersTest {
    private static final PortId THERE = new PortId("there", "p");

    record Say(String text) {}

    record Ask(Ref<Say> reply) {}

    @AutoClose
    private final Kernel kernel = Kernel.start(KernelConfig.of("here"));

    private final BlockingQueue<Message> sent = new LinkedBlockingQueue<>();

    private final Link link = new Link() {
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
            return port.isEmpty() || sent.add(message); // the empty one is for the node itself
        }

        @Override
        public void close(String why) {}
    };

    @Test
    void theLinkIsGivenLists() throws InterruptedException {
        kernel.linkUp(link, "nowhere");

        kernel.send(THERE, new Say("hello"));
        assertThat(sent.poll(10, TimeUnit.SECONDS))
                .isEqualTo(Message.of("say", "hello"))
                .extracting(Message::content)
                .isNull();

        kernel.ask(THERE, Duration.ofSeconds(10), Say.class, Ask::new);
        assertThat(sent.poll(10, TimeUnit.SECONDS)).satisfies(question -> {
            assertThat(question.content()).isNull();
            assertThat(question.port(1).node()).isEqualTo("here");
        });
    }
}
