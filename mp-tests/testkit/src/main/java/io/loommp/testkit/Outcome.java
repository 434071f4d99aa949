package io.loommp.testkit;

import org.jspecify.annotations.Nullable;

/* What has become of a call: a value, or what was thrown. All of it belongs to the carrier. */
final class Outcome<T extends @Nullable Object> {
    boolean over;

    @Nullable
    T value;

    @Nullable
    Throwable thrown;

    @SuppressWarnings("NullAway") // null is one of T if the code returned it
    T value() throws Exception {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof Exception exception) {
            throw exception;
        }
        return value;
    }
}
