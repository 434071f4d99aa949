package io.loommp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.AfterContainer;

/** The wheel against a set of all its timers. */
class TimingWheelProperties {
    private static final int STEPS = 300;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(40);
    private static final long[] AWAY_NANOS = { // from long ago to many rounds
        -TimeUnit.HOURS.toNanos(1),
        0,
        1,
        TimeUnit.MICROSECONDS.toNanos(300),
        TimeUnit.MILLISECONDS.toNanos(20),
        TimeUnit.MILLISECONDS.toNanos(900),
        TimeUnit.SECONDS.toNanos(4),
        Long.MAX_VALUE / 2
    };

    private static final WheelTimers OWNER = new WheelTimers("unused-timers");

    @AfterContainer
    static void close() {
        OWNER.close();
    }

    @Property(tries = 200)
    void whatIsDueExpires_onceAndNothingElse(
            @ForAll long seed, @ForAll @LongRange(min = -(1L << 60), max = 1L << 60) long start) {
        Random random = new Random(seed);
        long now = start;
        TimingWheel wheel = new TimingWheel(now);
        Set<WheelTimer> model = new HashSet<>();
        List<WheelTimer> gone = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(8)) {
                case 0 -> now = expire(wheel, now + random.nextLong(STEP_NANOS), model, gone);
                case 1 -> now = expire(wheel, now + random.nextLong(100 * STEP_NANOS), model, gone);
                case 2, 3 -> remove(wheel, model, gone, random);
                default -> add(wheel, now, model, random);
            }
            assertThat(wheel.size()).isEqualTo(model.size());
            assertThat(wheel.earliest(now + STEP_NANOS)).isEqualTo(earliest(model, now + STEP_NANOS));
        }
    }

    private static void add(TimingWheel wheel, long now, Set<WheelTimer> model, Random random) {
        long away = AWAY_NANOS[random.nextInt(AWAY_NANOS.length)];
        WheelTimer timer = new WheelTimer(OWNER, now + away / (1 + random.nextInt(3)), () -> {});
        wheel.add(timer);
        model.add(timer);
    }

    private static void remove(TimingWheel wheel, Set<WheelTimer> model, List<WheelTimer> gone, Random random) {
        List<WheelTimer> from = random.nextBoolean() ? List.copyOf(model) : gone; // who is gone may be removed again
        if (!from.isEmpty()) {
            WheelTimer timer = from.get(random.nextInt(from.size()));
            wheel.remove(timer);
            if (model.remove(timer)) {
                gone.add(timer);
            }
        }
    }

    private static long expire(TimingWheel wheel, long now, Set<WheelTimer> model, List<WheelTimer> gone) {
        List<WheelTimer> expired = new ArrayList<>();
        wheel.expire(now, expired::add);
        Set<WheelTimer> due = new HashSet<>();
        model.forEach(timer -> {
            if (timer.deadlineNanos - now <= 0) {
                due.add(timer);
            }
        });
        assertThat(expired).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(due);
        model.removeAll(due);
        gone.addAll(due);
        return now;
    }

    private static long earliest(Set<WheelTimer> model, long limit) {
        long earliest = limit;
        for (WheelTimer timer : model) {
            if (timer.deadlineNanos - earliest < 0) {
                earliest = timer.deadlineNanos;
            }
        }
        return earliest;
    }
}
