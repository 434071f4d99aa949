package io.loommp.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.cli.service.EchoService;
import io.loommp.local.LocalNodes;
import io.loommp.service.NodeService;
import io.loommp.service.ServiceCall;
import io.loommp.service.Services;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/services.md has the services that there are, and one of one's own that works. */
@Timeout(30)
class ServicesPageTest {
    private static final Pattern HEADING = Pattern.compile("(?m)^## ([a-z]+)$");

    private final String page = Sources.read(Sources.home().resolve("docs/services.md"));

    @Test
    void eachServiceOfTheCommandHasASection() {
        assertThat(HEADING.matcher(page).results().map(heading -> heading.group(1)))
                .containsExactlyInAnyOrderElementsOf(Services.installed().all().stream()
                        .filter(service -> service.getClass().getPackage().equals(EchoService.class.getPackage()))
                        .map(NodeService::name)
                        .toList());
    }

    @Test
    void theBlockIsOfThisPackage() throws Exception {
        assertThat(Sources.shown(page)).isEqualTo(Sources.marked("services", ServicesPageTest.class));
        assertThat(Sources.javaBlocks(page)).isEqualTo(1);
    }

    @Test
    void theCounterCounts() {
        Services services = Services.of(List.of(new CounterService()));
        try (Node node = LocalNodes.start("here")) {
            Port counter = services.start(node, List.of(new ServiceCall("counter", List.of(5))))
                    .getFirst();
            for (int expected = 5; expected < 8; expected++) {
                Message answer = node.ask(counter, Duration.ofSeconds(10), "next")
                        .toCompletableFuture()
                        .join();
                assertThat(answer).isEqualTo(Message.of("is", expected));
            }
        }
        try (Node node = LocalNodes.start("here")) {
            assertThatThrownBy(() -> services.start(node, List.of(ServiceCall.of("counter"))))
                    .hasMessage("the service \"counter\" does not start: there is no element 0 in []");
        }
    }
}
