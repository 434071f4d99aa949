package io.loommp;

/** Code that runs in the context of a port, as one entry of its sequence. */
@FunctionalInterface
public interface Action {

    /**
     * Does it.
     *
     * @throws Exception ends the port with the reason {@code die}
     */
    void run() throws Exception;
}
