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
@ConfinedTo("one thread, but for isHeardLately")
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
    private volatile boolean suspended; // that thread
    private volatile long heardNanos; // that thread
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

    /** Whether it was heard so lately that nobody need ask; any thread. */
    public boolean isHeardLately(long now) {
        return suspended || now - heardNanos < periodNanos / 2;
    }

    /** What is to be done; a probe that is asked for is asked for once. */
    public Verdict check(long now) {
        if (suspended || due() - now > 0) {
            return Verdict.ALIVE;
        }
        if (state == State.QUIET) {
            state = State.ASKED;
            return Verdict.PROBE;
        }
        return Verdict.LOST;
    }

    /** How long it may take until the next check, whatever happens; not negative. */
    public long nanosUntilCheck(long now) {
        long halfPeriod = periodNanos / 2;
        return suspended ? halfPeriod : Math.clamp(due() - now, 0, halfPeriod);
    }

    private long due() {
        return switch (state) {
            case QUIET -> heardNanos + periodNanos / 2;
            case ASKED -> later(heardNanos, wroteNanos) + periodNanos;
            case GONE -> later(heardNanos + periodNanos, probeWentNanos + periodNanos / 2);
        };
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
