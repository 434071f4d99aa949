package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.PortId;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Somebody who is to be told of the end of a port: a local monitor, or another node. */
interface Watch {

    /** Tells it, unless it was taken back. At most one call has an effect. Runs no code of users. */
    void fire(KillReason reason);

    /** Whether somebody takes care of the port by this, so that an abnormal end is not news for the log. */
    default boolean takesCare() {
        return true;
    }

    /** Who watches, for people: a port of this node, or the node port of another one; null if it is nobody one could name. */
    default @Nullable PortId holder() {
        return null;
    }

    /** As {@link #fire(KillReason)}, but ports that are to end as well are added to a collection instead of ended here. */
    default void fire(KillReason reason, Collection<LocalPort> dependents) {
        fire(reason);
    }
}
