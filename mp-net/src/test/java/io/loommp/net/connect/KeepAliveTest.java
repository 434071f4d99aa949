package io.loommp.net.connect;

import static io.loommp.net.connect.KeepAlive.Verdict.ALIVE;
import static io.loommp.net.connect.KeepAlive.Verdict.LOST;
import static io.loommp.net.connect.KeepAlive.Verdict.PROBE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeepAliveTest {
    private static final long START =
            Long.decode("0x7ffffffffffffff5"); // monotonic time may begin anywhere, and pass the end
    private static final Duration PERIOD = Duration.ofNanos(100);

    private final KeepAlive alive = new KeepAlive(PERIOD, START);

    private KeepAlive.Verdict at(long nanos) {
        return alive.check(START + nanos);
    }

    @Test
    void aSilentOneIsProbedAfterHalfThePeriod_once_andLostAtItsEnd() {
        assertThat(at(49)).isEqualTo(ALIVE);
        assertThat(alive.nanosUntilCheck(START + 49)).isEqualTo(1);
        assertThat(at(50)).isEqualTo(PROBE);
        alive.probeWent(START + 50);
        assertThat(at(50)).isEqualTo(ALIVE);
        assertThat(at(99)).isEqualTo(ALIVE);
        assertThat(at(100)).isEqualTo(LOST);
    }

    @Test
    void oneThatAnswersLives_howeverLongItIsIdle() {
        for (long now = 50; now < 10_000; now += 51) {
            assertThat(at(now)).isEqualTo(PROBE);
            alive.probeWent(START + now);
            alive.heard(START + now + 1);
            assertThat(at(now + 1)).isEqualTo(ALIVE);
        }
    }

    @Test
    void whatIsHeardMakesTheProbeNeedless() {
        alive.heard(START + 49);
        assertThat(at(98)).isEqualTo(ALIVE);
        assertThat(alive.isHeardLately(START + 98)).isTrue();
        assertThat(alive.isHeardLately(START + 99)).isFalse();
        assertThat(at(99)).isEqualTo(PROBE);
    }

    @Test
    void whileTheProbeWaitsBehindOtherOctets_theirGoingCounts_afterwardsItDoesNot() {
        assertThat(at(50)).isEqualTo(PROBE);
        for (long now = 60; now <= 600; now += 60) {
            alive.wrote(START + now);
            assertThat(at(now + 59)).isEqualTo(ALIVE);
        }
        alive.wrote(START + 700);
        alive.probeWent(START + 700);
        alive.wrote(START + 740);
        assertThat(at(749)).isEqualTo(ALIVE);
        assertThat(at(750)).isEqualTo(LOST);
    }

    @Test
    void whenNothingGoesEitherTheProbeNeedNotHaveGone() {
        alive.wrote(START + 20);
        assertThat(at(50)).isEqualTo(PROBE);
        alive.wrote(START + 55);
        assertThat(at(154)).isEqualTo(ALIVE);
        assertThat(at(155)).isEqualTo(LOST);
    }

    @Test
    void whileNothingIsReadNobodyIsMissed_andAfterwardsThePeriodBeginsAnew() {
        alive.suspend();
        assertThat(at(500)).isEqualTo(ALIVE);
        assertThat(alive.isHeardLately(START + 500)).isTrue();
        alive.resume(START + 500);
        assertThat(at(549)).isEqualTo(ALIVE);
        assertThat(at(550)).isEqualTo(PROBE);
    }

    @Test
    void oneThatWasFrozenItselfAsksFirst() {
        assertThat(at(1_000)).isEqualTo(PROBE);
        alive.probeWent(START + 1_000);
        assertThat(at(1_049)).isEqualTo(ALIVE);
        assertThat(at(1_050)).isEqualTo(LOST);
    }
}
