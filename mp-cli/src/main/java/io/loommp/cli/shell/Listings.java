package io.loommp.cli.shell;

import io.loommp.Message;
import io.loommp.Node;
import io.loommp.PortId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What other nodes say of their ports and families by their node services, for completion. Which of them a node serves it is
 * asked first ({@code can}), since a node of AnyEvent::MP would look for code by such a name.
 *
 * <p><b>Blocking:</b> half a second; what comes later is there the next time. <b>Limits:</b> a node is asked again after 10 s;
 * 500 names of each are taken.
 */
final class Listings {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long WAIT_MILLIS = 500;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int NAMES_MAX = 500;

    private final Node node;
    private final Map<String, Listing> listings = new ConcurrentHashMap<>();

    private record Listing(CompletableFuture<List<String>> names, long atNanos) {
        boolean isFresh() {
            return System.nanoTime() - atNanos < FRESH_NANOS;
        }
    }

    Listings(Node node) {
        this.node = node;
    }

    /** The ports of a node: by the names that they hold, or by their ids. */
    List<String> ports(String nodeId) {
        return names(nodeId, "loommp::ports", answer -> {
            List<String> ports = new ArrayList<>();
            for (Object line : elements(answer.get("lines"))) {
                if (line instanceof Map<?, ?> port) {
                    List<?> names = elements(port.get("names"));
                    names.forEach(name -> ports.add(nodeId + '#' + name));
                    if (names.isEmpty() && port.get("id") instanceof String id) {
                        ports.add(id);
                    }
                }
            }
            return ports;
        });
    }

    /** The families that a node knows of. */
    List<String> families(String nodeId) {
        return names(nodeId, "loommp::db_families", answer -> {
            List<String> families = new ArrayList<>();
            if (answer.get("families") instanceof Map<?, ?> all) {
                all.keySet().forEach(name -> families.add(String.valueOf(name)));
            }
            return families;
        });
    }

    private static List<?> elements(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private List<String> names(String nodeId, String service, Function<Map<String, ?>, List<String>> read) {
        Listing listing = listings.compute(
                service + ' ' + nodeId,
                (key, before) -> before != null && before.isFresh()
                        ? before
                        : new Listing(ask(nodeId, service, read), System.nanoTime()));
        try {
            return listing.names().get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return List.of(); // not yet, or not at all
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private CompletableFuture<List<String>> ask(
            String nodeId, String service, Function<Map<String, ?>, List<String>> read) {
        PortId there = PortId.of(nodeId);
        return node.ask(there, LIMIT, slot -> Message.of("can", service, slot))
                .thenCompose(can -> can.bool(0)
                        ? node.ask(there, LIMIT, slot -> Message.of(service, Map.of("limit", NAMES_MAX), slot))
                        : CompletableFuture.completedFuture(Message.of("error")))
                .thenApply(answer -> answer.hasTag("ok") ? read.apply(answer.map(1)) : List.<String>of())
                .toCompletableFuture();
    }
}
