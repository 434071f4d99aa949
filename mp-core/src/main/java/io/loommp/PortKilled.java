package io.loommp;

import java.util.Objects;

/**
 * Thrown into the code of a port that has been killed, by its receives and sends, so that the code unwinds and returns.
 *
 * <p>It is an {@link Error} because server loops write {@code catch (Exception e)}, which must not stop a kill. Code that
 * has to tidy up uses {@code finally}. It has no stack trace: it is an order, not a fault.
 */
public final class PortKilled extends Error {
    private static final long serialVersionUID = 1L;

    private final transient PortId port;
    private final transient KillReason reason;

    /** For the runtime: the port that has ended, and why. */
    public PortKilled(PortId port, KillReason reason) {
        super(port + " has ended: " + reason, null, false, false);
        this.port = Objects.requireNonNull(port, "port");
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** The port whose code is to end. */
    public PortId port() {
        return port;
    }

    /** Why it was killed. */
    public KillReason reason() {
        return reason;
    }
}
