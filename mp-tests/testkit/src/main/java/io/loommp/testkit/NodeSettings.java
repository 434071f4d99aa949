package io.loommp.testkit;

import io.loommp.kernel.KernelConfig;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** How a node of a test differs from the usual one. A value: each method returns another one. */
public final class NodeSettings {
    private static final NodeSettings USUAL = new NodeSettings(UnaryOperator.identity());

    private final UnaryOperator<KernelConfig> changes;

    private NodeSettings(UnaryOperator<KernelConfig> changes) {
        this.changes = changes;
    }

    /** A node as others are: a grace of 5 s, and 30 s for a connection to come up. */
    public static NodeSettings usual() {
        return USUAL;
    }

    /**
     * With another grace: how long a killed port's code may take to return before that is reported, and how long a kill of a
     * callback port waits for its turn.
     */
    public NodeSettings withGrace(Duration grace) {
        return and(config -> config.withGrace(grace));
    }

    /** With another limit for how long messages wait for a connection. */
    public NodeSettings withConnectTimeout(Duration timeout) {
        return and(config -> config.withConnectTimeout(timeout));
    }

    /** With another soft limit for what other nodes may have sent that no port has read, in bytes of heap. */
    public NodeSettings withUnreadBytesMax(long bytes) {
        return and(config -> config.withUnreadBytesMax(bytes));
    }

    /**
     * With messages between ports of the node in the form in which they travel: so a test finds where code works only as
     * long as a record, a list that somebody changes, or a port id that is no text, goes by reference.
     */
    public NodeSettings withListForm() {
        return and(config -> config.withListForm(true));
    }

    /** With the context of the log (MDC) saying which port a thread runs. */
    public NodeSettings withMdc() {
        return and(config -> config.withMdc(true));
    }

    private NodeSettings and(UnaryOperator<KernelConfig> change) {
        return new NodeSettings(config -> change.apply(changes.apply(config)));
    }

    KernelConfig applyTo(KernelConfig config) {
        return changes.apply(config);
    }
}
