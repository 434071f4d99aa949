package io.loommp.local;

import io.loommp.Node;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;

/** Starts nodes that talk to nobody outside their process: for programs that want ports and mailboxes and no network. */
public final class LocalNodes {
    private LocalNodes() {}

    /**
     * Starts a node with this id.
     *
     * @throws IllegalArgumentException if it is no node id
     */
    public static Node start(String nodeId) {
        return Kernel.start(KernelConfig.of(nodeId));
    }
}
