package io.loommp;

/**
 * Something that tells again and again, until it is cancelled or the port that it tells has ended.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
public interface Subscription {

    /**
     * Ends it. After this returns no callback begins and no notice is received, even if some wait in a mailbox.
     *
     * @return false if it was over already
     */
    boolean cancel();
}
