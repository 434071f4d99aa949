package io.loommp.net.connect;

import io.loommp.spi.ConfinedTo;
import java.time.Duration;

/**
 * Whether the other end of a link is alive (reliability G8, design decision 16, D8).
 *
 * <p>It is, if an octet came from it within the period. A link that was silent for half of it is to be probed by a request
 * that is answered. Octets that go count as a sign of life only until the probe itself has gone: the other end takes
 * something, and may be busy with what stands before the probe. From then on it has half a period to answer.
 *
 * <p>While nothing is read, nobody can be heard, and so nobody is missed.
 *
 * <p>Time is handed in, monotonic nanoseconds.
 */
@ConfinedTo("one thread")
public final class KeepAlive {

    /** What is to be done now. */
    public enum Verdict {
        /** Nothing. */
        ALIVE,
        /** A request is to be sent that the other end answers. */
        PROBE,
        /** The link is lost. */
        LOST
    }

    private enum State {
        QUIET,
        ASKED,
        GONE
    }

    private final long periodNanos;
    private State state = State.QUIET;
    private boolean suspended;
    private long heardNanos;
    private long wroteNanos;
    private long probeWentNanos;

    /** @param period how long the other end may be silent; the link is heard when it begins */
    public KeepAlive(Duration period, long now) {
        this.periodNanos = period.toNanos();
        this.heardNanos = now;
        this.wroteNanos = now;
    }

    /** Octets have come. */
    public void heard(long now) {
        heardNanos = now;
        state = State.QUIET;
    }

    /** Octets have gone. */
    public void wrote(long now) {
        wroteNanos = now;
    }

    /** A probe has gone, whole. */
    public void probeWent(long now) {
        if (state == State.ASKED) {
            state = State.GONE;
            probeWentNanos = now;
        }
    }

    /** From now on nothing is read. */
    public void suspend() {
        suspended = true;
    }

    /** It is read again. */
    public void resume(long now) {
        suspended = false;
        heard(now);
    }

    /** Whether it was heard so lately that nobody need ask. */
    public boolean isHeardLately(long now) {
        return suspended || now - heardNanos < periodNanos / 2;
    }

    /** What is to be done; a probe that is asked for is asked for once. */
    public Verdict check(long now) {
        if (nanosUntilDue(now) > 0) {
            return Verdict.ALIVE;
        }
        if (state == State.QUIET) {
            state = State.ASKED;
            return Verdict.PROBE;
        }
        return Verdict.LOST;
    }

    /** How long it is until there is something to do, unless octets come or go; not negative. */
    public long nanosUntilDue(long now) {
        if (suspended) {
            return periodNanos;
        }
        long due = switch (state) {
            case QUIET -> heardNanos + periodNanos / 2;
            case ASKED -> later(heardNanos, wroteNanos) + periodNanos;
            case GONE -> later(heardNanos + periodNanos, probeWentNanos + periodNanos / 2);
        };
        return Math.max(0, due - now);
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
