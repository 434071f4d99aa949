package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.NodeStatistics;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.PortInfo;
import io.loommp.local.LocalNodes;
import io.loommp.loom.ThreadPorts;
import io.loommp.testing.InPort;
import io.loommp.testing.Latches;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node says about its ports and itself. */
@Timeout(30)
class InfoTest {
    @AutoClose
    private final Node node = LocalNodes.start("here");

    private final CountDownLatch release = new CountDownLatch(1);

    private PortInfo info(Port port) {
        return node.info(port).orElseThrow();
    }

    private Port blocked(CountDownLatch began) {
        return node.port(p -> p.onMessage(message -> {
            began.countDown();
            Latches.awaitStubbornly(release);
        }));
    }

    @Test
    void anIdlePortHasNothingThatWaits() {
        Port port = node.port(p -> p.onMessage(message -> {}));
        await().until(() -> info(port).idle());
        assertThat(info(port))
                .isEqualTo(new PortInfo(
                        port.id(),
                        PortInfo.Kind.CALLBACK,
                        List.of(),
                        PortInfo.State.RECEIVING,
                        null,
                        null,
                        0,
                        0,
                        0,
                        0,
                        List.of(),
                        List.of(),
                        null));
        assertThat(info(port).oldestUnmatched()).isEmpty();
        Port thread = ThreadPorts.spawn(node, self -> self.get("never"));
        assertThat(info(thread).kind()).isEqualTo(PortInfo.Kind.THREAD);
    }

    @Test
    void whatWaitsIsCounted_alsoWhatTheRunnerHasTakenAlready() {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch first = new CountDownLatch(1);
        Port port = node.port(p -> p.onMessage(message -> {
            if (message.hasTag("first")) {
                began.countDown();
                Latches.awaitStubbornly(first);
            } else {
                Latches.awaitStubbornly(release);
            }
        }));
        node.send(port, "first");
        Latches.await(began);
        for (int i = 0; i < 10; i++) {
            node.send(port, i);
        }
        assertThat(info(port).waiting()).isEqualTo(10);
        first.countDown(); // it takes all ten at once, and is stuck in the first of them
        await().untilAsserted(() -> assertThat(info(port).waiting()).isEqualTo(9));
        node.send(port, "eleventh");
        assertThat(info(port).queued()).isEqualTo(10);
        assertThat(info(port).idle()).isFalse();
        release.countDown();
        await().untilAsserted(() -> assertThat(info(port).waiting()).isZero());
        await().until(() -> info(port).idle());
    }

    @Test
    void namesWatchersAndLinksAreTold() {
        Port port = node.port(p -> p.onMessage(message -> {}));
        node.register("b", port);
        node.register("a", port);
        Port watcher = node.port(p -> {
            p.onEnd(port, why -> {});
            p.dependOn(port);
        });
        node.onEnd(port, why -> {});

        assertThat(info(port).names()).containsExactly("a", "b");
        assertThat(node.names(port)).containsExactly("a", "b");
        assertThat(info(port).monitors()).isEqualTo(3);
        assertThat(info(port).watchers()).containsExactlyInAnyOrder(watcher.id(), watcher.id());
        assertThat(info(port).links()).isEmpty();
        assertThat(info(watcher).links()).containsExactly(port.id());
        assertThat(node.info(node.named("a")))
                .hasValueSatisfying(named -> assertThat(named.id()).isEqualTo(port.id()));
    }

    @Test
    void watchersOfOtherNodesAreToldAsThose() {
        FakeLink link = new FakeLink(Kernel.of(node), "there");
        assertThat(link.up()).isTrue();
        Port port = node.port(p -> {});
        link.receive("", "mon1", port.id().name());
        assertThat(info(port).watchers()).containsExactly(new PortId("there", ""));
        assertThat(node.statistics().monitors()).isEqualTo(1);
    }

    @Test
    void whoseRunnerKeepsMessagesSaysSo() {
        LocalPort port = Kernel.of(node).newPort(null, null, made -> new KeepingRunner());
        Kernel.of(node).publish(port);
        assertThat(info(port).kept()).isEqualTo(7);
        assertThat(info(port).waiting()).isEqualTo(7);
        assertThat(info(port).oldestUnmatched()).contains(Duration.ofNanos(5));
        port.end(KillReason.normal(), null);
    }

    private static final class KeepingRunner implements Runner {
        @Override
        public void wake(LocalPort port) {}

        @Override
        public boolean endsAtOnce() {
            return true;
        }

        @Override
        public void stop(LocalPort port) {
            port.ended();
        }

        @Override
        public boolean isCurrent(LocalPort port) {
            return false;
        }

        @Override
        public int kept(LocalPort port) {
            return 7;
        }

        @Override
        public long oldestKeptNanos(LocalPort port) {
            return 5;
        }
    }

    @Test
    void theDeadAndPortsOfOtherNodesAreUnknown() {
        Port port = node.port(p -> {});
        port.kill();
        InPort.endOf(port);
        assertThat(node.info(port)).isEmpty();
        assertThat(node.names(port)).isEmpty();
        assertThat(node.info(new PortId("there", "x"))).isEmpty();
        assertThat(node.info(new PortId("here", ""))).isEmpty();
    }

    @Test
    void portsAreListed() {
        Port one = node.port(p -> {});
        Port two = ThreadPorts.spawn(node, self -> self.get("never"));
        Port dead = node.port(p -> {});
        dead.kill();
        InPort.endOf(dead);
        assertThat(node.ports()).containsExactlyInAnyOrder(one.id(), two.id());
    }

    @Test
    void theNodeCountsWhatItHas() {
        CountDownLatch began = new CountDownLatch(1);
        Port asked = blocked(began);
        node.register("asked", asked);
        node.onEnd(asked, why -> {});
        node.send(new PortId("here", "nobody"), "lost");
        node.send(new PortId("here", "nobody"), "lost");
        node.send(new PortId("here", ""), "what");
        FakeLink link = new FakeLink(Kernel.of(node), "there");
        assertThat(link.up()).isTrue();
        node.onEnd(new PortId("there", "p"), why -> {});
        node.onEnd(new PortId("there", "p"), why -> {});
        node.ask(asked, Duration.ofDays(1), "question");
        Latches.await(began);
        link.receive(asked.id().name(), "unread");

        NodeStatistics numbers = node.statistics();

        assertThat(numbers).isEqualTo(new NodeStatistics(1, 1, 1, 1, 1, 1, 1, 0, 2, 1, 100));
        release.countDown();
    }

    @Test
    void lateRepliesAreCountedByThemselves() {
        Port silent = node.port(p -> p.onMessage(m -> {
            PortId slot = m.port(1);
            p.send(slot, "in time");
            p.send(slot, "late");
            p.send(m.port(1), "late");
        }));
        node.ask(silent, Duration.ofSeconds(10), "question");
        await().untilAsserted(() -> assertThat(node.statistics().lateReplies()).isEqualTo(2));
        assertThat(node.statistics().deadLetters()).isZero();
        assertThat(node.statistics().questions()).isZero();
    }

    @Test
    void whoAsksInVainIsToldHowMuchWaits() {
        CountDownLatch began = new CountDownLatch(1);
        Port port = blocked(began);
        node.send(port, "first");
        Latches.await(began);
        node.send(port, "second");
        assertThat(Kernel.of(node).describe(port.id())).isEqualTo("the port is live, 1 messages not looked at");
        release.countDown();
    }
}
