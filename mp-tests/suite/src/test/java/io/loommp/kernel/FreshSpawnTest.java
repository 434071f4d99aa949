package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.loommp.KillReason;
import io.loommp.PortId;
import io.loommp.manage.Event;
import io.loommp.testkit.EventProbe;
import io.loommp.testkit.FakeTimers;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that is lost between a spawn and the watch that follows it: its spawner is told that he has no port. */
@Timeout(30)
class FreshSpawnTest {
    private static final String SPAWN = "AnyEvent::MP::_spawn";
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final PortId PORT = PortId.of("here#p1");

    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Kernel node = Kernel.start(KernelConfig.of("here").withTimers(id -> time.view()));

    private final EventProbe events = EventProbe.of(node);
    private FakeLink link = new FakeLink(node, "there");

    @BeforeEach
    void spawn() {
        node.function("f", (self, args) -> self.onMessage(m -> {}));
        link.up();
        link.receive("", SPAWN, "p1", "f");
        events.await(Event.Spawned.class, born -> born.port().equals(PORT));
    }

    private void expectEnded() {
        assertThat(events.await(Event.Died.class, died -> died.port().equals(PORT))
                        .reason())
                .isEqualTo(new KillReason.TransportError("there", "cut"));
        assertThat(node.ports()).doesNotContain(PORT);
    }

    private void expectLive() {
        events.settle();
        assertThat(node.ports()).contains(PORT);
    }

    @Test
    void thePortEndsAsItsSpawnerIsTold() {
        link.lose("cut");
        expectEnded();
    }

    @Test
    void whatCameElseMeanwhileDoesNotSaveIt() {
        time.advance(FRESH.minusNanos(1));
        link.receive("p1", "hello");
        link.receive("", "mon1", "another");
        link.lose("cut");
        expectEnded();
    }

    @Test
    void norDoesTimeAlone_forWhoIsSilentMayHaveBeenCutOffLongAgo() {
        time.advance(FRESH.multipliedBy(10));
        link.lose("cut");
        expectEnded();
    }

    @Test
    void onceItHasBeenWatchedItIsItsSpawnersAffair() {
        link.receive("", "mon1", "p1");
        link.lose("cut");
        expectLive();
    }

    @Test
    void whoWentOnWithoutWatchingWantedNoWatch() {
        time.advance(FRESH);
        link.receive("nobody", "any packet");
        link.lose("cut");
        expectLive();
    }

    @Test
    void theLossOfAnotherConnectionIsNotMeant() {
        FakeLink other = new FakeLink(node, "other");
        other.up();
        other.lose("cut");
        expectLive();
        link.lose("cut");
        expectEnded();
    }

    @Test
    void aSpawnThatComesWhenTheLossHasBeenToldLeavesNoPort() {
        link.lose("cut");
        expectEnded();
        FakeLink late = new FakeLink(node, "there");
        link = late;
        late.up();
        FakeLink replaced = new FakeLink(node, "there"); // not the one in use
        replaced.receive("", SPAWN, "p2", "f");
        assertThat(events.await(Event.Died.class, died -> died.port().equals(PortId.of("here#p2")))
                        .reason())
                .isEqualTo(new KillReason.TransportError("there", "connection lost"));
    }
}
