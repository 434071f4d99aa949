package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.NodeChange;
import io.loommp.spi.ConfinedTo;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Who is told of the nodes that come and go, and what they have been told.
 *
 * <p>All is done in one order, by a {@link Sequencer}, so that whoever asks to be told hears of those that are there and then
 * of each change, each once.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
final class NodeWatches {
    private final Kernel kernel;
    private final Sequencer sequencer;

    @ConfinedTo("the sequencer")
    private final Set<String> up = new LinkedHashSet<>();

    @ConfinedTo("the sequencer")
    private final Set<NodeWatch> watches = new LinkedHashSet<>();

    NodeWatches(Kernel kernel) {
        this.kernel = kernel;
        this.sequencer = new Sequencer(kernel.executor(), task -> kernel.forEach(Set.of(task), Runnable::run));
    }

    /** A node is connected; told when its link is in use, and before that link's loss. */
    void up(String node) {
        sequencer.run(() -> {
            up.add(node);
            tell(new NodeChange.Up(node));
        });
    }

    /** A node is connected no more; told before another link to it can be used. */
    void down(String node, KillReason reason) {
        sequencer.run(() -> {
            up.remove(node);
            tell(new NodeChange.Down(node, reason));
        });
    }

    private void tell(NodeChange change) {
        kernel.forEach(watches, watch -> watch.tell(change));
    }

    void add(NodeWatch watch) {
        sequencer.run(() -> {
            if (watches.add(watch)) {
                up.forEach(node -> watch.tell(new NodeChange.Up(node)));
            }
        });
    }

    void remove(NodeWatch watch) {
        sequencer.run(() -> watches.remove(watch));
    }
}
