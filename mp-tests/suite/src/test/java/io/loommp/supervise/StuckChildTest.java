package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.PortId;
import io.loommp.loom.ThreadPorts;
import io.loommp.manage.Event;
import io.loommp.testing.Latches;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A child whose code does not return gets no successor before it does. */
@Timeout(30)
class StuckChildTest {
    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Nursery nursery = new Nursery(TestNodes.start("nursery", time));

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();

    private void work(int attempt) {
        atOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            if (attempt == 1) {
                nursery.journal.add("busy");
                Latches.awaitStubbornly(release); // swallows interrupts
            }
        } finally {
            running.decrementAndGet();
        }
    }

    private ChildStart stubborn(Nursery.Kind kind) {
        return s -> switch (kind) {
            case THREAD ->
                ThreadPorts.spawn(nursery.node, self -> {
                    self.get("work");
                    work(s.attempt());
                    self.get();
                });
            case CALLBACKS -> nursery.node.port(p -> p.on("work", message -> work(s.attempt())));
        };
    }

    @ParameterizedTest
    @EnumSource
    void aSuccessorWaitsForTheCodeToReturn_andTheSupervisorSaysSo(Nursery.Kind kind) {
        Supervisor supervisor = nursery.start(
                Tree.oneForOne("tree").child("stubborn", stubborn(kind)).child("other", nursery.callbacks()));
        PortId first = Nursery.port(supervisor, "stubborn");
        nursery.node.send(first, "work");
        awaitBusy();

        nursery.fail(supervisor, "stubborn");
        if (kind == Nursery.Kind.CALLBACKS) {
            time.awaitTimer(Duration.ofSeconds(5)); // its kill is taken out of turn then
            time.advance(Duration.ofSeconds(5));
        }
        Event.ChildEnded ended = nursery.awaitEnd("tree/stubborn");
        assertThat(ended.anewAfter()).isEqualTo(Duration.ZERO);
        time.awaitTimer(Duration.ofSeconds(5));
        time.advance(Duration.ofSeconds(5));

        assertThat(nursery.events.await(Event.ChildStuck.class).port()).isEqualTo(first);
        assertThat(nursery.events.await(Event.PortStuck.class).port()).isEqualTo(first);
        ChildInfo info = supervisor.child("stubborn").orElseThrow();
        assertThat(info.state()).isEqualTo(ChildState.ENDING);
        assertThat(info.starts()).isEqualTo(1);
        nursery.fail(supervisor, "other"); // the others do not suffer
        nursery.awaitStart("tree/other", 2);

        release.countDown();

        PortId second = nursery.awaitStart("tree/stubborn", 2).port();
        nursery.node.send(second, "work");
        assertThat(Nursery.await(supervisor.stop())).isEqualTo(KillReason.normal());
        assertThat(atOnce).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void nobodyOfABranchIsStartedBeforeIt(Nursery.Kind kind) {
        Supervisor supervisor = nursery.start(Tree.oneForAll("tree")
                .child("a", nursery.child(kind))
                .child("stubborn", stubborn(Nursery.Kind.THREAD)));
        nursery.node.send(Nursery.port(supervisor, "stubborn"), "work");
        awaitBusy();

        nursery.fail(supervisor, "a");
        nursery.awaitEnd("tree/stubborn");
        Nursery.awaitState(supervisor, "a", a -> a.state() == ChildState.WAITING);
        time.awaitTimer(Duration.ofSeconds(5));
        time.advance(Duration.ofSeconds(5));
        nursery.events.await(Event.ChildStuck.class);
        assertThat(supervisor.child("a").orElseThrow().state()).isEqualTo(ChildState.WAITING);
        assertThat(nursery.journal).filteredOn(line -> line.startsWith("+")).containsExactly("+a");

        release.countDown();

        nursery.awaitStart("tree/a", 2);
        nursery.awaitStart("tree/stubborn", 2);
        assertThat(supervisor.statistics().startsAnew()).isEqualTo(1);
    }

    private void awaitBusy() {
        await().until(() -> nursery.journal.contains("busy"));
    }
}
