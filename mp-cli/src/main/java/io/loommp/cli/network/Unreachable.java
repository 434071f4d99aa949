package io.loommp.cli.network;

import io.loommp.KillReason;
import io.loommp.Node;
import io.loommp.cli.CommandFailed;

/** How commands say that a port or its node cannot be had. */
public final class Unreachable {
    /** What to do when a node cannot be reached. */
    public static final String HINT =
            "Is that its id, does it run, and does a seed know it? Who is there: loommp trace.";

    private Unreachable() {}

    /** There is a reason. */
    static CommandFailed because(KillReason why) {
        return CommandFailed.failed(
                why.toString(),
                switch (why) {
                    case KillReason.NoSuchPort gone -> "Ask its node which ports it has: loommp ports NODE";
                    case KillReason.TransportError lost -> HINT;
                    default -> "The port has ended.";
                });
    }

    /** Nobody has said anything. */
    static CommandFailed silent(Node node, String problem) {
        return CommandFailed.failed(
                problem,
                node.upNodes().isEmpty()
                        ? "No node is connected: look at the seeds and the secret with -v, or with loommp doctor."
                        : "Connected are: " + String.join(", ", node.upNodes()));
    }
}
