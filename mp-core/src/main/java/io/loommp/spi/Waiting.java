package io.loommp.spi;

import io.loommp.PortId;
import org.jspecify.annotations.Nullable;

/** What a thread of a port parks on: given to {@link Parking} as the blocker, so that who looks can say who waits for what. */
public interface Waiting {

    /** The port whose code waits; null if it is the code of none. */
    @Nullable
    PortId waiter();

    /** The port that would have to act for the wait to end, where one port alone is known; otherwise null. */
    @Nullable
    PortId waitsFor();

    /** What is waited for, in words, as in "waits for " and this. */
    String what();
}
