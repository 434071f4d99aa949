package io.loommp.net;

import io.loommp.Node;
import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.net.handshake.Admission;
import io.loommp.net.handshake.Authenticator;
import io.loommp.net.handshake.LocalNode;
import io.loommp.net.handshake.Method;
import io.loommp.net.io.Surroundings;
import io.loommp.net.transport.Limits;
import io.loommp.net.transport.TcpTransport;
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

    /** As {@link #start(NodeConfig)}, for the simulator of the test kit, which brings surroundings of its own. */
    @SuppressWarnings("exports") // to the test kit alone
    public static Node start(NodeConfig config, Surroundings surroundings) {
        String nodeId = NodeIds.expand(config.nodeId(), ThisHost.name(), surroundings.random());
        Kernel kernel = surroundings.start(KernelConfig.of(nodeId)
                .withUnreadBytesMax(config.unreadBytesMax())
                .withConnectTimeout(config.monitorTimeout())
                .withRelay(config.relay()));
        try {
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
        LocalNode local = local(kernel.id(), config);
        Map<String, InetSocketAddress> seeds = new LinkedHashMap<>();
        config.seeds()
                .forEach(seed -> seeds.put(seed, HostPort.parse("seeds", seed).unresolved()));
        TcpTransport transport = new TcpTransport(
                surroundings.network(kernel.id()),
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
        List<InetSocketAddress> binds = resolve(config.binds());
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

    private static LocalNode local(String id, NodeConfig config) {
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
                Provider.NAME,
                config.framings(),
                new Authenticator(secret == null ? null : secret.octets(), admission),
                cert == null ? null : cert.sessions());
    }

    private static List<InetSocketAddress> resolve(List<String> binds) {
        try {
            return ThisHost.resolve(
                    binds.stream().map(bind -> HostPort.parse("binds", bind)).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + String.join(", ", binds) + ": " + e.getMessage(), e);
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
                config.outboundPacketsMax(),
                config.handshakingMax(),
                config.handshakingPerAddressMax());
    }
}
