package io.loommp.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.kernel.Kernel;
import io.loommp.local.LocalNodes;
import io.loommp.loom.agent.Action;
import io.loommp.loom.agent.Agent;
import io.loommp.testing.Latches;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who carries an event to those who want it: management.md C5. */
@Timeout(60)
class PublicationTest {
    private final Node node = LocalNodes.start("here");
    private final Events bus = Kernel.of(node).events();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        node.close();
    }

    private <T> Agent<Integer> stuckAt(Class<T> type) {
        return Agent.on(node, "stuck", 0)
                .sink(type, (input, cx) -> {
                    release.await();
                    return Action.ready();
                })
                .start();
    }

    @Test
    void whoNotifiesHasLeftItWithEachAgentWhenThatReturns() {
        Agent<Integer> agent = stuckAt(Integer.class);
        for (int i = 1; i <= 100; i++) {
            bus.notify(i);
            assertThat(agent.info().offered()).isEqualTo(i);
        }
    }

    @Test
    void whoSendsHasLeftTheEventsWithEachAgentWhenThatReturns() {
        Agent<Integer> agent = stuckAt(Event.Received.class);
        CountDownLatch first = new CountDownLatch(1);
        Port port = node.port(p -> p.onMessage(message -> {
            first.countDown();
            Latches.awaitStubbornly(release);
        }));
        node.send(port, "first");
        Latches.await(first);
        long before = agent.info().offered();
        for (int i = 1; i <= 100; i++) {
            node.send(port, "next", i);
            assertThat(agent.info().offered()).isEqualTo(before + i);
        }
    }
}
