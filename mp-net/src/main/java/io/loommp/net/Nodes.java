package io.loommp.net;

import io.loommp.Node;
import io.loommp.Port;
import io.loommp.inspect.Inspection;
import io.loommp.inspect.NodeServices;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.manage.TraceRelays;
import io.loommp.net.config.Configuration;
import io.loommp.net.config.Environment;
import io.loommp.net.config.Resolved;
import io.loommp.net.handshake.Admission;
import io.loommp.net.handshake.Authenticator;
import io.loommp.net.handshake.LocalNode;
import io.loommp.net.handshake.Method;
import io.loommp.net.io.Surroundings;
import io.loommp.net.transport.Limits;
import io.loommp.net.transport.TcpTransport;
import io.loommp.service.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts nodes that talk to other nodes.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> while names of addresses to listen on are resolved, not for any connection.
 */
public final class Nodes {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");

    private Nodes() {}

    /**
     * Starts a node: when this returns it listens, and dials its seeds. Closing the node ends all of that. Where it listens
     * is told by {@link Node#addresses}.
     *
     * @throws UncheckedIOException naming an address on which it cannot listen; then nothing is left behind
     */
    public static Node start(NodeConfig config) {
        return start(config, new ThisMachine());
    }

    /**
     * Starts the node that the configuration file and the environment say, by the profile that is called as the host or as
     * {@code LOOMMP_PROFILE} says, with its services.
     *
     * @throws IllegalArgumentException saying what is wrong in the configuration, and where
     * @throws UncheckedIOException if a file cannot be read, or naming an address on which it cannot listen
     * @throws io.loommp.service.ServiceFailed if a service cannot be started; then nothing is left behind
     */
    public static Node start() {
        return start(NodeConfig.builder());
    }

    /**
     * As {@link #start()}, with what a program prefers where neither file nor environment say anything: those beat it, so that
     * who runs a program has the last word. {@link #start(NodeConfig)} is for programs that are to have it, and
     * {@link Configuration} for all that is in between.
     */
    public static Node start(NodeConfig.Builder program) {
        return start(Configuration.of(Environment.ofProcess()).program(program).resolve());
    }

