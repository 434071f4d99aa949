package io.loommp.net;

import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.net.io.Network;
import io.loommp.net.io.NioNetwork;
import io.loommp.net.io.Surroundings;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/* The surroundings of nodes that are not simulated. */
final class ThisMachine implements Surroundings {
    /*
     * Other nodes may say that they listen at names, which take their time, or for which no name server answers; seeds do
     * not wait for those. For TLS each stranger has one task at a time, and there are only so many of those.
     */
    private static final int RESOLVERS_MAX = 16;
    private static final int NAMES_MAX = 1000;

    @Override
    public Network network(String nodeId, boolean busyPoll) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new NioNetwork(
                new FewThreads("loommp-resolver-" + nodeId, RESOLVERS_MAX, NAMES_MAX),
                new FewThreads("loommp-seeds-" + nodeId, RESOLVERS_MAX, Integer.MAX_VALUE),
                new FewThreads("loommp-tls-" + nodeId, Math.max(1, processors / 2), Integer.MAX_VALUE),
                busyPoll);
    }

    @Override
    public RandomGenerator random() {
        return new SecureRandom();
    }

    @Override
    public String provider() {
        return Provider.NAME;
    }

    @Override
    public Kernel start(KernelConfig config) {
        return Kernel.start(config);
    }
}
