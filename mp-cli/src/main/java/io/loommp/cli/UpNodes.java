package io.loommp.cli;

import io.loommp.Node;
import io.loommp.NodeChange;
import io.loommp.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The nodes that a command's own node is connected with, for commands that were not told which one is meant. */
public final class UpNodes {
    private UpNodes() {}

    /**
     * Waits until there is one, and returns those that there are then.
     *
     * <p><b>Blocking:</b> at most for the limit.
     *
     * @throws CommandFailed if there is none in time
     */
    public static List<String> await(Node node, Duration limit) throws CommandFailed, InterruptedException {
        CompletableFuture<NodeChange> up = new CompletableFuture<>();
        Subscription nodes = node.onNodes(up::complete);
        try {
            NodeChange ignored = up.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw CommandFailed.failed(
                    "no node could be reached within " + limit.toSeconds() + " s",
                    "Name one that listens: --seed HOST:PORT. What is wrong with it is said with -v.");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nobody completes it so
        } finally {
            nodes.cancel();
        }
        return node.upNodes();
    }
}
