package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.AskFailed;
import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import io.loommp.manage.Event;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.testing.FaultProxy;
import io.loommp.testing.FreePort;
import io.loommp.testkit.EventProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Children that are spawned by name on another node over TCP, while the connection or the node goes and comes back. */
@Timeout(60)
class SpawnedElsewhereTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final Secret secret = Secret.random();
    private final String address = FreePort.address();

    @AutoClose
    private final FaultProxy proxy = new FaultProxy(Integer.parseInt(address.substring("127.0.0.1:".length())));

    @AutoClose
    private Node there = startThere("first");

    @AutoClose
    private final Nursery nursery = new Nursery(Nodes.start(NodeConfig.builder()
            .nodeId("here")
            .secret(secret)
            .seed(proxy.address())
            .monitorTimeout(SHORT)
            .build()));

    SpawnedElsewhereTest() throws IOException {}

    /** A node with a function for workers, each of which ends with its supervisor. */
    private Node startThere(String name) {
        Node node = Nodes.start(NodeConfig.builder()
                .nodeId("there")
                .secret(secret)
                .bind(address)
                .build());
        node.function("worker", (self, args) -> {
            self.dependOn(Message.fromList(args).port(0));
            self.on("who", m -> self.send(m.port(1), name, self.id()));
        });
        return node;
    }

    private Supervisor start() {
        return nursery.start(Tree.oneForOne("tree")
                .intensity(1000, Duration.ofMinutes(1))
                .child(
                        "far",
                        s -> s.node().spawn(PortId.of("there"), "worker", s.supervisor()),
                        Child.permanent().backoff(Backoff.between(Duration.ofMillis(50), Duration.ofMillis(200)))));
    }

    /** Whether the present child answers, and by this name. */
    private boolean answers(Supervisor supervisor, String name) {
        PortId child = supervisor.child("far").orElseThrow().port();
        try {
            return child != null
                    && nursery.node
                            .ask(child, SHORT, "who")
                            .toCompletableFuture()
                            .join()
                            .equals(Message.of(name, child.toString()));
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(AskFailed.class);
            return false;
        }
    }

    @Test
    void whenTheConnectionIsLostTheChildIsStartedAnew_andTheOldOneIsGone() {
        Supervisor supervisor = start();
        await().atMost(LIMIT).until(() -> answers(supervisor, "first"));
        PortId first = Nursery.port(supervisor, "far");
        EventProbe ends = EventProbe.of(there);

        proxy.reset();

        assertThat(nursery.awaitEnd("tree/far").reason())
                .isInstanceOfSatisfying(
                        KillReason.TransportError.class,
                        lost -> assertThat(lost.node()).isEqualTo("there"));
        assertThat(ends.await(Event.Died.class, died -> died.port().equals(first))
                        .reason())
                .isInstanceOf(KillReason.TransportError.class);
        await().atMost(LIMIT).until(() -> answers(supervisor, "first"));
        assertThat(Nursery.port(supervisor, "far")).isNotEqualTo(first);
        assertThat(there.ports()).doesNotContain(first);
    }

    @Test
    void whenItsNodeIsGoneTheChildIsTriedAgainAndAgain_andComesUpWhenTheNodeIsBack() {
        Supervisor supervisor = start();
        await().atMost(LIMIT).until(() -> answers(supervisor, "first"));

        there.close();

        nursery.awaitEnd("tree/far");
        nursery.events.await(
                Event.ChildEnded.class,
                e -> e.child().equals("tree/far") && e.reason() instanceof KillReason.TransportError,
                LIMIT); // in vain, at least once
        assertThat(supervisor.isLive()).isTrue();
        there = startThere("second");
        await().atMost(LIMIT).until(() -> answers(supervisor, "second"));
        assertThat(Nursery.await(supervisor.stop())).isEqualTo(KillReason.normal());
        await().atMost(LIMIT).until(() -> there.ports().isEmpty());
    }
}
