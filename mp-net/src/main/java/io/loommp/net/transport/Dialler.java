package io.loommp.net.transport;

import io.loommp.Timer;
import io.loommp.manage.LogText;
import io.loommp.net.io.Connection;
import io.loommp.net.io.Loop;
import io.loommp.net.seeds.SeedKeeper;
import io.loommp.spi.ConfinedTo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
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

    private final Loop home;
    private final Lobby lobby;
    private final Limits limits;
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

    Dialler(
            Loop home,
            Lobby lobby,
            Limits limits,
            String localNode,
            SeedKeeper keeper,
            Map<String, InetSocketAddress> seeds) {
        this.home = home;
        this.lobby = lobby;
        this.limits = limits;
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
    final class Attempt {
        private final String seed;
        private Iterator<InetSocketAddress> addresses =
                List.<InetSocketAddress>of().iterator();
        private Loop.@Nullable Connecting connecting;
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
                home.resolve(unresolved.getHostString(), found -> resolved(found, unresolved.getPort()), this::unknown);
            } catch (Throwable t) { // no thread, for instance
                failed(Sockets.text(t));
            }
        }

        private void resolved(List<InetAddress> found, int port) {
            addresses = found.stream()
                    .map(address -> new InetSocketAddress(address, port))
                    .iterator();
            connectNext("it has no address");
        }

        private void unknown(Throwable failure) {
            failed(failure instanceof UnknownHostException ? "unknown host" : Sockets.text(failure));
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
                Loop.Connecting begun = home.connect(address, this::connected, t -> giveUp(Sockets.text(t)));
                connecting = begun;
                patience = home.after(limits.connectInterval(), () -> timedOut(begun));
            } catch (Throwable t) { // some addresses are refused by unchecked exceptions
                giveUp(Sockets.text(t));
            }
        }

        private void connected(Connection connection) {
            stopWaiting();
            connecting = null;
            try {
                lobby.dialled(connection, this);
            } catch (Throwable t) {
                connection.close();
                failed(Sockets.text(t));
            }
        }

        @SuppressWarnings("ReferenceEquality") // a connection is itself
        private void timedOut(Loop.Connecting which) {
            if (connecting == which) { // or else it was connected just before
                giveUp("connect timeout");
            }
        }

        private void giveUp(String why) {
            stopWaiting();
            if (connecting != null) {
                connecting.cancel();
                connecting = null;
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
