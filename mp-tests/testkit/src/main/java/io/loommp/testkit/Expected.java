package io.loommp.testkit;

import org.jspecify.annotations.Nullable;

/**
 * What a test waits for among what a probe sees.
 *
 * @param <T> what the probe sees
 * @param <R> what the test gets
 */
interface Expected<T, R> {

    /** In words, as in "waited for" and this. */
    String what();

    /** What the test gets if this is it; otherwise null. */
    @Nullable
    R fits(T thing);

    /** What nearly fits is listed with this reason why it does not; null for what has nothing in common. */
    default @Nullable String nearly(T thing) {
        return null;
    }
}
