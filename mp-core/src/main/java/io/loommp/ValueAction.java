package io.loommp;

/** Code that runs in the context of a port and is given a value. */
@FunctionalInterface
public interface ValueAction<T> {

    /**
     * Does it.
     *
     * @throws Exception ends the port with the reason {@code die}
     */
    void accept(T value) throws Exception;
}
