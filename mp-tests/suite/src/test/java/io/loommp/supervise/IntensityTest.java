package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.loommp.KillReason;
import io.loommp.manage.Event;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How often children may be started anew before a supervisor gives up. */
@Timeout(30)
class IntensityTest {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Nursery nursery = new Nursery(TestNodes.start("nursery", time));

    @ParameterizedTest
    @EnumSource
    void oneTooManyStopsEverything_andOthersStartedTogetherCountOnce(Strategy strategy) {
        Supervisor supervisor = nursery.start(StrategyTest.tree(strategy)
                .intensity(2, PERIOD)
                .child("a", nursery.threaded())
                .child("b", nursery.threaded())
                .child("c", nursery.threaded()));
        for (int starts = 2; starts <= 3; starts++) {
            nursery.fail(supervisor, "a");
            nursery.awaitStart("tree/a", starts);
            nursery.awaitStart("tree/c", strategy == Strategy.ONE_FOR_ONE ? 1 : starts);
            assertThat(supervisor.statistics().startsAnewInPeriod()).isEqualTo(starts - 1);
        }

        nursery.fail(supervisor, "a");

        KillReason why = Nursery.await(supervisor.terminated());
        assertThat(why)
                .isEqualTo(new KillReason.GaveUp(
                        "tree",
                        "more than 2 starts anew within PT10S; the last would have been of \"a\" ([\"boom\"])"));
        assertThat(nursery.journal)
                .filteredOn(line -> !line.endsWith("a")) // which ends beside the others
                .endsWith("-c", "-b");
        assertThat(nursery.seen(Event.GaveUp.class)).hasSize(1);
        assertThat(nursery.seen(Event.ChildEnded.class))
                .filteredOn(ended -> ended.child().equals("tree/a"))
                .last()
                .extracting(Event.ChildEnded::anewAfter)
                .isNull();
    }

    @Test
    void whatIsLongerAgoThanThePeriodDoesNotCount() {
        Supervisor supervisor =
                nursery.start(Tree.oneForOne("tree").intensity(1, PERIOD).child("a", nursery.callbacks()));
        for (int starts = 2; starts <= 5; starts++) {
            nursery.fail(supervisor, "a");
            nursery.awaitStart("tree/a", starts);
            time.advance(PERIOD);
        }
        assertThat(supervisor.statistics().startsAnew()).isEqualTo(4);
        assertThat(supervisor.isLive()).isTrue();

        nursery.fail(supervisor, "a");
        nursery.awaitStart("tree/a", 6);
        time.advance(PERIOD.minusNanos(1));
        nursery.fail(supervisor, "a");

        assertThat(Nursery.await(supervisor.terminated())).isInstanceOf(KillReason.GaveUp.class);
    }

    @Test
    void theNumbersAreThoseOfTheTimeAtWhichTheyAreAskedFor() {
        Supervisor supervisor =
                nursery.start(Tree.oneForOne("tree").intensity(2, PERIOD).child("a", nursery.callbacks()));
        nursery.fail(supervisor, "a");
        nursery.awaitStart("tree/a", 2);
        time.advance(PERIOD.minusNanos(1));
        assertThat(supervisor.statistics().startsAnewInPeriod()).isEqualTo(1);

        time.advance(Duration.ofNanos(1)); // nothing is due then

        assertThat(supervisor.statistics().startsAnewInPeriod()).isZero();
        assertThat(supervisor.statistics().startsAnew()).isEqualTo(1);
    }

    @Test
    void endsThatAreNotFollowedByAStartDoNotCount() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .intensity(0, PERIOD)
                .child("done", nursery.callbacks(), Child.transientChild())
                .child("short", nursery.callbacks(), Child.temporary())
                .child("byhand", nursery.callbacks()));

        nursery.end(supervisor, "done", KillReason.normal());
        nursery.fail(supervisor, "short");
        nursery.awaitEnd("tree/done");
        nursery.awaitEnd("tree/short");
        await().until(() -> supervisor.child("short").isEmpty());
        Nursery.await(supervisor.startAnew("byhand"));

        assertThat(supervisor.statistics()).isEqualTo(new SupervisorStatistics(2, 1, 0, 4, 0, 0, 0, 0));
    }
}
