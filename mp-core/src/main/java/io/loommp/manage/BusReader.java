package io.loommp.manage;

import io.loommp.PortId;
import org.jspecify.annotations.Nullable;

/**
 * Who reads the bus of a node, at the place where something is published; for the runtime. It must be quick, wait for nothing
 * and run no code of users: it may be a kernel thread that publishes.
 *
 * <p><b>Threads:</b> any.
 */
public interface BusReader {
    /** The bit of values that are no events. */
    long VALUES = 1L << 63;

    /** The bit of those {@link Event.Died} that nobody expected: who wants no others need not be told of every end. */
    long UNEXPECTED_DEATHS = 1L << 62;

    /** What it wants, as bits of {@link Event.Kind#mask} and those above; a change is told by {@link Events}. */
    long interests();

    /**
     * Whether it wants to be told of what this port sends to that one, as it was addressed; asked before anything is made. It
     * may be offered such an event all the same, if another reader wants it.
     */
    default boolean wantsSend(PortId from, PortId to) {
        return true;
    }

    /** The same of what that port, or channel, receives. */
    default boolean wantsReceive(PortId to) {
        return true;
    }

    /**
     * Takes something.
     *
     * @param kind of which kind it is; null for a value that is no event
     */
    void offer(Object input, Event.@Nullable Kind kind);

    /** Takes what code of users has published, and may make that wait. */
    default void offerPatiently(Object input, Event.@Nullable Kind kind) {
        offer(input, kind);
    }
}
