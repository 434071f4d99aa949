package io.loommp.testkit;

import java.util.List;
import java.util.SplittableRandom;

/*
 * What a seed decides. Half of the seeds choose evenly among what can go on: that finds what is near. The others keep to an
 * order of priorities that changes now and then: that finds what needs somebody to be late for long. They differ as well in
 * how often threads are held up.
 */
final class Chance {
    private static final int LATE_ONE_IN = 32;
    private static final int CHANGE_ONE_IN = 16;
    private static final int[] PAUSE_ONE_IN = {2, 8, 64};

    private final SplittableRandom random;
    private final boolean byPriority;
    private final int pauseOneIn;

    Chance(long seed) {
        random = new SplittableRandom(seed);
        byPriority = random.nextBoolean();
        pauseOneIn = PAUSE_ONE_IN[random.nextInt(PAUSE_ONE_IN.length)];
    }

    SplittableRandom random() {
        return random;
    }

    /** One for something new. */
    int priority() {
        return random.nextInt();
    }

    /** Whether a thread is held up where it may be. */
    boolean pauses() {
        return random.nextInt(pauseOneIn) == 0;
    }

    /** Whether time goes on although something could run. */
    boolean isLate() {
        return random.nextInt(LATE_ONE_IN) == 0;
    }

    /** Chooses among so many: first the threads that are ready, then the timers that have fallen due. */
    int choose(int choices, List<Strand> ready, Clock clock) {
        if (choices == 1) {
            return 0;
        }
        int chosen = random.nextInt(choices);
        if (!byPriority) {
            return chosen;
        }
        if (random.nextInt(CHANGE_ONE_IN) == 0) {
            if (chosen < ready.size()) {
                ready.get(chosen).priority = random.nextInt();
            }
            return chosen;
        }
        int best = 0;
        for (int i = 1; i < choices; i++) {
            if (priority(i, ready, clock) > priority(best, ready, clock)) {
                best = i;
            }
        }
        return best;
    }

    private static int priority(int choice, List<Strand> ready, Clock clock) {
        return choice < ready.size() ? ready.get(choice).priority : clock.due(choice - ready.size()).priority;
    }
}
