package io.loommp;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A question was not answered: whoever was asked has ended, or cannot be reached, or the time was up, or the reply is not of
 * the type that was wanted ({@code unreadable_reply}). Whether it has read the question is not known; a reply that comes later
 * is counted and dropped.
 */
public final class AskFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient PortId target;
    private final transient @Nullable KillReason reason;

    /** For the runtime: who was asked, and why there is no reply; without a reason the time was up. */
    public AskFailed(PortId target, @Nullable KillReason reason, String text) {
        super(text);
        this.target = Objects.requireNonNull(target, "target");
        this.reason = reason;
    }

    /** Who was asked. */
    public PortId target() {
        return target;
    }

    /** Why whoever was asked cannot answer; empty when the time was up. */
    public Optional<KillReason> reason() {
        return Optional.ofNullable(reason);
    }

    /** Whether the time was up, and nothing else is known to be wrong. */
    public boolean isTimeout() {
        return reason == null;
    }
}
