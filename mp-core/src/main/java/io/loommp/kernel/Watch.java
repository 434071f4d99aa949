package io.loommp.kernel;

import io.loommp.KillReason;

/** Somebody who is to be told of the end of a port: a local monitor, or another node. */
interface Watch {

    /** Tells it, unless it was taken back. At most one call has an effect. Runs no code of users. */
    void fire(KillReason reason);
}
