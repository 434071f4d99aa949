package io.loommp.kernel;

import org.jspecify.annotations.Nullable;

/** The entry at which a callback port gets another runner. */
public abstract class HandOver extends ControlEntry {

    /** Who runs the port from here on. */
    protected abstract Runner successor();

    /** Lets the successor begin, with the entries that stand behind this one and were taken already. */
    protected abstract void begin(@Nullable Entry rest);

    @Override
    protected final void run(LocalPort port) {
        throw new IllegalStateException("the runner of a callback port hands over, nobody else");
    }
}
