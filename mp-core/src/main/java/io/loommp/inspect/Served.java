package io.loommp.inspect;

import io.loommp.PortId;
import io.loommp.Self;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One function of a node service.
 *
 * <p><b>Threads:</b> runs in the context of a port of its own, which is where {@code self} belongs.
 */
interface Served {

    /** The options that it knows. */
    Set<String> known();

    /**
     * Does what is asked for.
     *
     * @param asker the port of the asking node that waits for the answer
     * @return the answer; null if it comes later, through {@link Answer}
     * @throws Refusal if that is not to be had
     */
    @Nullable
    Map<String, @Nullable Object> serve(Self self, PortId asker, Options options) throws Refusal;

    /** The service was switched off: what goes on for askers ends. */
    default void stop() {}
}
