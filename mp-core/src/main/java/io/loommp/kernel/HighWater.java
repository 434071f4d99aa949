package io.loommp.kernel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to a mailbox that is bounded, or has grown large: its room, how many of those who send to it pause, and when
 * it is reported: at 1,000 waiting messages, and ten, a hundred… times that; the same mark, or a lower one, again only after
 * a while, since a busy mailbox passes it again and again.
 *
 * <p><b>Threads:</b> any.
 */
final class HighWater {
    private static final int FIRST = 1000;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final @Nullable Room room;
    private final AtomicInteger pausing = new AtomicInteger();
    private int reported;
    private long reportedAt;

    /** {@code room} is that of a mailbox with a bound. */
    HighWater(@Nullable Room room) {
        this.room = room;
    }

    /** The room in a bounded mailbox; null when it has no bound. */
    @Nullable
    Room room() {
        return room;
    }

    /** Whether this is a number at which a mailbox may be reported. */
    static boolean isMark(int waiting) {
        if (waiting < FIRST || waiting % FIRST != 0) {
            return false;
        }
        int rest = waiting / FIRST;
        while (rest % 10 == 0) {
            rest /= 10;
        }
        return rest == 1;
    }

    /** How many of those who send to the port pause now. */
    AtomicInteger pausing() {
        return pausing;
    }

    /** Whether a mark that was reached now is to be reported. */
    synchronized boolean isNews(int mark, long now) {
        if (mark <= reported && now - reportedAt < QUIET_NANOS) {
            return false;
        }
        reported = mark;
        reportedAt = now;
        return true;
    }
}
