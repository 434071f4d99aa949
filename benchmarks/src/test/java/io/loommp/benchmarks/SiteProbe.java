package io.loommp.benchmarks;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.kernel.Kernel;
import io.loommp.local.LocalNodes;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Prints the kinds of events that a listener of all kinds hears of a port and a message, up to one that is published by hand. */
final class SiteProbe {
    private SiteProbe() {}

    public static void main(String[] args) throws InterruptedException {
        try (Node node = LocalNodes.start("probe")) {
            Events events = Kernel.of(node).events();
            StringBuilder heard = new StringBuilder();
            CompletableFuture<String> all = new CompletableFuture<>();
            events.subscribe(EnumSet.allOf(Event.Kind.class), event -> {
                heard.append(heard.isEmpty() ? "" : " ").append(event.kind());
                if (event instanceof Event.Log) {
                    all.complete(heard.toString());
                }
            });
            CountDownLatch received = new CountDownLatch(1);
            Port port = node.port(p -> p.onMessage(message -> received.countDown()));
            node.send(port, "message");
            received.await();
            events.publish(new Event.Log("by hand"));
            System.out.println(all.join());
        }
    }
}