    /** As {@link #start()}, for what has been resolved. */
    public static Node start(Resolved configuration) {
        Node node = start(configuration.nodeConfig());
        try {
            if (!configuration.services().isEmpty()) {
                Services.installed().start(node, configuration.services());
            }
            configuration.nodeServices().ifPresent(names -> {
                var ignored = NodeServices.install(node, Inspection.named(names)); // they end with the node
            });
            return node;
        } catch (RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    /**
     * The addresses that one of {@link NodeConfig#binds} or {@link NodeConfig#seeds} means.
     *
     * <p><b>Blocking:</b> while a name is resolved.
     *
     * @throws UncheckedIOException if a name has no address
     */
    public static List<InetSocketAddress> addressesOf(String address) {
        return resolve("find", List.of(address));
    }

    /** As {@link #start(NodeConfig)}, for the simulator of the test kit, which brings surroundings of its own. */
    @SuppressWarnings("exports") // to the test kit alone
    public static Node start(NodeConfig config, Surroundings surroundings) {
        String nodeId = NodeIds.expand(config.nodeId(), ThisHost.name(), surroundings.random());
        Kernel kernel = surroundings.start(KernelConfig.of(nodeId)
                .withUnreadBytesMax(config.unreadBytesMax())
                .withConnectTimeout(config.monitorTimeout())
                .withRelay(config.relay())
                .withMdc(config.mdc())
                .withRunNext(config.runNext()));
        LOG.debug("node {} starting up.", nodeId);
        MessageTrace.ofEnvironment(kernel);
        try {
            if (config.managementRemote()) {
                Port ignored = TraceRelays.install(kernel);
            }
            if (config.secret() != null || config.cert() != null) {
                connect(kernel, config, surroundings);
            }
            return kernel;
        } catch (RuntimeException | Error e) {
            kernel.close();
            throw e;
        }
    }

    private static void connect(Kernel kernel, NodeConfig config, Surroundings surroundings) {
        LocalNode local = local(kernel.id(), surroundings.provider(), config);
        Map<String, InetSocketAddress> seeds = new LinkedHashMap<>();
        config.seeds().forEach(seed -> seeds.putAll(dialled(seed)));
        TcpTransport transport = new TcpTransport(
                surroundings.network(kernel.id(), config.busyPoll()),
                surroundings.random(),
                kernel,
                local,
                limits(config),
                seeds,
                config.selectorThreads());
        kernel.attach(transport);
        kernel.nodeDatabase().globalOnRequest(config.globalOnRequest());
        if (seeds.isEmpty()) {
            kernel.nodeDatabase().withoutSeeds();
        }
        List<InetSocketAddress> binds = resolve("listen on", config.binds());
        if (!config.tlsRequired()
                && binds.stream().anyMatch(bind -> !bind.getAddress().isLoopbackAddress())) {
            LOG.warn(
                    "{} listens beyond this host without TLS: who is on the way can read and change what nodes say",
                    kernel.id());
        }
        transport.listen(binds);
        List<String> published = published(config, transport.addresses());
        if (!published.isEmpty()) {
            kernel.directory().listensOn(published);
        }
        transport.dial();
    }

    /** A seed on {@code *} is one on each address of this host (aemp.md 2.3). */
    private static Map<String, InetSocketAddress> dialled(String seed) {
        HostPort address = HostPort.parse("seeds", seed);
        if (!address.isEverywhere()) {
            return Map.of(seed, address.unresolved());
        }
        Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
        for (InetSocketAddress one : addressesOf(seed)) {
            HostPort named = new HostPort(one.getAddress().getHostAddress(), one.getPort());
            addresses.put(named.text(), named.unresolved());
        }
        if (addresses.isEmpty()) {
            LOG.warn("seeds: {} is nowhere, because this host has no address but loopback", seed);
        }
        return addresses;
    }

    private static LocalNode local(String id, String provider, NodeConfig config) {
        Secret secret = config.secret();
        Credentials cert = config.cert();
        if (secret != null && secret.isShort()) {
            LOG.warn("{}: the secret has fewer than 16 octets and can be guessed by who sees a handshake", id);
        }
        Admission admission = AuthMethods.admission(config);
        Stream.concat(admission.accepted().stream(), admission.offered().stream())
                .filter(Method::isWeak)
                .distinct()
                .forEach(method -> LOG.warn("{}: the method {} is on, which proves less than it should", id, method));
        return new LocalNode(
                id,
                provider,
                config.framings(),
                new Authenticator(secret == null ? null : secret.octets(), admission),
                cert == null ? null : cert.sessions());
    }

    private static List<InetSocketAddress> resolve(String what, List<String> addresses) {
        try {
            return ThisHost.resolve(addresses.stream()
                    .map(address -> HostPort.parse("binds", address))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot " + what + " " + String.join(", ", addresses) + ": " + e.getMessage(), e);
        }
    }

    private static List<String> published(NodeConfig config, List<String> bound) {
        try {
            return Published.of(config.publish(), bound);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot say where this node listens: " + e.getMessage(), e);
        }
    }

    private static Limits limits(NodeConfig config) {
        return new Limits(
                config.monitorTimeout(),
                config.connectInterval(),
                config.handshakeDeadline(),
                config.writeProgressDeadline(),
                config.unreadPauseMax(),
                config.packetBytesMax(),
                config.outboundHighWaterBytes(),
                config.outboundBytesMax(),
                Math.max(Runtime.getRuntime().maxMemory() / 4, config.outboundBytesMax()),
                Math.max(Runtime.getRuntime().maxMemory() / 8, 4L * config.packetBytesMax()),
                config.outboundPacketsMax(),
                config.handshakingMax(),
                config.handshakingPerAddressMax(),
                config.linksMax());
    }
}
