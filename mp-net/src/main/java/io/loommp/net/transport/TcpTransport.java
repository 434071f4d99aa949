package io.loommp.net.transport;

import io.loommp.Message;
import io.loommp.kernel.Kernel;
import io.loommp.net.codec.Framing;
import io.loommp.net.codec.PacketEncoder;
import io.loommp.net.handshake.LocalNode;
import io.loommp.net.io.Acceptor;
import io.loommp.net.io.Loop;
import io.loommp.net.io.Network;
import io.loommp.net.seeds.SeedKeeper;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.Directory;
import io.loommp.spi.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links over TCP: listens, dials seeds, and hands to the kernel what has proven the secret.
 *
 * <p><b>Threads:</b> any. It has loops of its own, whose threads do not keep the process alive.
 */
public final class TcpTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");
    private static final Duration ABORT_TIME = Duration.ofMillis(200);

    private final Network network;
    private final Kernel kernel;
    private final Limits limits;
    private final Map<Framing, PacketEncoder> encoders;
    private final Framing preferred;
    private final UnreadGuard unreadGuard;
    private final Unfinished unfinished;
    private final OutboundGuard outboundGuard;
    private final List<LoopLinks> loops;
    private final Loop home;
    private final Lobby lobby;
    private final Dialler dialler;
    private final Message probe;
    private volatile List<String> addresses = List.of(); // whoever starts the node

    @ConfinedTo("home")
    private final List<Listener> listeners = new ArrayList<>();

    @ConfinedTo("home")
    private int established;

    /**
     * Starts the loops; nothing listens or dials yet.
     *
     * @param random for nonces, which nobody must foresee, and delays
     * @param seeds addresses to dial, as they are configured, and unresolved
     * @param loopCount so many loops share the connections
     * @throws UncheckedIOException if the system gives no means for a loop
     */
    public TcpTransport(
            Network network,
            RandomGenerator random,
            Kernel kernel,
            LocalNode local,
            Limits limits,
            Map<String, InetSocketAddress> seeds,
            int loopCount) {
        this(network, random, kernel, kernel.directory(), local, limits, seeds, loopCount);
    }

    /** As above, with another directory than the kernel's. */
    public TcpTransport(
            Network network,
            RandomGenerator random,
            Kernel kernel,
            Directory directory,
            LocalNode local,
            Limits limits,
            Map<String, InetSocketAddress> seeds,
            int loopCount) {
        this.network = network;
        this.kernel = kernel;
        this.limits = limits;
        this.encoders = Framing.encoders(limits.packetBytesMax());
        this.preferred = Framing.named(local.framings().get(0)).orElseThrow();
        this.unreadGuard = new UnreadGuard(kernel.unread());
        this.unfinished =
                new Unfinished(limits.unfinishedBytesMax(), limits.unreadPauseMax(), kernel.timers()::nanoTime);
        this.outboundGuard = new OutboundGuard(limits);
        this.loops = startLoops(loopCount);
        this.home = loops.get(0).loop();
        this.probe = Message.of("mon1", "~alive" + Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX));
        this.lobby = new Lobby(this, home, local, random);
        SeedKeeper keeper =
                new SeedKeeper(List.copyOf(seeds.keySet()), limits.monitorTimeout(), random, home.nanoTime());
        this.dialler = new Dialler(kernel, home, lobby, limits, directory, keeper, seeds);
    }

    private List<LoopLinks> startLoops(int count) {
        List<LoopLinks> started = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                String name = "loommp-selector-" + i + '-' + kernel.id();
                started.add(new LoopLinks(
                        network, name, kernel.timers(), () -> kernel.probe().mayStay(), limits.packetBytesMax()));
            }
            return List.copyOf(started);
        } catch (IOException e) {
            endAll(started);
            throw new UncheckedIOException("cannot open a selector", e);
        }
    }

    private static void endAll(List<LoopLinks> all) {
        for (LoopLinks links : all) {
            Loop loop = links.loop();
            loop.execute(loop::end);
        }
    }

    // ---- for who starts the node ----

    /**
     * Listens on these addresses.
     *
     * @throws UncheckedIOException naming the address that cannot be had; then it listens on none
     */
    public void listen(List<InetSocketAddress> binds) {
        List<Acceptor> opened = new ArrayList<>();
        List<String> bound = new ArrayList<>();
        for (InetSocketAddress address : binds) {
            try {
                Acceptor acceptor = network.listen(address);
                opened.add(acceptor);
                bound.add(Sockets.text(acceptor.local()));
            } catch (IOException e) {
                opened.forEach(Acceptor::close);
                String text = "cannot listen on " + Sockets.text(address) + ": " + Sockets.text(e);
                throw new UncheckedIOException(text, e);
            }
        }
        home.execute(() -> opened.forEach(this::serve));
        bound.forEach(address -> LOG.info("{} listens on {}", kernel.id(), address));
        addresses = List.copyOf(bound);
    }

    @ConfinedTo("home")
    private void serve(Acceptor acceptor) {
        try {
            listeners.add(new Listener(home, lobby, acceptor));
        } catch (IOException e) {
            LOG.error("cannot wait for connections", e);
            acceptor.close();
        }
    }

    /** Begins to dial the seeds, and goes on as long as the transport lives. */
    public void dial() {
        home.execute(dialler::start);
    }

    // ---- for the kernel ----

    @Override
    public void connect(String node) {
        home.execute(() -> dialler.search(node));
    }

    @Override
    public void check(String port, Message message) {
        byte[] ignored = encoder(preferred).encode(port, message);
    }

    @Override
    public List<String> addresses() {
        return addresses;
    }

    @Override
    public void stopAccepting() {
        home.execute(this::stop);
    }

    @ConfinedTo("home")
    private void stop() {
        listeners.forEach(Listener::close);
        dialler.close();
        lobby.close();
    }

    @Override
    public void close(long withinNanos) {
        home.execute(() -> {
            stop();
            loops.forEach(
                    links -> links.loop().execute(links::finish)); // behind the links that home has established before
        });
        if (!awaitEnd(Duration.ofNanos(withinNanos))) {
            endAll(loops);
            awaitEnd(ABORT_TIME);
        }
    }

    private boolean awaitEnd(Duration time) {
        long deadline = kernel.timers().nanoTime() + time.toNanos();
        boolean interrupted = false;
        boolean ended = true;
        for (int i = 0; i < loops.size(); ) {
            try {
                Duration left =
                        Duration.ofNanos(Math.max(0, deadline - kernel.timers().nanoTime()));
                ended &= loops.get(i).loop().awaitEnd(left);
                i++;
            } catch (InterruptedException e) {
                interrupted = true; // a close is not cut short; the flag is set again below
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }

    // ---- for its parts ----

    Kernel kernel() {
        return kernel;
    }

    Limits limits() {
        return limits;
    }

    PacketEncoder encoder(Framing framing) {
        return Objects.requireNonNull(encoders.get(framing));
    }

    UnreadGuard unreadGuard() {
        return unreadGuard;
    }

    Unfinished unfinished() {
        return unfinished;
    }

    OutboundGuard outboundGuard() {
        return outboundGuard;
    }

    /** Makes a link of a connection whose other side has proven the secret; then runs something at home. */
    @ConfinedTo("home")
    void establish(Stranger stranger, Runnable then) {
        try {
            LoopLinks neighbours = loops.get(Math.floorMod(established++, loops.size()));
            if (neighbours != loops.get(0)) {
                stranger.leaveHome();
            }
            TcpLink link = new TcpLink(
                    this,
                    neighbours,
                    stranger.connection(),
                    Objects.requireNonNull(stranger.node()),
                    stranger.addressText(),
                    Framing.named(stranger.sending()).orElseThrow(),
                    Framing.named(stranger.receiving()).orElseThrow());
            byte[] unsent = stranger.unsent();
            byte[] unread = stranger.unread();
            neighbours.loop().execute(() -> {
                try {
                    link.open(unsent, unread);
                } finally {
                    home.execute(then);
                }
            });
        } catch (Throwable t) {
            stranger.connection().close();
            home.execute(then);
            throw t;
        }
    }

    /** Asks the other node to say something: it watches a port there that never was. */
    Message probe() {
        return probe;
    }

    // ---- what links tell, each from its own thread ----

    void linkUp(TcpLink link) {
        unreadGuard.add(link);
        outboundGuard.add(link);
        home.execute(() -> {
            lobby.linkUp(link);
            dialler.linkUp(link.node());
        });
    }

    void linkHeard(TcpLink link) {
        home.execute(() -> lobby.linkHeard(link));
    }

    void linkDown(TcpLink link) {
        unreadGuard.remove(link);
        outboundGuard.remove(link);
    }

    /** To be called when the kernel has told everybody: now home may bring the next link to that node. */
    void linkLost(TcpLink link) {
        home.execute(() -> {
            dialler.linkDown(link.node());
            lobby.linkLost(link);
        });
    }
}
