package io.loommp.loom.agent;

import io.loommp.PortId;
import io.loommp.manage.Event;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an agent at one moment.
 *
 * @param port its port, the last one if it was started anew
 * @param running whether it has not ended
 * @param offered how much the bus had for it
 * @param delivered how much of that it has taken
 * @param handled how many inputs, of bus and mailbox, a sink has taken
 * @param unmatched how many no sink has taken
 * @param dropped how many events of each kind did not fit into its part of the bus
 * @param droppedValues the same, of values that are no events
 * @param highWater how many have waited at most
 * @param restarts how often it was started anew
 * @param endReason why it has ended, or, after a failure, what was thrown, in words; null while nothing has happened to it
 * @param lastFailure what a sink or finalizer threw last; null if none did
 */
public record AgentInfo(
        String id,
        PortId port,
        boolean running,
        long offered,
        long delivered,
        long handled,
        long unmatched,
        Map<Event.Kind, Long> dropped,
        long droppedValues,
        int highWater,
        int restarts,
        @Nullable String endReason,
        @Nullable Throwable lastFailure) {}
