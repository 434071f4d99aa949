package io.loommp.kernel;

import io.loommp.PortId;
import io.loommp.spi.Parking;
import io.loommp.spi.Planted;
import io.loommp.spi.Timers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

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
 * @param pendingBytesMax how much they may keep, in bytes of heap, estimated; a message may come that is larger, while no more than half
 *     of this waits
 * @param planted bugs that a test wants to be found
 * @param listForm whether messages of this node arrive as if they had travelled: made of plain elements, not of records
 * @param namePrefix makes what the names of one start's ports begin with
 * @param checksByTime whether the kernel looks now and then, by timers of its own, after the carriers of virtual threads and
 *     for ports that do not take what they are sent
 * @param logsAtOnce whether the log is written by the thread that brings an event about, so that nothing else depends on what
 *     is logged
 * @param relay whether messages of other nodes are passed on to third ones ({@code snd})
 * @param peerWatchesMax how many ports of this node another one may watch (security S24)
 * @param peerNamesMax how many names another node may register here (security S24)
 * @param peerSpawnsMax how many ports that another node has spawned here may live at a time (security S22)
 * @param mdc whether threads that run code of ports say in the log's context (MDC) which port that is
 * @param runNext whether a callback port that the handler of another woke last may follow it on its thread
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
        Set<Planted> planted,
        boolean listForm,
        Supplier<String> namePrefix,
        boolean checksByTime,
        boolean logsAtOnce,
        boolean relay,
        int peerWatchesMax,
        int peerNamesMax,
        int peerSpawnsMax,
        boolean mdc,
        boolean runNext) {

    private static final long UNREAD_MIN = 1L << 20;
    private static final long UNREAD_MAX = 256L << 20;
    private static final long PENDING_MAX = 8L << 20;

    /** @throws IllegalArgumentException if the node id is none, or a limit is not positive */
    public KernelConfig {
        planted = Set.copyOf(planted);
        PortId.checkNodeId(nodeId);
        Durations.nanos(grace, "grace");
        Durations.nanos(connectTimeout, "connectTimeout");
        if (peerWatchesMax <= 0 || peerNamesMax <= 0 || peerSpawnsMax <= 0) {
            throw new IllegalArgumentException(
                    "limits must be positive: peerWatchesMax %d, peerNamesMax %d, peerSpawnsMax %d"
                            .formatted(peerWatchesMax, peerNamesMax, peerSpawnsMax));
        }
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
                Thread.ofVirtual().name("loommp-" + nodeId).factory(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Math.clamp(Runtime.getRuntime().maxMemory() / 8, UNREAD_MIN, UNREAD_MAX),
                10_000,
                Math.clamp(Runtime.getRuntime().maxMemory() / 32, UNREAD_MIN, PENDING_MAX),
                Set.of(),
                false,
                Names::randomPrefix,
                true,
                false,
                false,
                1_000_000,
                10_000,
                100_000,
                false,
                true);
    }

    /** All of it, to change one thing: a record has no other way than to name them all. */
    private static final class Copy {
        private final String nodeId;
        private Function<String, Timers> timers;
        private Parking parking;
        private ThreadFactory virtualThreads;
        private Duration grace;
        private Duration connectTimeout;
        private long unreadBytesMax;
        private final int pendingMax;
        private final long pendingBytesMax;
        private Set<Planted> planted;
        private boolean listForm;
        private Supplier<String> namePrefix;
        private boolean checksByTime;
        private boolean logsAtOnce;
        private boolean relay;
        private int peerWatchesMax;
        private int peerNamesMax;
        private int peerSpawnsMax;
        private boolean mdc;
        private boolean runNext;

        Copy(KernelConfig of) {
            nodeId = of.nodeId;
            timers = of.timers;
            parking = of.parking;
            virtualThreads = of.virtualThreads;
            grace = of.grace;
            connectTimeout = of.connectTimeout;
            unreadBytesMax = of.unreadBytesMax;
            pendingMax = of.pendingMax;
            pendingBytesMax = of.pendingBytesMax;
            planted = of.planted;
            listForm = of.listForm;
            namePrefix = of.namePrefix;
            checksByTime = of.checksByTime;
            logsAtOnce = of.logsAtOnce;
            relay = of.relay;
            peerWatchesMax = of.peerWatchesMax;
            peerNamesMax = of.peerNamesMax;
            peerSpawnsMax = of.peerSpawnsMax;
            mdc = of.mdc;
            runNext = of.runNext;
        }

        KernelConfig done() {
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
                    planted,
                    listForm,
                    namePrefix,
                    checksByTime,
                    logsAtOnce,
                    relay,
                    peerWatchesMax,
                    peerNamesMax,
                    peerSpawnsMax,
                    mdc,
                    runNext);
        }
    }

    private KernelConfig with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.done();
    }

    /** With another time; each activation has a thread of its own then, since one that waits for another is found by the time. */
    public KernelConfig withTimers(Function<String, Timers> other) {
        return with(copy -> {
            copy.timers = other;
            copy.runNext = false;
        });
    }

    /** With another way in which threads of ports wait. */
    public KernelConfig withParking(Parking other) {
        return with(copy -> copy.parking = other);
    }

    /** With other threads for ports and activations. */
    public KernelConfig withVirtualThreads(ThreadFactory other) {
        return with(copy -> copy.virtualThreads = other);
    }

    /** With another grace. */
    public KernelConfig withGrace(Duration other) {
        return with(copy -> copy.grace = other);
    }

    /** With another limit for how long messages wait for a connection. */
    public KernelConfig withConnectTimeout(Duration other) {
        return with(copy -> copy.connectTimeout = other);
    }

    /** With another soft limit for unread messages. */
    public KernelConfig withUnreadBytesMax(long other) {
        return with(copy -> copy.unreadBytesMax = other);
    }

    /** With local messages in list form, or as they were sent. */
    public KernelConfig withListForm(boolean other) {
        return with(copy -> copy.listForm = other);
    }

    /** With bugs, in a test that shows that they are found. */
    public KernelConfig withPlanted(Set<Planted> bugs) {
        return with(copy -> copy.planted = bugs);
    }

    /**
     * With threads that somebody else schedules, and so without checks by time, with a thread for each activation, and
     * without one for the log.
     */
    public KernelConfig withThreads(ThreadFactory otherThreads, Parking otherParking) {
        return with(copy -> {
            copy.virtualThreads = otherThreads;
            copy.parking = otherParking;
            copy.checksByTime = false;
            copy.runNext = false;
            copy.logsAtOnce = true;
        });
    }

    /** With names of ports that begin with this: the same at each start, so they can be guessed, and come again. */
    public KernelConfig withNamePrefix(String prefix) {
        return with(copy -> copy.namePrefix = () -> prefix);
    }

    /** Passing messages of other nodes on to third ones, or not. */
    public KernelConfig withRelay(boolean other) {
        return with(copy -> copy.relay = other);
    }

    /** With the log's context saying whose code a thread runs, or not. */
    public KernelConfig withMdc(boolean other) {
        return with(copy -> copy.mdc = other);
    }

    /** With callback ports that follow each other on one thread, or with a thread for each activation. */
    public KernelConfig withRunNext(boolean other) {
        return with(copy -> copy.runNext = other);
    }

    /** With another limit for how many ports that one other node has spawned may live here. */
    public KernelConfig withPeerSpawnsMax(int spawns) {
        return with(copy -> copy.peerSpawnsMax = spawns);
    }

    /** With other limits for what one other node may watch and register here. */
    public KernelConfig withPeerMax(int watches, int names) {
        return with(copy -> {
            copy.peerWatchesMax = watches;
            copy.peerNamesMax = names;
        });
    }
}
