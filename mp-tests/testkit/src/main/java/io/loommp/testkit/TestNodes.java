package io.loommp.testkit;

import io.loommp.Node;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;

/**
 * Starts nodes for tests, each without a network; {@link TestNetwork} has several that are connected.
 *
 * <p>Their threads are watched, so that a test can wait until they are at rest: {@link FakeTimers#advance} and
 * {@link Probe#expectNothing} do.
 */
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
        return start(nodeId, time, NodeSettings.usual());
    }

    /** As {@link #start(String, FakeTimers)}, for a node that is not as usual. */
    public static Node start(String nodeId, FakeTimers time, NodeSettings settings) {
        KernelConfig config = settings.applyTo(KernelConfig.of(nodeId));
        return Kernel.start(time.activity().watching(config.withTimers(id -> time.view())));
    }

    /**
     * Starts a node that lives by the time of the machine.
     *
     * @throws IllegalArgumentException if it is no node id
     */
    public static Node start(String nodeId) {
        return start(nodeId, NodeSettings.usual());
    }

    /** As {@link #start(String)}, for a node that is not as usual. */
    public static Node start(String nodeId, NodeSettings settings) {
        return Kernel.start(new Activity(Seen.usualLimit(), null).watching(settings.applyTo(KernelConfig.of(nodeId))));
    }
}
