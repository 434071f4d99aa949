package io.loommp.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.record.Samples.Data;
import io.loommp.record.Samples.Gone;
import io.loommp.record.Samples.Say;
import io.loommp.testing.InPort;
import io.loommp.testkit.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A kernel may show its own ports what would travel: nobody then lives by what only works inside a process. */
@Timeout(30)
class ListFormTest {
    private static final PortId ID = new PortId("n", "p");

    @AutoClose
    private final Kernel node = Kernel.start(KernelConfig.of("plain").withListForm(true));

    private final Probe probe = Probe.on(node);

    record Ask(Ref<Say> reply) {}

    @Test
    void recordsArriveAsLists() {
        Say say = new Say("ann", "hello");
        node.send(probe, say);
        Message arrived = probe.expect("say");
        assertThat(arrived.content()).isNull();
        assertThat(Protocol.of(Say.class).read(arrived)).isEqualTo(say).isNotSameAs(say);

        node.send(probe, new Data(ID, new byte[] {(byte) 0xff}));
        assertThat(probe.expect("data").toList()).containsExactly("data", "n#p", "\u00ff");
    }

    @Test
    void elementsArriveAsTheyWouldFromAnotherNode() {
        List<Object> mine = new ArrayList<>(List.of(1L, (short) 2, 0.5f));
        node.send(probe, "all", ID, new byte[] {65}, KillReason.of("die", "why"), mine);
        mine.clear();
        assertThat(probe.expect("all").toList())
                .containsExactly("all", "n#p", "A", List.of("die", "why"), List.of(1, 2, 0.5));
    }

    @Test
    void soDoNoticesAndReplies() {
        Port client = node.port(p -> {});
        node.port(p -> {
            p.monitor(client, why -> new Gone(client.id(), why));
            p.onMessage(m -> p.send(probe, m));
        });
        client.kill(KillReason.of("die", "bored"));
        Message notice = probe.expect("gone");
        assertThat(notice.content()).isNull();
        assertThat(notice.value(2)).isEqualTo(List.of("die", "bored"));

        Port answering = node.port(p -> p.on(Ask.class, ask -> p.send(ask.reply(), new Say("a", "b"))));
        InPort.check(node, self -> {
            Message reply = self.ask(answering, Duration.ofSeconds(10), slot -> new Ask(Ref.of(slot)));
            assertThat(reply.content()).isNull();
            assertThat(reply).isEqualTo(Message.of("say", "a", "b"));
        });
    }
}
