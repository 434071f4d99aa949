package io.loommp.net;

import io.loommp.kernel.Kernel;
import io.loommp.kernel.KernelConfig;
import io.loommp.net.handshake.Authenticator;
import io.loommp.net.handshake.LocalNode;
import io.loommp.net.io.NioNetwork;
import io.loommp.net.transport.Limits;
import io.loommp.net.transport.TcpTransport;
import io.loommp.spi.Directory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A node whose transport the test commands, and which finds others where the test says. */
final class DirectNode implements AutoCloseable {
    private static final Duration HALF_SECOND = Duration.ofMillis(500);

    final Kernel kernel;
    final TcpTransport transport;

    /** Where other nodes are. */
    final Map<String, List<String>> directory = new ConcurrentHashMap<>();

    /** The nodes that the directory was told to be seeds; the node itself, if that is one. */
    final Set<String> seedsMet = ConcurrentHashMap.newKeySet();

    DirectNode(String id, Secret secret, Duration monitorTimeout, List<String> seeds) {
        this(id, secret, monitorTimeout, seeds, UnaryOperator.identity());
    }

    /** @param network changes the network of this machine */
    DirectNode(
            String id,
            Secret secret,
            Duration monitorTimeout,
            List<String> seeds,
            UnaryOperator<io.loommp.net.io.Network> network) {
        this(id, secret, limits(monitorTimeout, Duration.ofSeconds(5), 1 << 28, 1 << 28, 20_000), seeds, network);
    }

    /** @param limits all limits but those of the kernel */
    DirectNode(
            String id,
            Secret secret,
            Limits limits,
            List<String> seeds,
            UnaryOperator<io.loommp.net.io.Network> network) {
        Duration patience = limits.monitorTimeout().plus(HALF_SECOND);
        kernel = Kernel.start(KernelConfig.of(id).withConnectTimeout(patience));
        Map<String, InetSocketAddress> unresolved = new HashMap<>();
        seeds.forEach(seed -> unresolved.put(seed, HostPort.parse("seeds", seed).unresolved()));
        transport = new TcpTransport(
                network.apply(new NioNetwork(
                        task -> Thread.ofPlatform().daemon().start(task),
                        task -> Thread.ofPlatform().daemon().start(task),
                        task -> Thread.ofPlatform().daemon().start(task),
                        true)),
                new SecureRandom(),
                kernel,
                new MapDirectory(),
                new LocalNode(id, "LoomMP-test", List.of("json"), new Authenticator(secret.octets())),
                limits,
                unresolved,
                1);
        kernel.attach(transport);
    }

    /** Limits as they are in most tests, but for what all links together may keep. */
    static Limits limits(
            Duration monitorTimeout,
            Duration unreadPauseMax,
            long outboundTotalBytesMax,
            long unfinishedBytesMax,
            int linksMax) {
        return new Limits(
                monitorTimeout,
                Duration.ofMillis(200),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                unreadPauseMax,
                1 << 20,
                1 << 20,
                1 << 26,
                outboundTotalBytesMax,
                unfinishedBytesMax,
                1_000_000,
                256,
                64,
                linksMax);
    }

    /** Listens on a free port. */
    String listen() {
        return listen(0);
    }

    String listen(int port) {
        transport.listen(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        return transport.addresses().get(0);
    }

    @Override
    public void close() {
        kernel.close();
    }

    private final class MapDirectory implements Directory {
        @Override
        public void lookUp(String node, Consumer<List<String>> answer) {
            answer.accept(directory.getOrDefault(node, List.of()));
        }

        @Override
        public void listensOn(List<String> addresses) {
            // the test knows
        }

        @Override
        public void metSeed(String node) {
            seedsMet.add(node);
        }

        @Override
        public void metItself() {
            seedsMet.add(kernel.id());
        }
    }
}
