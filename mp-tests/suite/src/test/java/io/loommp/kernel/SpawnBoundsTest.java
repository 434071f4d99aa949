package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.manage.Event;
import io.loommp.testing.Latches;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much another node can have a node keep by spawning ports. */
@Timeout(30)
class SpawnBoundsTest {
    private static final String SPAWN = "AnyEvent::MP::_spawn";

    @Test
    void oneMorePortThanANodeMaySpawnIsNone_andItsSpawnerIsToldWhy_untilAnotherEnds() {
        try (Kernel node = Kernel.start(KernelConfig.of("here").withPeerSpawnsMax(2))) {
            EventProbe events = EventProbe.of(node);
            FakeLink link = new FakeLink(node, "there");
            FakeLink other = new FakeLink(node, "elsewhere");
            node.function("f", (self, args) -> self.onMessage(m -> {}));
            assertThat(link.up() && other.up()).isTrue();
            for (String port : new String[] {"p1", "p2", "p3"}) {
                link.receive("", SPAWN, port, "f");
            }
            link.receive("", "mon1", "p3");
            assertThat(link.packets())
                    .containsExactly(Message.of(
                            "", "kil0", "p3", "die", "node there has spawned 2 ports here, which is the limit"));

            other.receive("", SPAWN, "q1", "f");
            assertThat(node.ports()).extracting(port -> port.name()).contains("p1", "p2", "q1");
            link.receive("", "kil1", "p1");
            events.await(Event.Died.class, died -> died.port().name().equals("p1"));
            link.receive("", SPAWN, "p4", "f");
            assertThat(node.ports())
                    .extracting(port -> port.name())
                    .contains("p2", "p4", "q1")
                    .doesNotContain("p1", "p3");
        }
    }

    @Test
    void whatIsSentForAFunctionIsUnreadUntilItRuns() {
        CountDownLatch gate = new CountDownLatch(1);
        KernelConfig held = KernelConfig.of("here")
                .withVirtualThreads(task -> Thread.ofVirtual().unstarted(() -> {
                    Latches.await(gate);
                    task.run();
                }));
        try (Kernel node = Kernel.start(held)) {
            FakeLink link = new FakeLink(node, "there");
            node.function("f", (self, args) -> self.onMessage(m -> {}));
            assertThat(link.up()).isTrue();
            for (int i = 0; i < 10; i++) {
                link.receive("", SPAWN, "p" + i, "f", "argument");
            }
            link.receive("", SPAWN, "p0", "f", "of a port whose name is not free");
            link.receive("", SPAWN, "q", "no function", "argument");
            assertThat(node.unread().total()).isEqualTo(11 * 100);
            gate.countDown();
            await().until(() -> node.unread().total() == 0);
        }
    }

    @Test
    void whereNoThreadCanBeHad_nothingOfASpawnIsLeft() {
        AtomicBoolean none = new AtomicBoolean();
        KernelConfig poor = KernelConfig.of("here").withPeerSpawnsMax(1).withVirtualThreads(task -> {
            if (none.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return Thread.ofVirtual().unstarted(task);
        });
        try (Kernel node = Kernel.start(poor)) {
            FakeLink link = new FakeLink(node, "there");
            node.function("f", (self, args) -> self.onMessage(m -> {}));
            assertThat(link.up()).isTrue();
            none.set(true);
            assertThatThrownBy(() -> link.receive("", SPAWN, "p1", "f")).isInstanceOf(OutOfMemoryError.class);
            none.set(false);
            assertThat(node.unread().total()).isZero();
            assertThat(node.ports()).isEmpty();
            link.receive("", "mon1", "p1");
            assertThat(link.packets())
                    .hasSize(1)
                    .first()
                    .satisfies(packet -> assertThat(packet.toList()).startsWith("", "kil0", "p1"));
            link.receive("", SPAWN, "p2", "f");
            assertThat(node.ports()).extracting(port -> port.name()).containsExactly("p2");
        }
    }

    @Test
    void aNameThatIsTakenIsNotOneTooMany() {
        ChosenNames names = new ChosenNames("spawned", "ports", 2);
        assertThat(names.add("there", "p1")).isTrue();
        assertThat(names.add("there", "p1")).isFalse();
        assertThat(names.add("elsewhere", "p1")).isFalse();
        assertThat(names.add("there", "p2")).isTrue();
        assertThat(names.add("there", "p1")).isFalse();
        assertThatThrownBy(() -> names.add("there", "p3")).hasMessageContaining("the limit");
        names.gone("p1");
        assertThat(names.add("elsewhere", "p1")).isTrue();
        assertThat(names.add("there", "p3")).isTrue();
    }

    @Test
    void longReasonsOfEndsAreForgottenSooner() {
        Departed departed = new Departed(new FakeTimers()::nanoTime);
        String megabyte = "x".repeat(1 << 20);
        for (int i = 0; i < 10; i++) {
            departed.add("port" + i, KillReason.of(megabyte));
        }
        assertThat(departed.reason("port5")).isNull();
        assertThat(departed.reason("port9")).isEqualTo(KillReason.of(megabyte));
        departed.add("longest", KillReason.of(megabyte.repeat(8)));
        assertThat(departed.reason("port9")).isNull();
        assertThat(departed.reason("longest")).isNotNull();
        for (int i = 0; i < 900; i++) {
            departed.add("short" + i, KillReason.of(i));
        }
        assertThat(departed.reason("longest")).isNull();
        assertThat(departed.reason("short0")).isEqualTo(KillReason.of(0));
    }
}
