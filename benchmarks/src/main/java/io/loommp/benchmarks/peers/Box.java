package io.loommp.benchmarks.peers;

/** Where messages wait for one thread. */
public interface Box {
    /** Has to be called before anything else: who takes. */
    default void owner(Thread thread) {}

    /** From any thread. */
    void put(Object message) throws InterruptedException;

    /** Waits for the next one. Only by the owner. */
    Object take() throws InterruptedException;
}
