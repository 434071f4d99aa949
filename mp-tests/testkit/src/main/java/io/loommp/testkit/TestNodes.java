package io.loommp.testkit;

import io.loommp.Node;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;

/** Starts nodes for tests: without a network, living on fake time. */
public final class TestNodes {
    private TestNodes() {}

    /**
     * Starts a node whose time is moved by the test. Several nodes may share one time; closing one leaves the others alone.
     *
     * <p>Closing a node waits for its ports by the time of the machine, not by this one.
     *
     * @throws IllegalArgumentException if it is no node id
     */
    public static Node start(String nodeId, FakeTimers time) {
        return Kernel.start(KernelConfig.of(nodeId).withTimers(id -> time.view()));
    }
}
