package io.loommp.kernel;

import io.loommp.PortId;
import org.jspecify.annotations.Nullable;

/** Something that a port holds and gives back when it ends. */
interface Owned {

    /** Gives it back; never blocks and runs no code of users. */
    void release();

    /** The port whose end would end the owner, if that is what it holds. */
    default @Nullable PortId linkedTo() {
        return null;
    }
}
