package io.loommp.spi;

import io.loommp.Message;

/**
 * An established connection to another node, as the kernel sees it: it carries messages there, in order.
 *
 * <p>What comes from there the link hands to the kernel from a {@link KernelThread}. No method of a link calls back
 * into the kernel: when a link is lost, its own thread says so later.
 *
 * <p>After a link has been lost, what is still given to it is dropped: the kernel's monitors tell.
 *
 * <p><b>Threads:</b> any.
 */
public interface Link {

    /** The id of the other node; constant. */
    String node();

    /**
     * Sends a message to a port of the other node, the empty name being its node port.
     *
     * <p><b>Blocking:</b> a thread that is not a {@link KernelThread} waits while more than the high-water mark is on its
     * way; at most until the link is lost, which the write-progress deadline bounds. An interrupt ends the wait, or keeps it
     * from beginning: nothing is sent, and the interrupt flag stays set.
     *
     * @return false if the message was not taken: the link is lost, or the thread interrupted
     * @throws IllegalArgumentException if the content cannot be written in the link's encoding, or is longer than a packet
     *     may be; nothing was sent
     */
    boolean send(String port, Message message);

    /** As {@link #send}, without ever waiting; past the hard bound of what may be on its way the link is lost. */
    boolean post(String port, Message message);

    /** Whether so much is on its way that who can wait should: more than the high-water mark. */
    default boolean isCrowded() {
        return false;
    }

    /**
     * As {@link #isCrowded()}, for who wants to hear of the end of it.
     *
     * @param whenNot if it is, this is run once when half of that is reached, unless another one is given meanwhile or the
     *     link is lost; on a thread of the link, so it must not take long
     */
    default boolean isCrowded(Runnable whenNot) {
        return false;
    }

    /** Asks that the connection be closed; the link's own thread reports the loss with this text. */
    void close(String why);
}
