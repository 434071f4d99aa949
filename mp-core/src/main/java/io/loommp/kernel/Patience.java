package io.loommp.kernel;

/**
 * Whether one who waits again and again looks for what comes for a moment before it sleeps, as those of adaptive locks do:
 * each time while that pays, hardly ever while it does not.
 *
 * <p>It is a number that who waits keeps, because there is no room for an object at each port: {@link #NONE} at first, and
 * then what these methods make of it.
 */
public final class Patience {
    /*
     * The upper half is the trust, which grows with each look that pays, and shrinks with one in vain; below zero it is the
     * number of waits until the next look. The lower half is how many waits these are to be when trust comes to its end:
     * twice as many each time that one look was in vain as well.
     */
    private static final int TRUST = 16; // after the first look that paid
    private static final int LOSS = 5; // by a look in vain, and what the next one that pays makes good
    private static final int ENOUGH = 128; // trust at the end of a long row of looks that paid
    private static final int FIRST_PAUSE = 32;
    private static final int LAST_PAUSE = 256;

    /** That of one who has not waited yet. */
    public static final int NONE = of(-FIRST_PAUSE, FIRST_PAUSE);

    private Patience() {}

    private static int of(int trust, int pause) {
        return trust << Short.SIZE | pause;
    }

    private static int trust(int patience) {
        return patience >> Short.SIZE;
    }

    private static int pause(int patience) {
        return patience & 0xFFFF;
    }

    /** Whether this wait is one without a look. */
    public static boolean isAtEnd(int patience) {
        return patience < 0;
    }

    /** After a wait without a look. */
    public static int waited(int patience) {
        return of(trust(patience) + 1, pause(patience));
    }

    /** After a look in which it came. */
    public static int paid(int patience) {
        int trust = trust(patience);
        if (trust == 0) {
            return of(TRUST, pause(patience));
        }
        if (trust < TRUST) {
            return of(trust + LOSS, pause(patience));
        }
        return of((trust == ENOUGH ? TRUST : trust) + 1, trust + 1 >= ENOUGH ? FIRST_PAUSE : pause(patience));
    }

    /** Whether a long row of looks has paid, 112 in turn; another row begins with the next one. */
    public static boolean isRowComplete(int patience) {
        return trust(patience) == ENOUGH;
    }

    /** After a look in which it did not come. */
    public static int inVain(int patience) {
        int trust = Math.min(TRUST, trust(patience)) - LOSS;
        int pause = pause(patience);
        return trust < 0 ? of(-pause, Math.min(LAST_PAUSE, 2 * pause)) : of(trust, pause);
    }
}
