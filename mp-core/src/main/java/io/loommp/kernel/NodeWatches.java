package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.NodeChange;
import io.loommp.spi.ConfinedTo;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who is told of the nodes that come and go, and what they have been told.
 *
 * <p>All is done in one order, by whoever comes first, so that whoever asks to be told hears of those that are there and then
 * of each change, each once.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
final class NodeWatches {
    private final Kernel kernel;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger(); // whoever raises it from zero runs the tasks

    @ConfinedTo("whoever runs the tasks")
    private final Set<String> up = new LinkedHashSet<>();

    @ConfinedTo("whoever runs the tasks")
    private final Set<NodeWatch> watches = new LinkedHashSet<>();

    NodeWatches(Kernel kernel) {
        this.kernel = kernel;
    }

    /** A node is connected; told when its link is in use, and before that link's loss. */
    void up(String node) {
        run(() -> {
            up.add(node);
            tell(new NodeChange.Up(node));
        });
    }

    /** A node is connected no more; told before another link to it can be used. */
    void down(String node, KillReason reason) {
        run(() -> {
            up.remove(node);
            tell(new NodeChange.Down(node, reason));
        });
    }

    private void tell(NodeChange change) {
        kernel.forEach(watches, watch -> watch.tell(change));
    }

    void add(NodeWatch watch) {
        run(() -> {
            if (watches.add(watch)) {
                up.forEach(node -> watch.tell(new NodeChange.Up(node)));
            }
        });
    }

    void remove(NodeWatch watch) {
        run(() -> watches.remove(watch));
    }

    private void run(Runnable task) {
        tasks.add(task);
        if (work.getAndIncrement() == 0) {
            do {
                kernel.forEach(Set.of(tasks.remove()), Runnable::run);
            } while (work.decrementAndGet() != 0);
        }
    }
}
