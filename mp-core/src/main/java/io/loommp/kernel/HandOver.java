package io.loommp.kernel;

/** The entry at which a callback port gets another runner. */
public abstract class HandOver extends ControlEntry {

    /** Who runs the port from here on. */
    protected abstract Runner successor();

    /** Lets the successor begin, with the entries that stand {@link #next behind} this one and were taken already. */
    protected abstract void begin();

    @Override
    protected final void run(LocalPort port) {
        throw new IllegalStateException("the runner of a callback port hands over, nobody else");
    }
}
