package io.loommp;

/**
 * Numbers about a node at one moment, for people and tools. They are looked at one after the other.
 *
 * @param ports live ports
 * @param names names that ports hold
 * @param monitors watches on ports of this node, of other nodes' too
 * @param remoteMonitors ports of other nodes that are watched from here
 * @param peers other nodes that it has to do with: connected, or with messages or watches that wait for a connection
 * @param links nodes that it is connected with
 * @param questions open questions of its ports
 * @param lateReplies replies that came after their questions were over, since the start
 * @param deadLetters messages that could not be delivered, since the start; without late replies
 * @param ignoredRequests requests of other nodes that it did not answer, since the start
 * @param unreadBytes what other nodes have sent and nobody has read, in bytes of heap, estimated
 */
public record NodeStatistics(
        int ports,
        int names,
        int monitors,
        int remoteMonitors,
        int peers,
        int links,
        int questions,
        long lateReplies,
        long deadLetters,
        long ignoredRequests,
        long unreadBytes) {}
