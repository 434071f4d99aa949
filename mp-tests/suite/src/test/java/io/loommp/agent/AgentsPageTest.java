package io.loommp.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.kernel.Kernel;
import io.loommp.local.LocalNodes;
import io.loommp.loom.agent.Action;
import io.loommp.loom.agent.Agent;
import io.loommp.manage.Event;
import io.loommp.readme.Sources;
import io.loommp.testing.InPort;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The programs of docs/agents.md. */
@Timeout(60)
class AgentsPageTest {
    @AutoClose
    private final Node node = LocalNodes.start("here");

    // agents: deaths
    static Agent<Long> countFailures(Node node) {
        return Agent.on(node, "failures", 0L)
                .sink(Event.Died.class, (died, cx) -> {
                    if (!died.reason().isNormal()) {
                        cx.update(count -> count + 1);
                        cx.put("count", cx.state());
                        cx.put("last", died.port() + " ended: " + died.reason());
                    }
                    return Action.ready();
                })
                .sink(String.class, (order, cx) -> Action.deactivate(order))
                .start();
    }
    // end

    @Test
    void failuresAreCounted_andTheLastOneIsShown() {
        Agent<Long> agent = countFailures(node);
        Port well = node.port(p -> {});
        node.kill(well);
        InPort.endOf(well);
        Port ill = node.port(p -> p.onMessage(message -> {
            throw new IllegalStateException("oops");
        }));
        node.send(ill, "anything");
        InPort.endOf(ill);
        Kernel.of(node).events().notify("enough"); // behind the deaths
        assertThat(agent.ended().toCompletableFuture().join()).isEqualTo("enough");

        // agents: look
        long failures = node.tables().get("failures", "count", Long.class).orElse(0L);
        String last = node.tables().get("failures", "last", String.class).orElse("none");
        // end
        assertThat(failures).isEqualTo(1);
        assertThat(last).startsWith(ill.id() + " ended: ").contains("oops");
    }

    @Test
    void thePageShowsThem() throws IOException {
        String page = Sources.read(Sources.home().resolve("docs/agents.md"));
        assertThat(Sources.marked("agents", AgentsPageTest.class)).isEqualTo(Sources.shown(page));
        assertThat(Sources.javaBlocks(page))
                .isEqualTo(Sources.shown(page).size())
                .isEqualTo(2);
    }
}
