package io.loommp;

/**
 * Something that is to happen later: once, or again and again.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public interface Timer {

    /**
     * Prevents it. One that comes again and again does not begin once more.
     *
     * @return false if it has begun, or was cancelled before; of one that comes again and again, if it is over already
     */
    boolean cancel();
}
