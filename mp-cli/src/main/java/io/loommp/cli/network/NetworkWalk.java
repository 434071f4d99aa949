package io.loommp.cli.network;

import io.loommp.AskFailed;
import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A walk through a network, breadth first, from one node or some to all that can be reached: each is asked whom it is
 * connected with.
 *
 * <p>The question is the request {@code eval} with the one text that nodes answer also when they evaluate nothing. The node
 * that asks leaves itself out: it is connected with whom it asks.
 *
 * <p><b>Limits:</b> 32 nodes are asked at a time, and 10,000 in all.
 *
 * @see <a href="https://metacpan.org/dist/AnyEvent-MP/view/bin/aemp">aemp, whose trace asks the same</a>
 */
public final class NetworkWalk {
    private static final String UP_NODES = "AnyEvent::MP::Kernel::up_nodes";
    private static final int AT_ONCE = 32;
    private static final int NODES_MAX = 10_000;

    private final Node node;
    private final Duration perNode;

    /**
     * A node on the way.
     *
     * @param id what it is called
     * @param neighbours whom it is connected with, sorted
     * @param failure why it did not say so; null if it did
     */
    public record Stop(
            String id, List<String> neighbours, @Nullable String failure) {
        /** Takes a copy. */
        public Stop {
            neighbours = List.copyOf(neighbours);
        }

        /** As {@code aemp} prints it. */
        @Override
        public String toString() {
            return id + " -> " + (failure == null ? String.join(" ", neighbours) : "(" + failure + ")");
        }
    }

    /** A walk by this node, which waits so long for each other. */
    public NetworkWalk(Node node, Duration perNode) {
        this.node = node;
        this.perNode = perNode;
    }

    /** Walks, and tells of each node when it and all before it have answered. */
    public void from(List<String> starts, Consumer<Stop> told) throws InterruptedException {
        Set<String> found = new HashSet<>(starts);
        List<String> next = List.copyOf(starts);
        while (!next.isEmpty()) {
            List<String> beyond = new ArrayList<>();
            for (int i = 0; i < next.size(); i += AT_ONCE) {
                for (Stop stop : ask(next.subList(i, Math.min(i + AT_ONCE, next.size())))) {
                    told.accept(stop);
                    stop.neighbours().stream()
                            .filter(neighbour -> found.size() < NODES_MAX && isNodeId(neighbour))
                            .filter(found::add)
                            .forEach(beyond::add);
                }
            }
            next = beyond;
        }
    }

    /** What one node says, or why it does not. */
    public Stop stop(String id) throws InterruptedException {
        return stop(id, upNodesOf(id));
    }

    private List<Stop> ask(List<String> nodes) throws InterruptedException {
        Map<String, CompletableFuture<Message>> answers = new LinkedHashMap<>();
        nodes.forEach(id -> answers.put(id, upNodesOf(id)));
        List<Stop> stops = new ArrayList<>();
        for (Map.Entry<String, CompletableFuture<Message>> answer : answers.entrySet()) {
            stops.add(stop(answer.getKey(), answer.getValue()));
        }
        return stops;
    }

    private CompletableFuture<Message> upNodesOf(String id) {
        return node.ask(PortId.of(id), perNode, slot -> Message.of("eval", UP_NODES, slot))
                .toCompletableFuture();
    }

    private Stop stop(String id, CompletableFuture<Message> answer) throws InterruptedException {
        try {
            return stop(id, answer.get());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
            if (cause instanceof AskFailed failed) {
                return new Stop(id, List.of(), failure(failed));
            }
            throw new IllegalStateException(e);
        }
    }

    private String failure(AskFailed failed) {
        return failed.reason().map(Object::toString).orElse("no answer within " + perNode.toSeconds() + " s");
    }

    /** What comes is the text of an error, which is empty if there is none, and then the values. */
    private Stop stop(String id, Message answer) {
        String error = answer.has(0) ? String.valueOf(answer.value(0)) : "an empty answer";
        if (!error.isEmpty()) {
            return new Stop(id, List.of(), error.strip());
        }
        List<String> neighbours = answer.from(1).stream()
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .filter(neighbour -> !neighbour.equals(node.id()))
                .sorted()
                .toList();
        return new Stop(id, neighbours, null);
    }

    private static boolean isNodeId(String text) {
        try {
            PortId.checkNodeId(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
