package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.kernel.Kernel;
import io.loommp.local.LocalNodes;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Children on other nodes, of which a supervisor has nothing but the address. */
@Timeout(60)
class RemoteChildTest {
    private final Secret secret = Secret.random();

    @AutoClose
    private final Node there = Nodes.start(NodeConfig.builder()
            .nodeId("there")
            .secret(secret)
            .bind("127.0.0.1:0")
            .build());

    @AutoClose
    private final Nursery nursery = new Nursery(Nodes.start(NodeConfig.builder()
            .nodeId("here")
            .secret(secret)
            .seed(there.addresses().getFirst())
            .build()));

    private final List<Port> born = new CopyOnWriteArrayList<>();

    /** Asks the other node for a port. */
    private ChildStart remote() {
        there.register(
                "midwife",
                there.port(p -> p.on("birth", message -> {
                    Port port = there.port(child -> {});
                    born.add(port);
                    p.send(message.port(1), "born", port);
                })));
        await().until(() -> Kernel.of(nursery.node).isLinked("there"));
        return s -> s.node()
                .ask(PortId.of("there#midwife"), Duration.ofSeconds(10), "birth")
                .toCompletableFuture()
                .get()
                .port(1);
    }

    @Test
    void itIsStartedAnewAndStoppedLikeAnyOther() {
        Supervisor supervisor = nursery.start(
                Tree.oneForAll("tree").child("near", nursery.threaded()).child("far", remote()));
        assertThat(Nursery.port(supervisor, "far").node()).isEqualTo("there");

        nursery.fail(supervisor, "far"); // from here, so that it comes there behind the monitor
        nursery.awaitStart("tree/far", 2);
        assertThat(nursery.awaitEnd("tree/far").reason()).isEqualTo(KillReason.of("boom"));
        nursery.fail(supervisor, "near");
        nursery.awaitStart("tree/far", 3);
        assertThat(born.get(1).isLive()).isFalse();

        assertThat(Nursery.await(supervisor.stop())).isEqualTo(KillReason.normal());
        assertThat(Nursery.await(born.getLast().terminated())).isEqualTo(KillReason.exit("shutdown"));
        assertThat(nursery.journal).containsExactly("+near", "-near", "+near", "-near", "+near", "-near");
    }

    @Test
    void itIsKilledWithItsSupervisor() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree").child("far", remote()));

        supervisor.kill(KillReason.of("enough"));

        assertThat(Nursery.await(supervisor.terminated())).isEqualTo(KillReason.of("enough"));
        assertThat(Nursery.await(born.getFirst().terminated())).isEqualTo(KillReason.of("enough"));
    }

    @Test
    void whenItsNodeIsGoneItCountsAsEnded() {
        Supervisor supervisor = nursery.start(
                Tree.oneForOne("tree").intensity(0, Duration.ofMinutes(1)).child("far", remote()));

        Nursery.await(
                nursery.node.ask(PortId.of("there#midwife"), Duration.ofSeconds(10), "birth")); // behind the monitor

        there.close();

        assertThat(Nursery.await(supervisor.terminated())).isInstanceOf(KillReason.GaveUp.class);
        assertThat(nursery.awaitEnd("tree/far").reason()).isEqualTo(new KillReason.NodeClosed("there"));
    }

    @Test
    void anAddressThatCannotBeReachedIsAFailedStart() {
        try (Nursery alone = new Nursery(LocalNodes.start("alone"))) {
            Supervisor supervisor =
                    Supervisor.start(alone.node, Tree.oneForOne("tree").child("far", s -> PortId.of("nowhere#port")));

            assertThat(Nursery.await(supervisor.terminated())).isInstanceOf(KillReason.GaveUp.class);
            assertThat(supervisor.child("far").orElseThrow().lastReason())
                    .isInstanceOf(KillReason.TransportError.class);
        }
    }
}
