package io.loommp;

/**
 * Something that is to happen once, later.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public interface Timer {

    /**
     * Prevents it.
     *
     * @return false if it has begun, or was cancelled before
     */
    boolean cancel();
}
