package io.loommp.cli.run;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.PortId;
import io.loommp.cli.ExitCode;
import io.loommp.cli.Output;
import io.loommp.inspect.NodeServices;
import io.loommp.manage.LogText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that has been started with its services, until it is closed. */
final class RunningNode {
    private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);

    private final Node node;
    private final List<Port> services;
    private final Stop stop;

    RunningNode(Node node, List<Port> services, Stop stop) {
        this.node = node;
        this.services = services;
        this.stop = stop;
    }

    /** Says that it runs, and where others find it. */
    void introduce(Output output, @Nullable Health health) {
        List<String> addresses = node.addresses();
        Map<String, Object> object = new LinkedHashMap<>(Map.of("node", node.id(), "addresses", addresses));
        String id = LogText.escape(node.id());
        List<String> lines = new ArrayList<>();
        lines.add(
                addresses.isEmpty()
                        ? "node " + id + " runs and listens nowhere"
                        : "node " + id + " listens on " + String.join(", ", addresses));
        if (health != null) {
            String pages = "http:/" + health.address();
            object.put("health", pages);
            lines.add("health: " + pages + "/healthz, " + pages + "/readyz");
        }
        output.print(object, lines); // at once: who reads one line may be gone then
    }

    /** Lets others ask the node to start again, if its owner does: there is somebody who will. */
    void allowRestart() {
        NodeServices.onRestart(node, () -> {
            LOG.info("is to start again");
            boolean first = stop.request(Watcher.RESTART);
            LOG.debug("the first who says so: {}", first);
        });
    }

    /** Waits until the node is to end, or has been closed by one of its services; drains and closes it. The exit code. */
    int serve(Duration grace, @Nullable Health health) throws InterruptedException {
        Thread.ofVirtual().name("loommp-closed").start(() -> {
            try {
                node.awaitShutdown();
                boolean ignored = stop.request(ExitCode.OK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        int code = stop.await();
        if (health != null) {
            health.draining();
        }
        if (!node.isClosed()) {
            drain(grace);
        }
        return code;
    }

    private void drain(Duration grace) throws InterruptedException {
        List<PortId> left =
                node.drain(grace, services.stream().filter(Port::isLive).toList());
        if (!left.isEmpty()) {
            LOG.warn(
                    "not done after {} s, and ended: {}",
                    grace.toSeconds(),
                    left.stream().map(port -> LogText.escape(port.toString())).collect(Collectors.joining(", ")));
        }
    }
}
