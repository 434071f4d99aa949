package io.loommp.kernel;

/** What the runner of a port may wait for. */
@FunctionalInterface
public interface Expected {

    /** Whether there is no reason to wait any more. */
    boolean hasCome();
}
