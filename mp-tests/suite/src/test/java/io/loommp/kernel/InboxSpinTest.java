package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a runner spins before it waits, and when it does not. */
@Timeout(30)
class InboxSpinTest {
    private static final int FIRST_PAUSE = 32;
    private static final int LAST_PAUSE = 256;

    private final Inbox inbox = new Inbox(false);
    /** Whether the runner looks at all for what has come, or will not. */
    private boolean spins(boolean hasCome) {
        AtomicInteger looks = new AtomicInteger();
        boolean seen = inbox.spin(() -> {
            looks.incrementAndGet();
            return hasCome;
        });
        boolean looked = looks.get() > 0;
        assertThat(seen).isEqualTo(looked && hasCome);
        return looked;
    }

    /** How many waits there are without a spin before the next one, which pays or is in vain. */
    private int waitsUntilSpin(boolean pays) {
        int waits = 0;
        while (!spins(pays)) {
            waits++;
        }
        return waits;
    }

    @Test
    void whileSpinsAreInVain_eachIsTwiceAsManyWaitsAfterTheOneBefore() {
        List<Integer> waits =
                IntStream.range(0, 6).mapToObj(i -> waitsUntilSpin(false)).toList();

        assertThat(waits).containsExactly(FIRST_PAUSE, FIRST_PAUSE, 64, 128, LAST_PAUSE, LAST_PAUSE);
    }

    @Test
    void whileSpinsPayThereIsOneBeforeEachWait_alsoAfterAFewInVain() {
        waitsUntilSpin(true);

        assertThat(IntStream.range(0, 1_000).filter(i -> waitsUntilSpin(true) > 0))
                .isEmpty();
        assertThat(IntStream.range(0, 3).filter(i -> waitsUntilSpin(false) > 0)).isEmpty();
        assertThat(waitsUntilSpin(true)).isZero();
    }

    @Test
    void spinsStopWhenSomeInTurnAreInVain_andThePauseIsShortAgainIfManyHadPaid() {
        IntStream.range(0, 6).forEach(i -> waitsUntilSpin(false));
        waitsUntilSpin(true);
        assertThat(waitsUntilFiveSpinsInVain()).containsExactly(0, 0, 0, 0, LAST_PAUSE);

        IntStream.range(0, 200).forEach(i -> waitsUntilSpin(true));
        assertThat(waitsUntilFiveSpinsInVain()).containsExactly(0, 0, 0, 0, FIRST_PAUSE);
    }

    private List<Integer> waitsUntilFiveSpinsInVain() {
        return IntStream.range(0, 5).mapToObj(i -> waitsUntilSpin(false)).toList();
    }

    @Test
    void spinsStopWhenMostAreInVain() {
        waitsUntilSpin(true);

        List<Boolean> inVainThreeTimesOfFour = List.of(true, false, false, false, true, false, false);

        assertThat(inVainThreeTimesOfFour).allMatch(pays -> waitsUntilSpin(pays) == 0);
        assertThat(waitsUntilSpin(true)).isEqualTo(FIRST_PAUSE);
    }

    @Test
    void somethingThatIsThereOrAnEndIsSeen() {
        waitsUntilSpin(true);

        assertThat(inbox.spin(inbox)).isFalse();
        inbox.push(new ControlEntry() {
            @Override
            protected void run(LocalPort port) {}
        });
        assertThat(inbox.spin(inbox)).isTrue();
        inbox.take();
        inbox.close();
        assertThat(inbox.spin(inbox)).isTrue();
    }
}
