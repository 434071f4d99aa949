package io.loommp.net.transport;

import io.loommp.Timer;
import io.loommp.manage.LogText;
import io.loommp.net.seeds.SeedKeeper;
import io.loommp.spi.ConfinedTo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials seeds, whenever a {@link SeedKeeper} says so. Names are resolved anew for each attempt, off the selector threads; of
 * several addresses the first that accepts is taken.
 *
 * <p><b>Threads:</b> home, but for {@link #mayReach}.
 */
final class Dialler {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");

    private final SelectorLoop home;
    private final Lobby lobby;
    private final Limits limits;
    private final Executor resolvers;
    private final String localNode;
    private final SeedKeeper keeper;
    private final Map<String, InetSocketAddress> seeds; // unresolved
    private volatile boolean mayMeetAny; // home
    private volatile Set<String> met = Set.of(); // home

    @ConfinedTo("home")
    private final Set<String> failing = new HashSet<>();

    @ConfinedTo("home")
    private final Set<String> itself = new HashSet<>(); // seeds that this node seems to be

    @ConfinedTo("home")
    private @Nullable Timer timer;

    @ConfinedTo("home")
    private boolean closed;

    /** @param resolvers runs what waits for a name server, each on a platform thread: it would hold the carrier of a virtual one */
    Dialler(
            SelectorLoop home,
            Lobby lobby,
            Limits limits,
            Executor resolvers,
            String localNode,
            SeedKeeper keeper,
            Map<String, InetSocketAddress> seeds) {
        this.home = home;
        this.lobby = lobby;
        this.limits = limits;
        this.resolvers = resolvers;
        this.localNode = localNode;
        this.keeper = keeper;
        this.seeds = seeds;
        this.mayMeetAny = !seeds.isEmpty();
    }

    /** Whether a node was met, or may be met, at a seed; any thread. */
    boolean mayReach(String node) {
        return mayMeetAny || met.contains(node);
    }

    /** Dials what is due, and sees to it that the next is not forgotten. */
    void run() {
        if (closed) {
            return;
        }
        for (String seed : keeper.due(home.nanoTime())) {
            new Attempt(seed).resolve();
        }
        met = Set.copyOf(keeper.nodes());
        mayMeetAny = keeper.hasUnmet();
        if (timer != null) {
            timer.cancel();
        }
        OptionalLong nanos = keeper.nanosUntilDue(home.nanoTime());
        timer = nanos.isPresent() ? home.afterNanos(nanos.getAsLong(), this::run) : null;
    }

    void linkUp(String node) {
        keeper.linkUp(node);
        run();
    }

    void linkDown(String node) {
        keeper.linkDown(node, home.nanoTime());
        run();
    }

    void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    /** One attempt at one seed: at its addresses, one after the other. */
    @ConfinedTo("home")
    final class Attempt implements SelectorLoop.Client {
        private final String seed;
        private Iterator<InetSocketAddress> addresses =
                List.<InetSocketAddress>of().iterator();
        private @Nullable SocketChannel channel;
        private @Nullable Timer patience;
        private long beganNanos;
        private boolean over;

        private Attempt(String seed) {
            this.seed = seed;
        }

        /** When the present connection was begun. */
        long beganNanos() {
            return beganNanos;
        }

        private void resolve() {
            InetSocketAddress unresolved = Objects.requireNonNull(seeds.get(seed));
            try {
                resolvers.execute(() -> resolve(unresolved));
            } catch (Throwable t) { // no thread, for instance
                failed(Sockets.text(t));
            }
        }

        /** On a thread of the resolvers. */
        private void resolve(InetSocketAddress unresolved) {
            try {
                List<InetSocketAddress> found = Arrays.stream(InetAddress.getAllByName(unresolved.getHostString()))
                        .map(address -> new InetSocketAddress(address, unresolved.getPort()))
                        .toList();
                home.execute(() -> {
                    addresses = found.iterator();
                    connectNext("it has no address");
                });
            } catch (UnknownHostException e) {
                home.execute(() -> failed("unknown host"));
            } catch (Throwable t) {
                home.execute(() -> failed(Sockets.text(t)));
            }
        }

        private void connectNext(String lastFailure) {
            if (closed) {
                return;
            }
            if (!addresses.hasNext()) {
                failed(lastFailure);
                return;
            }
            InetSocketAddress address = addresses.next();
            beganNanos = home.nanoTime();
            try {
                SocketChannel opened = SocketChannel.open();
                channel = opened;
                opened.configureBlocking(false);
                boolean connected = opened.connect(address);
                if (connected) {
                    connected(opened);
                } else {
                    home.register(opened, SelectionKey.OP_CONNECT, this);
                    patience = home.after(limits.connectInterval(), () -> timedOut(opened));
                }
            } catch (Throwable t) { // some addresses are refused by unchecked exceptions
                giveUp(Sockets.text(t));
            }
        }

        @Override
        public void ready() {
            SocketChannel connecting = channel;
            if (connecting == null) {
                return;
            }
            try {
                if (connecting.finishConnect()) {
                    connected(connecting);
                }
            } catch (Throwable t) {
                giveUp(Sockets.text(t));
            }
        }

        private void connected(SocketChannel open) {
            stopWaiting();
            channel = null;
            try {
                lobby.dialled(open, this);
            } catch (Throwable t) {
                SelectorLoop.close(open);
                failed(Sockets.text(t));
            }
        }

        @SuppressWarnings("ReferenceEquality") // a channel is itself
        private void timedOut(SocketChannel which) {
            if (channel == which) { // or else it was connected just before
                giveUp("connect timeout");
            }
        }

        private void giveUp(String why) {
            stopWaiting();
            if (channel != null) {
                SelectorLoop.close(channel);
                channel = null;
            }
            connectNext(why);
        }

        private void stopWaiting() {
            if (patience != null) {
                patience.cancel();
                patience = null;
            }
        }

        private void failed(String why) {
            if (failing.add(seed)) {
                LOG.info("cannot reach seed {}: {}; trying on", LogText.escape(seed), why);
            } else {
                LOG.debug("cannot reach seed {}: {}", LogText.escape(seed), why);
            }
            over();
        }

        /** Who answers has said who it is. */
        void met(String node) {
            failing.remove(seed);
            if (node.equals(localNode)) {
                if (itself.add(seed)) {
                    LOG.info("seed {} is this node itself", LogText.escape(seed));
                }
                keeper.metItself(seed);
            } else {
                itself.remove(seed);
                keeper.met(seed, node);
            }
        }

        /** Who answers has proven who it is. */
        void proven(String node) {
            keeper.proven(seed, node);
        }

        /** The attempt has come to its end, good or bad. */
        void over() {
            if (!over) {
                over = true;
                keeper.ended(seed, home.nanoTime());
                run();
            }
        }
    }
}
