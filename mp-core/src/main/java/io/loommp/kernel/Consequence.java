package io.loommp.kernel;

import io.loommp.KillReason;
import org.jspecify.annotations.Nullable;

/** That something ends because a port has: a child of it, or a port that depends on it. */
interface Consequence {

    /**
     * Lets it come: either it is an entry of the port's own sequence now, or nothing is to be done, or the port is to end at
     * once. Runs no code of users.
     *
     * @return the port that the caller has to end with this reason, or null
     */
    @Nullable
    LocalPort due(KillReason why);
}
