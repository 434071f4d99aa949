package io.loommp.kernel;

/** The numbers of waiting messages at which a mailbox is reported: 1,000, and ten, a hundred… times that. */
public final class HighWater {
    private static final int FIRST = 1000;

    private HighWater() {}

    /** Whether a mailbox is reported when it has grown to this many. */
    public static boolean isMark(int waiting) {
        if (waiting < FIRST || waiting % FIRST != 0) {
            return false;
        }
        int rest = waiting / FIRST;
        while (rest % 10 == 0) {
            rest /= 10;
        }
        return rest == 1;
    }
}
