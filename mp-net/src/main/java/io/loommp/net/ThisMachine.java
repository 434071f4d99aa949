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
    @Override
    public Network network(String nodeId) {
        return new NioNetwork(
                task -> Thread.ofPlatform()
                        .daemon()
                        .name("loommp-resolver-" + nodeId)
                        .start(task),
                new Computers("loommp-tls-" + nodeId));
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
