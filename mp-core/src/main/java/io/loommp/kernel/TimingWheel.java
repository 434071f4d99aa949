package io.loommp.kernel;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Timers by the tick in which they are due: a hashed timing wheel (Varghese and Lauck, 1987, scheme 6). Whoever is more than
 * a round away stands in its spoke as well, and is passed over until its time has come. To add one, and to remove it, takes a
 * constant time.
 *
 * <p><b>Threads:</b> one. <b>Limits:</b> none; a deadline may have passed, or be any number of rounds away.
 */
final class TimingWheel {
    private static final int TICK_SHIFT = 20;
    private static final int SPOKES = 1024; // a power of two

    /** The length of a tick: a little more than a millisecond. */
    static final long TICK_NANOS = 1L << TICK_SHIFT;

    private final @Nullable WheelTimer[] spokes = new WheelTimer[SPOKES]; // the first of the ring of each
    private long tick; // all that were due before it have expired
    private int size;

    TimingWheel(long now) {
        tick = tickOf(now);
    }

    private static long tickOf(long nanos) {
        return nanos >> TICK_SHIFT;
    }

    private static int spokeOf(long tick) {
        return (int) tick & (SPOKES - 1);
    }

    /** How many there are. */
    int size() {
        return size;
    }

    /** Adds one that stands in no wheel, as the last of its spoke. */
    void add(WheelTimer added) {
        int spoke = spokeOf(Math.max(tick, tickOf(added.deadlineNanos)));
        WheelTimer first = spokes[spoke];
        WheelTimer last = first == null ? null : first.before;
        if (first == null || last == null) {
            link(added, added);
            spokes[spoke] = added;
        } else {
            link(last, added);
            link(added, first);
        }
        added.spoke = spoke;
        size++;
    }

    /** Removes one, if it stands here. */
    @SuppressWarnings("ReferenceEquality") // this very one
    void remove(WheelTimer removed) {
        WheelTimer before = removed.before;
        WheelTimer after = removed.after;
        if (before == null || after == null) {
            return;
        }
        if (after == removed) {
            spokes[removed.spoke] = null;
        } else {
            link(before, after);
            if (spokes[removed.spoke] == removed) {
                spokes[removed.spoke] = after;
            }
        }
        removed.before = null;
        removed.after = null;
        size--;
    }

    private static void link(WheelTimer one, WheelTimer next) {
        one.after = next;
        next.before = one;
    }

    /**
     * Takes out all that are due, and hands them on: those of earlier ticks first, if it was called within the last round. What
     * is told must not add or remove.
     */
    void expire(long now, Consumer<WheelTimer> due) {
        long last = tickOf(now);
        if (size > 0) {
            for (long at = Math.max(tick, last - SPOKES + 1); at <= last; at++) {
                expire(spokeOf(at), now, due);
            }
        }
        tick = Math.max(tick, last);
    }

    @SuppressWarnings("ReferenceEquality") // this very one
    private void expire(int spoke, long now, Consumer<WheelTimer> due) {
        WheelTimer first = spokes[spoke];
        WheelTimer last = first == null ? null : first.before;
        WheelTimer next = first;
        while (next != null) {
            WheelTimer timer = next;
            next = timer == last ? null : timer.after;
            if (timer.deadlineNanos - now <= 0) {
                remove(timer);
                due.accept(timer);
            }
        }
    }

    /** The earliest deadline, or this limit if that comes first. */
    long earliest(long limit) {
        for (long at = tick; (at << TICK_SHIFT) - limit < 0; at++) {
            long earliest = earliestOf(at, limit);
            if (earliest - limit < 0) {
                return earliest;
            }
        }
        return limit;
    }

    /** Of those in the spoke of a tick; who is a round later is beyond the limit. */
    @SuppressWarnings("ReferenceEquality") // this very one
    private long earliestOf(long at, long limit) {
        WheelTimer first = spokes[spokeOf(at)];
        long earliest = limit;
        WheelTimer timer = first;
        while (timer != null) {
            if (timer.deadlineNanos - earliest < 0) {
                earliest = timer.deadlineNanos;
            }
            timer = timer.after == first ? null : timer.after;
        }
        return earliest;
    }
}
