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
 * @param idle whether its code waits for something to come
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
        boolean idle,
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

    /** Copies the lists. */
    public PortInfo {
        names = List.copyOf(names);
        watchers = List.copyOf(watchers);
        links = List.copyOf(links);
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
