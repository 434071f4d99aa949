package io.loommp;

import java.time.Duration;

/**
 * How many messages may wait for a port, and how long a local sender waits when that many do.
 *
 * <p>Messages of other nodes are taken also when the mailbox is full, since whoever reads from the network cannot wait; a
 * node that then holds more than half of the bound loses its link as overloaded. What the kernel itself puts into a port's
 * sequence (notices, callbacks, kills) is never refused and does not count.
 *
 * @param messages at least 1
 * @param patience how long a local sender waits for room before it gets {@link MailboxFull}; zero means not at all
 */
public record MailboxBound(int messages, Duration patience) {
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(5);

    /** @throws IllegalArgumentException if there is room for none, or the patience is negative */
    public MailboxBound {
        if (messages < 1) {
            throw new IllegalArgumentException("a mailbox must have room for at least 1 message, not " + messages);
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience must not be negative: " + patience);
        }
    }

    /** A bound of so many messages; senders wait up to 5 s. */
    public static MailboxBound of(int messages) {
        return new MailboxBound(messages, USUAL_PATIENCE);
    }
}
