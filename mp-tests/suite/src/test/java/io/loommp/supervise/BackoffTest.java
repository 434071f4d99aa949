package io.loommp.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.loommp.PortId;
import io.loommp.testkit.FakeTimers;
import io.loommp.testkit.TestNodes;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Delays before children are started anew. */
@Timeout(30)
class BackoffTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Backoff EXACT =
            Backoff.between(SECOND, SECOND.multipliedBy(5)).jitter(0);

    private final FakeTimers time = new FakeTimers();

    @AutoClose
    private final Nursery nursery = new Nursery(TestNodes.start("nursery", time));

    private static List<Long> millis(Backoff backoff) {
        return IntStream.rangeClosed(1, 6)
                .mapToObj(failures -> backoff.delayNanos(failures) / 1_000_000)
                .toList();
    }

    @Test
    void delaysGrowToTheLongest() {
        assertThat(millis(EXACT)).containsExactly(1_000L, 2_000L, 4_000L, 5_000L, 5_000L, 5_000L);
        assertThat(millis(EXACT.factor(1))).containsOnly(1_000L);
        assertThat(millis(EXACT.factor(3))).containsExactly(1_000L, 3_000L, 5_000L, 5_000L, 5_000L, 5_000L);
        assertThat(millis(Backoff.none())).containsOnly(0L);
        assertThat(EXACT.delayNanos(1_000_000)).isEqualTo(5_000_000_000L);
    }

    @Test
    void chanceTakesSomeAway_theSameInEachRunWithASeed() {
        Backoff chancy = EXACT.jitter(0.5);
        List<Long> delays = millis(chancy.random(new Random(7)));
        assertThat(millis(chancy.random(new Random(7)))).isEqualTo(delays);
        assertThat(millis(chancy.random(new Random(8)))).isNotEqualTo(delays);
        List<Long> longest = millis(EXACT);
        for (int i = 0; i < delays.size(); i++) {
            assertThat(delays.get(i)).isBetween(longest.get(i) / 2, longest.get(i));
        }
        assertThat(IntStream.range(0, 1_000).mapToLong(i -> chancy.delayNanos(1)))
                .allMatch(delay -> delay >= 500_000_000L && delay <= 1_000_000_000L);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.between(SECOND, SECOND.dividedBy(2)))
                .withMessage("max must not be less than min: PT0.5S < PT1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.between(SECOND.negated(), SECOND))
                .withMessage("min must not be negative: PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.between(Duration.ZERO, SECOND))
                .withMessage("min must be positive, as a delay of zero does not grow: PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EXACT.factor(0.5))
                .withMessage("factor must be from 1 to 1000000: 0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EXACT.jitter(Double.NaN))
                .withMessage("jitter must be from 0 to 1: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EXACT.healthyAfter(SECOND.negated()))
                .withMessage("healthyAfter must not be negative: PT-1S");
    }

    private PortId failAndWait(Supervisor supervisor, int starts, Duration delay) {
        nursery.fail(supervisor, "a");
        time.awaitTimer(delay);
        assertThat(supervisor.child("a").orElseThrow().starts()).isEqualTo(starts - 1);
        time.advance(delay);
        return nursery.awaitStart("tree/a", starts).port();
    }

    @Test
    void aChildComesBackLater_theMoreOftenItFails_andBeginsAgainWhenItWasHealthy() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child("a", nursery.callbacks(), Child.permanent().backoff(EXACT)));

        failAndWait(supervisor, 2, SECOND);
        failAndWait(supervisor, 3, SECOND.multipliedBy(2));
        time.advance(EXACT.healthyAfter().minusNanos(1));
        failAndWait(supervisor, 4, SECOND.multipliedBy(4));
        time.advance(EXACT.healthyAfter());
        failAndWait(supervisor, 5, SECOND);
        failAndWait(supervisor, 6, SECOND.multipliedBy(2));

        assertThat(supervisor.statistics().startsAnew()).isEqualTo(5);
    }

    @Test
    void aWholeBranchWaits() {
        Supervisor supervisor = nursery.start(Tree.oneForAll("tree")
                .child("first", nursery.threaded())
                .child("a", nursery.threaded(), Child.permanent().backoff(EXACT)));
        nursery.journal.clear();

        nursery.fail(supervisor, "a");
        Nursery.awaitState(supervisor, "first", first -> first.state() == ChildState.WAITING);
        assertThat(nursery.journal).containsExactly("-a", "-first");
        time.advance(SECOND);

        nursery.awaitStart("tree/a", 2);
        assertThat(nursery.journal).containsExactly("-a", "-first", "+first", "+a");
    }

    @Test
    void whoIsStartedByHandDoesNotWait() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child("a", nursery.callbacks(), Child.permanent().backoff(EXACT)));
        nursery.fail(supervisor, "a");
        time.awaitTimer(SECOND);

        assertThat(Nursery.await(supervisor.startAnew("a")).starts()).isEqualTo(2);
    }

    @Test
    void aStopDoesNotWaitForADelay() {
        Supervisor supervisor = nursery.start(Tree.oneForOne("tree")
                .child("a", nursery.callbacks(), Child.permanent().backoff(EXACT)));
        nursery.fail(supervisor, "a");
        time.awaitTimer(SECOND);

        assertThat(Nursery.await(supervisor.stop("a")).state()).isEqualTo(ChildState.STOPPED);
        assertThat(Nursery.await(supervisor.stop()).isNormal()).isTrue();
    }
}
