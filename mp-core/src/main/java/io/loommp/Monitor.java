package io.loommp;

/**
 * One watch on the end of a port; it tells of that end exactly once, unless it is cancelled first.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public interface Monitor {

    /** The port that is watched, as it was named when the watch was set. */
    PortId watched();

    /** A number that no other watch of this node has, so that notices can be told apart. */
    long reference();

    /**
     * Takes the watch back. After it returns, the callback does not begin and the notice is not received, even if the port
     * ended before and the notice already waits in a mailbox.
     *
     * @return false if the callback had begun or the notice was received before, or it was cancelled already
     */
    boolean cancel();
}
