package io.loommp.kernel;

import io.loommp.PortId;
import io.loommp.spi.Parking;
import io.loommp.spi.Timers;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/**
 * What a kernel is made of and within which limits it works.
 *
 * @param nodeId what the node is called
 * @param timers makes the node's time, given the node's id; the kernel closes it
 * @param parking how threads of ports wait
 * @param virtualThreads makes the threads of ports and activations
 * @param grace how long a killed port's code may take to return before that is reported, and how long a kill of a callback
 *     port waits for its turn
 * @param connectTimeout how long messages wait for a connection that is on its way
 * @param unreadBytesMax soft limit for unread messages of other nodes, in bytes of heap, estimated
 * @param pendingMax how many messages wait for a connection to one node
 * @param pendingBytesMax how much they may keep, in bytes of heap, estimated
 * @param listForm whether messages of this node arrive as if they had travelled: made of plain elements, not of records
 */
public record KernelConfig(
        String nodeId,
        Function<String, Timers> timers,
        Parking parking,
        ThreadFactory virtualThreads,
        Duration grace,
        Duration connectTimeout,
        long unreadBytesMax,
        int pendingMax,
        long pendingBytesMax,
        boolean listForm) {

    private static final long UNREAD_MIN = 1L << 20;
    private static final long UNREAD_MAX = 256L << 20;
    private static final long PENDING_MAX = 8L << 20;

    /** @throws IllegalArgumentException if the node id is none, or a limit is not positive */
    public KernelConfig {
        PortId.checkNodeId(nodeId);
        Durations.nanos(grace, "grace");
        Durations.nanos(connectTimeout, "connectTimeout");
        if (unreadBytesMax <= 0 || pendingMax <= 0 || pendingBytesMax <= 0) {
            throw new IllegalArgumentException(
                    "limits must be positive: unreadBytesMax %d, pendingMax %d, pendingBytesMax %d"
                            .formatted(unreadBytesMax, pendingMax, pendingBytesMax));
        }
    }

    /** The usual: real time, a grace of 5 s, unread messages up to an eighth of the heap. */
    public static KernelConfig of(String nodeId) {
        return new KernelConfig(
                nodeId,
                node -> new WheelTimers("loommp-timer-" + node),
                Parking.system(),
                Thread.ofVirtual().factory(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Math.clamp(Runtime.getRuntime().maxMemory() / 8, UNREAD_MIN, UNREAD_MAX),
                10_000,
                Math.clamp(Runtime.getRuntime().maxMemory() / 32, UNREAD_MIN, PENDING_MAX),
                false);
    }

    /** With another time. */
    public KernelConfig withTimers(Function<String, Timers> other) {
        return new KernelConfig(
                nodeId,
                other,
                parking,
                virtualThreads,
                grace,
                connectTimeout,
                unreadBytesMax,
                pendingMax,
                pendingBytesMax,
                listForm);
    }

    /** With another way in which threads of ports wait. */
    public KernelConfig withParking(Parking other) {
        return new KernelConfig(
                nodeId,
                timers,
                other,
                virtualThreads,
                grace,
                connectTimeout,
                unreadBytesMax,
                pendingMax,
                pendingBytesMax,
                listForm);
    }

    /** With other threads for ports and activations. */
    public KernelConfig withVirtualThreads(ThreadFactory other) {
        return new KernelConfig(
                nodeId,
                timers,
                parking,
                other,
                grace,
                connectTimeout,
                unreadBytesMax,
                pendingMax,
                pendingBytesMax,
                listForm);
    }

    /** With another grace. */
    public KernelConfig withGrace(Duration other) {
        return new KernelConfig(
                nodeId,
                timers,
                parking,
                virtualThreads,
                other,
                connectTimeout,
                unreadBytesMax,
                pendingMax,
                pendingBytesMax,
                listForm);
    }

    /** With another limit for how long messages wait for a connection. */
    public KernelConfig withConnectTimeout(Duration other) {
        return new KernelConfig(
                nodeId,
                timers,
                parking,
                virtualThreads,
                grace,
                other,
                unreadBytesMax,
                pendingMax,
                pendingBytesMax,
                listForm);
    }

    /** With another soft limit for unread messages. */
    public KernelConfig withUnreadBytesMax(long other) {
        return new KernelConfig(
                nodeId,
                timers,
                parking,
                virtualThreads,
                grace,
                connectTimeout,
                other,
                pendingMax,
                pendingBytesMax,
                listForm);
    }

    /** With local messages in list form, or as they were sent. */
    public KernelConfig withListForm(boolean other) {
        return new KernelConfig(
                nodeId,
                timers,
                parking,
                virtualThreads,
                grace,
                connectTimeout,
                unreadBytesMax,
                pendingMax,
                pendingBytesMax,
                other);
    }
}
