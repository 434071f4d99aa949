package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.inspect.Inspection;
import io.loommp.inspect.NodeServices;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An answer of a node service that the link cannot write is refused, and is not the end of the service. */
@Timeout(30)
class UnwritableAnswerTest {
    private static final PortId ASKER = new PortId("there", "asker");

    @AutoClose
    private final Kernel kernel = Kernel.start(KernelConfig.of("here"));

    private final FakeLink link = new FakeLink(kernel, "there");

    @BeforeEach
    void connect() {
        NodeServices services = NodeServices.install(kernel, Inspection.all());
        assertThat(services.offered()).contains(Inspection.DATABASE);
        assertThat(link.up()).isTrue();
        kernel.database().set("family", "key", 1);
        link.refuse(message -> message.hasTag("ok"));
    }

    private List<Message> answers() {
        return link.packets().stream()
                .filter(packet -> packet.string(0).equals(ASKER.name()))
                .toList();
    }

    private void assertRefused_andThenNot(String function, Map<String, ?> options) {
        link.receive("", function, options, ASKER);
        await().untilAsserted(() -> assertThat(answers()).hasSize(1));
        assertThat(answers().getFirst().toList()).startsWith("asker", "error", "arguments");
        link.refuse(message -> false);
        link.receive("", function, options, ASKER);
        await().untilAsserted(() -> assertThat(answers()).hasSize(2));
        assertThat(answers().getLast().toList()).startsWith("asker", "ok");
    }

    @Test
    void oneThatComesLate() {
        assertRefused_andThenNot("loommp::db_families", Map.of());
    }

    @Test
    void theOtherOneThatComesLate() {
        assertRefused_andThenNot("loommp::db_del", Map.of("family", "family", "keys", List.of("key")));
    }

    @Test
    void oneThatComesAtOnce() {
        assertRefused_andThenNot("loommp::statistics", Map.of());
    }
}
