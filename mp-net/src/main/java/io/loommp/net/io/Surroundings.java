package io.loommp.net.io;

import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import java.util.random.RandomGenerator;

/**
 * What a node stands on: this machine, or what a simulator makes up.
 *
 * <p><b>Threads:</b> any.
 */
public interface Surroundings {
    /**
     * Where its connections come from; it is asked once for each node.
     *
     * @param busyPoll whether its loops may look for what comes, instead of sleeping, as long as it comes soon
     */
    Network network(String nodeId, boolean busyPoll);

    /** Where chance comes from; on a machine nobody can foresee it. */
    RandomGenerator random();

    /** The name and version of its software, as nodes tell each other: a word of a handshake, without a semicolon. */
    String provider();

    /** Starts the kernel of a node, whose time and threads may be others. */
    Kernel start(KernelConfig config);
}
