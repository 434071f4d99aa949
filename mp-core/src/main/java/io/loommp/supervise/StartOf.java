package io.loommp.supervise;

import io.loommp.Address;
import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.PortId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a start function is told. */
final class StartOf implements Starting {
    private final PortId supervisor;
    private final Node node;
    private final String child;
    private final int attempt;
    private final @Nullable KillReason lastReason;

    StartOf(Address supervisor, Node node, String child, int attempt, @Nullable KillReason lastReason) {
        this.supervisor = supervisor.id();
        this.node = node;
        this.child = child;
        this.attempt = attempt;
        this.lastReason = lastReason;
    }

    /** Says that nothing was started. */
    record Ignored(PortId id) implements Address {}

    @Override
    public Node node() {
        return node;
    }

    @Override
    public PortId supervisor() {
        return supervisor;
    }

    @Override
    public String child() {
        return child;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public Optional<KillReason> lastReason() {
        return Optional.ofNullable(lastReason);
    }

    @Override
    public Address ignore() {
        return new Ignored(supervisor);
    }
}
