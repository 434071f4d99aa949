package io.loommp.inspect;

import io.loommp.NodeStatistics;
import io.loommp.PortId;
import io.loommp.Self;
import io.loommp.kernel.Kernel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code loommp::statistics}: numbers about the node, and about the process in which it runs. */
final class StatisticsFunction implements Served {
    private static final int UP_MAX = 100;

    private final Kernel kernel;
    private final long installedAt;

    StatisticsFunction(Kernel kernel) {
        this.kernel = kernel;
        this.installedAt = kernel.timers().nanoTime();
    }

    @Override
    public Set<String> known() {
        return Set.of();
    }

    @Override
    public Map<String, @Nullable Object> serve(Self self, PortId asker, Options options) {
        NodeStatistics numbers = kernel.statistics();
        Runtime process = Runtime.getRuntime();
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("ports", numbers.ports());
        answer.put("names", numbers.names());
        answer.put("monitors", numbers.monitors());
        answer.put("remote_monitors", numbers.remoteMonitors());
        answer.put("peers", numbers.peers());
        answer.put("links", numbers.links());
        answer.put("questions", numbers.questions());
        answer.put("late_replies", numbers.lateReplies());
        answer.put("dead_letters", numbers.deadLetters());
        answer.put("ignored_requests", numbers.ignoredRequests());
        answer.put("unread_bytes", numbers.unreadBytes());
        answer.put("up_seconds", TimeUnit.NANOSECONDS.toSeconds(kernel.timers().nanoTime() - installedAt));
        answer.put("heap_used_bytes", process.totalMemory() - process.freeMemory());
        answer.put("heap_max_bytes", process.maxMemory());
        answer.put("processors", process.availableProcessors());
        answer.put("up_nodes", kernel.upNodes().stream().sorted().limit(UP_MAX).toList());
        return answer;
    }
}
