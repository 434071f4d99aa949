package io.loommp.net.transport;

import io.loommp.Timer;
import io.loommp.net.io.Loop;
import io.loommp.spi.ConfinedTo;
import io.loommp.spi.Directory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The search for one node that somebody wants to reach: asks the directory where it is, and dials that. It ends when the node
 * is linked, whoever dialled, when there is nothing left to try, or at its deadline.
 *
 * <p>While the node may yet be met without being dialled, at a seed or because it dials itself, the search goes on, and asks
 * again now and then.
 */
@ConfinedTo("home")
final class Search implements Attempt.Goal {
    private static final int ADDRESSES_MAX = 16;
    private static final Duration INTERVAL_MIN = Duration.ofMillis(400);

    private final String node;
    private final Loop home;
    private final Lobby lobby;
    private final Limits limits;
    private final Directory directory;
    private final Predicate<String> mayBeMet;
    private final BiConsumer<Search, String> failed;
    private @Nullable Timer deadline;
    private @Nullable Timer again;
    private Duration pause = Duration.ZERO; // before the directory was asked again
    private @Nullable Attempt attempt;
    private int unresolved; // names that are being looked for
    private boolean failedDials;
    private boolean over;

    /**
     * @param mayBeMet whether a node may come without being dialled
     * @param failed is told once if it comes to nothing, with the reason
     */
    Search(
            String node,
            Loop home,
            Lobby lobby,
            Limits limits,
            Directory directory,
            Predicate<String> mayBeMet,
            BiConsumer<Search, String> failed) {
        this.node = node;
        this.home = home;
        this.lobby = lobby;
        this.limits = limits;
        this.directory = directory;
        this.mayBeMet = mayBeMet;
        this.failed = failed;
    }

    String node() {
        return node;
    }

    /** Begins, but dials nobody before so much time has passed. */
    void begin(long pauseNanos) {
        deadline = home.after(limits.monitorTimeout(), () -> fail("connect timeout"));
        if (pauseNanos > 0) {
            again = home.afterNanos(pauseNanos, this::lookUp);
        } else {
            lookUp();
        }
    }

    /** Whether somebody was dialled, in vain. */
    boolean hasFailedDials() {
        return failedDials || attempt != null;
    }

    private void lookUp() {
        again = null;
        if (over) {
            return; // this was on its way when it was cancelled; it would take the answer of a search that goes on
        }
        directory.lookUp(node, addresses -> home.execute(() -> found(addresses)));
    }

    private void found(List<String> texts) {
        if (over || attempt != null || unresolved > 0) {
            return;
        }
        List<InetSocketAddress> names = texts.stream()
                .limit(ADDRESSES_MAX)
                .flatMap(text -> Sockets.parse(text).stream())
                .toList();
        if (names.isEmpty()) {
            failUnlessItComes("no known address");
            return;
        }
        unresolved = names.size();
        List<List<InetSocketAddress>> addresses = new ArrayList<>();
        for (InetSocketAddress name : names) {
            List<InetSocketAddress> its = new ArrayList<>();
            addresses.add(its);
            try {
                home.resolve(
                        name.getHostString(),
                        found -> {
                            found.forEach(address -> its.add(new InetSocketAddress(address, name.getPort())));
                            oneResolved(addresses);
                        },
                        failure -> oneResolved(addresses));
            } catch (Throwable t) { // no thread, for instance
                oneResolved(addresses);
            }
        }
    }

    private void oneResolved(List<List<InetSocketAddress>> addresses) {
        if (--unresolved > 0 || over) {
            return;
        }
        List<InetSocketAddress> all =
                addresses.stream().flatMap(List::stream).distinct().toList();
        if (all.isEmpty()) {
            failUnlessItComes("no known address");
        } else {
            Attempt begun = new Attempt(home, lobby, this, interval(all.size()), limits.monitorTimeout());
            attempt = begun;
            begun.begin(all);
        }
    }

    /** So that all addresses are tried, if they are not too many. */
    private Duration interval(int addresses) {
        Duration even = limits.monitorTimeout().minus(limits.connectInterval()).dividedBy(addresses);
        Duration least = even.compareTo(INTERVAL_MIN) < 0 ? INTERVAL_MIN : even;
        return limits.connectInterval().compareTo(least) < 0 ? limits.connectInterval() : least;
    }

    private void failUnlessItComes(String why) {
        if (mayBeMet.test(node)) {
            askAgain();
        } else {
            fail(why);
        }
    }

    private void askAgain() {
        if (again == null) {
            pause = pause.isZero() ? limits.connectInterval() : pause.multipliedBy(2);
            again = home.after(pause, this::lookUp);
        }
    }

    private void fail(String why) {
        if (!over) {
            cancel();
            failed.accept(this, why);
        }
    }

    /** Ends it; nobody is told. */
    void cancel() {
        over = true;
        if (deadline != null) {
            deadline.cancel();
        }
        if (again != null) {
            again.cancel();
        }
        if (attempt != null) {
            attempt.cancel();
        }
    }

    // ---- of the attempt ----

    @Override
    public boolean met(String who) {
        return who.equals(node);
    }

    @Override
    public void proven(String who) {
        // the link that comes of it ends the search
    }

    @Override
    public void metItself() {
        // whatever the directory says, it is another one that is wanted
    }

    @Override
    public void over(String failure) {
        attempt = null;
        failedDials = true;
        if (!over) {
            if (lobby.isClaimed(node)) { // most likely it dials us, and its connection goes first
                askAgain();
            } else {
                failUnlessItComes(failure);
            }
        }
    }
}
