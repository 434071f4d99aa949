package io.loommp.manage;

import org.jspecify.annotations.Nullable;

/** A throwable as it may stand in a log: with its stack trace, and with texts that are fit for one line (security S32). */
@SuppressWarnings("OverrideThrowableToString") // it stands in for another class
final class LoggedThrowable extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int CAUSES_MAX = 8;

    private final String text;

    private LoggedThrowable(Throwable original, int causes) {
        super(null, causes == 0 ? null : of(original.getCause(), causes - 1), false, true);
        this.text = LogText.escape(original.toString());
        setStackTrace(original.getStackTrace());
    }

    static @Nullable Throwable of(@Nullable Throwable original) {
        return of(original, CAUSES_MAX);
    }

    private static @Nullable Throwable of(@Nullable Throwable original, int causes) {
        return original == null ? null : new LoggedThrowable(original, causes);
    }

    @Override
    public String toString() {
        return text;
    }
}
