package io.loommp.kernel;

/** An entry of the kernel's own: a closure, a kill, a change of runner. Never refused and not counted by a bound. */
public abstract non-sealed class ControlEntry extends Entry {

    /** Does it, on the port's runner; what it throws ends the port. */
    protected abstract void run(LocalPort port) throws Exception;

    /** Told instead of {@link #run} when the port has ended. */
    protected void dropped() {}
}
