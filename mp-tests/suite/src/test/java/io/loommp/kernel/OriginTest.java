package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.local.LocalNodes;
import io.loommp.testkit.Probe;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From which node a message came. */
@Timeout(30)
class OriginTest {
    @AutoClose
    private final Node here = LocalNodes.start("here");

    @AutoClose
    private final Node there = LocalNodes.start("there");

    @Test
    void aHandlerKnowsTheNodeItsMessageCameFrom() {
        Wire.between(Kernel.of(here), Kernel.of(there));
        Probe probe = Probe.on(here);
        Port port = here.port(p -> {
            assertThat(p.origin()).isEqualTo("here"); // nothing has come yet
            p.on("tagged", m -> p.send(probe, "tagged", p.origin()));
            p.onMessage(m -> p.send(probe, "other", p.origin()));
        });
        there.send(port, "tagged");
        assertThat(probe.expect("tagged").string(1)).isEqualTo("there");
        here.send(port, "whatever");
        assertThat(probe.expect("other").string(1)).isEqualTo("here");
        there.send(port, "whatever");
        assertThat(probe.expect("other").string(1)).isEqualTo("there");
    }

    @Test
    void anEntrySaysIt() {
        Unread.Account account = Kernel.of(here).unread().open("there");
        assertThat(new RemoteEntry(Message.of("x"), account, 1, null).origin()).isEqualTo("there");
        assertThat(new MessageEntry(Message.of("x")).origin()).isNull();
        account.release(1);
        account.close();
    }
}
