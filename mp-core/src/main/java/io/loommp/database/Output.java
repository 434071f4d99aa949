package io.loommp.database;

import io.loommp.DatabaseChange;
import io.loommp.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the database of a node wants done. */
public sealed interface Output {

    /** Sends a request to the node port of another node that is connected. */
    record Send(String node, Message request) implements Output {}

    /** Sees to it that there is a connection to this node, or an attempt at one. */
    record Connect(String node) implements Output {}

    /** Tells one who monitors a family. */
    record Changed(long subscription, DatabaseChange<@Nullable Object> change) implements Output {}

    /** Answers a query: with a map or a list, as was asked for. */
    record Answered(long query, Object result) implements Output {}

    /** A query gets no answer, and why. */
    record Failed(long query, String why) implements Output {}

    /** Answers all who look up a node. */
    record Located(String node, List<String> addresses) implements Output {}

    /** A node takes so little that its connection is to be given up. */
    record Overloaded(String node) implements Output {}

    /** Something that another node has sent was not taken: it may not set that, or has set too much. */
    record Refused(String node, String what) implements Output {}
}
