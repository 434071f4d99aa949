package io.loommp;

import java.time.Duration;
import java.util.Objects;

/**
 * A local send found a bounded mailbox full, and it stayed full for the whole time a sender may wait; or the sender was
 * interrupted while it waited; or it is the one who would have to empty the mailbox. The message was not queued; nothing
 * else was lost.
 */
public final class MailboxFull extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient PortId port;

    /** For the runtime: the port, its bound in messages, and how long the sender has waited. */
    public MailboxFull(PortId port, int bound, Duration waited) {
        super("the mailbox of %s holds its bound of %d messages (waited %d ms)"
                .formatted(port, bound, waited.toMillis()));
        this.port = Objects.requireNonNull(port, "port");
    }

    /** The port whose mailbox is full. */
    public PortId port() {
        return port;
    }
}
