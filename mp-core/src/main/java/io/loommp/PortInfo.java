package io.loommp;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node knows of one of its live ports, for people and tools. The parts are looked at one after the other while the
 * port goes on, so they may not fit together to the last message.
 *
 * @param id its id
 * @param kind how it is served
 * @param names the names that it holds on its node, sorted
 * @param state what its code is doing
 * @param waitsFor what its code waits for, in words, if it waits by means of this runtime
 * @param waitsForPort the port that would have to act for that wait to end, where one port alone is known
 * @param received how many entries were ever put into its inbox: messages, and callbacks of its own; counted modulo 2^32
 * @param queued how many entries stand in its inbox: messages, and callbacks of its own, that nobody has looked at
 * @param kept how many messages its receives have seen and left
 * @param monitors how many watch it, here or elsewhere
 * @param watchers who they are, where that is known: ports of this node, and the node ports of other nodes
 * @param links the ports whose abnormal end ends this one
 * @param oldestKept how long the oldest of the kept messages has been waiting; null if there is none
 */
public record PortInfo(
        PortId id,
        Kind kind,
        List<String> names,
        State state,
        @Nullable String waitsFor,
        @Nullable PortId waitsForPort,
        long received,
        int queued,
        int kept,
        int monitors,
        List<PortId> watchers,
        List<PortId> links,
        @Nullable Duration oldestKept) {

    /** How a port is served. */
    public enum Kind {
        /** By handlers. */
        CALLBACK,
        /** By a thread of its own. */
        THREAD
    }

    /** What the code of a port is doing. */
    public enum State {
        /** It waits for something to come: in a receive, or having done all that had come. */
        RECEIVING,
        /** It waits in the middle of its work, by means of this runtime: for a reply, say, or for room in a mailbox. */
        WAITING,
        /** It waits in the middle of its work for something else: input or output, a lock, a sleep. */
        BLOCKED,
        /** It computes, or is about to. */
        RUNNING
    }

    /** Copies the lists. */
    public PortInfo {
        names = List.copyOf(names);
        watchers = List.copyOf(watchers);
        links = List.copyOf(links);
    }

    /** Whether its code waits for something to come. */
    public boolean idle() {
        return state == State.RECEIVING;
    }

    /** How much waits for the port: what nobody has looked at, and what its receives have left. */
    public int waiting() {
        return queued + kept;
    }

    /** The age of the oldest message that its receives have left, if there is one. */
    public Optional<Duration> oldestUnmatched() {
        return Optional.ofNullable(oldestKept);
    }
}
