package io.loommp.testkit.sim;

import io.loommp.Node;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.net.NodeConfig;
import io.loommp.net.Nodes;
import io.loommp.net.Secret;
import io.loommp.net.io.Network;
import io.loommp.net.io.Surroundings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * One start of a node in a {@link SimNetwork}.
 *
 * <p><b>Threads:</b> the code that drives the world.
 */
public final class SimNode {
    private static final Secret SECRET = Secret.of("the secret of all nodes of a simulator");
    private static final Duration MONITOR_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CONNECT_INTERVAL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String PROVIDER = "LoomMP-simulated"; // not its version: octets decide what a seed does
    private static final int PREFIX_DIGITS = 8;
    private static final int DIGIT_BASE = 36;

    private final SimHost host;
    private final Kernel kernel;

    private SimNode(SimHost host, Kernel kernel) {
        this.host = host;
        this.kernel = kernel;
    }

    static SimNode start(
            SimNetwork network,
            String id,
            UnaryOperator<NodeConfig.Builder> change,
            UnaryOperator<KernelConfig> changeOfKernel) {
        network.world().note(id + " starts");
        Hosted hosted = new Hosted(network, changeOfKernel);
        NodeConfig config = change.apply(NodeConfig.builder()
                        .nodeId(id)
                        .secret(SECRET)
                        .bind(network.address(id))
                        .monitorTimeout(MONITOR_TIMEOUT)
                        .connectInterval(CONNECT_INTERVAL)
                        .handshakeDeadline(PATIENCE)
                        .writeProgressDeadline(PATIENCE)
                        .selectorThreads(1 + network.random().nextInt(2)))
                .build();
        Kernel kernel = Kernel.of(Nodes.start(config, hosted));
        return new SimNode(hosted.host(id), kernel);
    }

    /** A host for one node. */
    private static final class Hosted implements Surroundings {
        private final SimNetwork network;
        private final UnaryOperator<KernelConfig> change;
        private final Map<String, SimHost> hosts = new HashMap<>();

        Hosted(SimNetwork network, UnaryOperator<KernelConfig> change) {
            this.network = network;
            this.change = change;
        }

        SimHost host(String nodeId) {
            return hosts.computeIfAbsent(nodeId, id -> new SimHost(network, id));
        }

        @Override
        public Network network(String nodeId, boolean busyPoll) {
            return host(nodeId);
        }

        @Override
        public RandomGenerator random() {
            return network.random();
        }

        @Override
        public String provider() {
            return PROVIDER;
        }

        @Override
        public Kernel start(KernelConfig config) {
            return network.world().node(config, inWorld -> {
                SimHost host = host(config.nodeId());
                host.waitsBy(inWorld.parking());
                return change.apply(inWorld.withNamePrefix(prefix())
                        .withTimers(id -> host.ofHost(inWorld.timers().apply(id))));
            });
        }

        /** As on a machine: what no start of a node has had before. */
        private String prefix() {
            StringBuilder digits = new StringBuilder();
            for (int i = 0; i < PREFIX_DIGITS; i++) {
                digits.append(Character.forDigit(random().nextInt(DIGIT_BASE), DIGIT_BASE));
            }
            return digits.toString();
        }
    }

    SimHost host() {
        return host;
    }

    /** Its id. */
    public String id() {
        return kernel.id();
    }

    /** The node. */
    public Node node() {
        return kernel;
    }

    /** Whether it has neither crashed nor been closed. */
    public boolean isUp() {
        return !host.isDown() && !kernel.isClosed();
    }

    // ---- faults ----

    /** Its process ends at once; the system closes its connections, so that others hear of it. */
    public void kill() {
        crash(true);
    }

    /** Its machine loses power: nobody hears of that, until somebody asks it when it is started again. */
    public void powerOff() {
        crash(false);
    }

    private void crash(boolean systemGoesOn) {
        if (isUp()) {
            host.network().world().note(id() + (systemGoesOn ? " is killed" : " loses power"));
            host.crash(systemGoesOn);
            host.network().world().forget(kernel);
        }
    }

    /** Its process is stopped, and does nothing until it goes on; its system takes what comes. */
    public void pause() {
        host.network().world().note(id() + " is stopped");
        host.pause();
    }

    /** It goes on. */
    public void resume() {
        host.network().world().note(id() + " goes on");
        host.resume();
    }

    /** From now on it refuses connections, or takes them again. */
    public void refuse(boolean connections) {
        host.network().world().note(id() + (connections ? " refuses connections" : " takes connections"));
        host.refuse(connections);
    }

    /** It is to be started again. */
    void makeRoom() {
        if (isUp()) {
            throw new IllegalArgumentException("there is a node " + id() + " that is up");
        }
        if (kernel.isClosed()) {
            host.network().world().forget(kernel);
        }
        host.bootAgain();
    }
}
