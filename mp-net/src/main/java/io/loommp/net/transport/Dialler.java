package io.loommp.net.transport;

import io.loommp.Timer;
import io.loommp.kernel.Kernel;
import io.loommp.manage.Event;
import io.loommp.manage.LogText;
import io.loommp.net.io.Loop;
import io.loommp.net.seeds.SeedKeeper;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.Directory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials seeds, whenever a {@link SeedKeeper} says so, and nodes that somebody wants to reach. Names of seeds are resolved anew
 * for each attempt, off the selector threads, and all their addresses are dialled.
 */
@ConfinedTo("home")
final class Dialler {
    private static final Logger LOG = LoggerFactory.getLogger("io.loommp.node");
    private static final String CLOSES = "this node closes";
    private static final Duration LONELY = Duration.ofMinutes(1);

    private final Kernel kernel;
    private final Loop home;
    private final Lobby lobby;
    private final Limits limits;
    private final Directory directory;
    private final SeedKeeper keeper;
    private final Map<String, InetSocketAddress> seeds; // unresolved
    private final Set<String> failing = new HashSet<>();
    private final Set<String> itself = new HashSet<>(); // seeds that this node seems to be
    private final Map<String, Search> searches = new HashMap<>();
    private final BackOff backOff;
    private @Nullable Timer timer;
    private @Nullable Timer lonely;
    private boolean closed;

    Dialler(
            Kernel kernel,
            Loop home,
            Lobby lobby,
            Limits limits,
            Directory directory,
            SeedKeeper keeper,
            Map<String, InetSocketAddress> seeds) {
        this.kernel = kernel;
        this.home = home;
        this.lobby = lobby;
        this.limits = limits;
        this.directory = directory;
        this.keeper = keeper;
        this.seeds = seeds;
        this.backOff = new BackOff(limits.monitorTimeout().dividedBy(2)); // so that each who waits is dialled for once
    }

    /** Begins to dial the seeds, and goes on until it is closed. */
    void start() {
        run();
        if (!seeds.isEmpty()) {
            lonely = home.after(LONELY, this::complain);
        }
    }

    /** Dials what is due, and sees to it that the next is not forgotten. */
    private void run() {
        if (closed) {
            return;
        }
        for (String seed : keeper.due(home.nanoTime())) {
            new SeedDial(seed).begin();
        }
        if (timer != null) {
            timer.cancel();
        }
        OptionalLong nanos = keeper.nanosUntilDue(home.nanoTime());
        timer = nanos.isPresent() ? home.afterNanos(nanos.getAsLong(), this::run) : null;
    }

    private void complain() {
        if (closed) {
            return;
        }
        if (keeper.seesNone() && kernel.events().wants(Event.Kind.NO_SEED)) {
            kernel.events().publish(new Event.NoSeed(List.copyOf(seeds.keySet())));
        }
        lonely = home.after(LONELY, this::complain);
    }

    /** Sees to it that a node is searched for. */
    void search(String node) {
        if (closed) {
            kernel.connectFailed(node, CLOSES);
        } else if (!kernel.isLinked(node) && !searches.containsKey(node)) {
            Search search = new Search(node, home, lobby, limits, directory, this::mayBeMet, this::failed);
            searches.put(node, search);
            search.begin(backOff.pauseNanos(node, home.nanoTime()));
        }
    }

    private boolean mayBeMet(String node) {
        return keeper.hasUnmet() || keeper.nodes().contains(node) || lobby.isExpecting(node);
    }

    private void failed(Search search, String why) {
        searches.remove(search.node(), search);
        if (search.hasFailedDials()) {
            backOff.failed(search.node(), home.nanoTime());
        }
        kernel.connectFailed(search.node(), why);
    }

    void linkUp(String node) {
        Search search = searches.remove(node);
        if (search != null) {
            search.cancel();
        }
        backOff.reached(node);
        keeper.linkUp(node);
        if (keeper.nodes().contains(node)) {
            directory.metSeed(node); // it has proven that it is who a seed has called itself
        }
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
        if (lonely != null) {
            lonely.cancel();
        }
        List<Search> cancelled = List.copyOf(searches.values());
        searches.clear();
        cancelled.forEach(Search::cancel);
        cancelled.forEach(search -> kernel.connectFailed(search.node(), CLOSES));
    }

    /** An attempt at one seed. */
    @ConfinedTo("home")
    private final class SeedDial implements Attempt.Goal {
        private final String seed;

        private SeedDial(String seed) {
            this.seed = seed;
        }

        private void begin() {
            InetSocketAddress unresolved = Objects.requireNonNull(seeds.get(seed));
            try {
                home.resolveConfigured(
                        unresolved.getHostString(), found -> resolved(found, unresolved.getPort()), this::unknown);
            } catch (Throwable t) { // no thread, for instance
                unknown(t);
            }
        }

        private void resolved(List<InetAddress> found, int port) {
            if (!closed) {
                new Attempt(home, lobby, this, Duration.ZERO, limits.connectInterval())
                        .begin(found.stream()
                                .map(address -> new InetSocketAddress(address, port))
                                .toList());
            }
        }

        private void unknown(Throwable failure) {
            over(failure instanceof UnknownHostException ? "unknown host" : Sockets.text(failure));
        }

        @Override
        public boolean met(String node) {
            failing.remove(seed);
            if (node.equals(kernel.id())) {
                keeper.metItself(
                        seed); // or another node that has the same id, or lies: that is seen where it is accepted
            } else {
                itself.remove(seed);
                keeper.met(seed, node);
                if (kernel.isLinked(node)) {
                    directory.metSeed(node); // this connection is refused, so nothing will be proven on it
                }
            }
            return true;
        }

        @Override
        public void proven(String node) {
            keeper.proven(seed, node);
            directory.metSeed(node);
        }

        @Override
        public void metItself() {
            if (itself.add(seed)) {
                LOG.info("seed {} is this node itself", LogText.escape(seed));
            }
            directory.metItself();
        }

        @Override
        public void over(String failure) {
            if (keeper.isUnmet(seed)) {
                if (failing.add(seed)) {
                    LOG.info("cannot reach seed {}: {}; trying on", LogText.escape(seed), failure);
                } else {
                    LOG.debug("cannot reach seed {}: {}", LogText.escape(seed), failure);
                }
            }
            keeper.ended(seed, home.nanoTime());
            run();
        }
    }
}
