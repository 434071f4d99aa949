package io.loommp.manage;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Whose code the current thread runs, as far as the bus minds: that of a reader of the bus, or of nobody in particular. What
 * a reader does is not told to itself, or an agent that answers each message with a message would feed itself for ever
 * (management.md B2).
 *
 * <p><b>Threads:</b> each has its own. What one thread does for another, a timer's for the port that set it, is marked by
 * {@link #run}.
 */
public final class Cause {
    private static final ThreadLocal<@Nullable Object> CURRENT = new ThreadLocal<>();

    private Cause() {}

    /** The reader whose code runs; null if it is nobody's in particular. Compared by identity. */
    public static @Nullable Object current() {
        return CURRENT.get();
    }

    /** Runs code as that of a reader; with null, as nobody's in particular. */
    public static void run(@Nullable Object reader, Runnable code) {
        Object before = CURRENT.get();
        CURRENT.set(reader);
        try {
            code.run();
        } finally {
            restore(before);
        }
    }

    /** Runs code as that of a reader; with null, as nobody's in particular. */
    public static <T extends @Nullable Object> T call(@Nullable Object reader, Callable<T> code) throws Exception {
        Object before = CURRENT.get();
        CURRENT.set(reader);
        try {
            return code.call();
        } finally {
            restore(before);
        }
    }

    private static void restore(@Nullable Object before) {
        if (before == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(before);
        }
    }
}
