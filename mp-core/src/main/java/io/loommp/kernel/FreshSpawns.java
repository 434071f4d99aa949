package io.loommp.kernel;

import io.loommp.spi.Link;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Ports that another node has spawned here and may be about to watch. If the connection is lost before that could come, the
 * spawner is told that he has no port, and so there must be none.
 *
 * <p>A watch comes right behind the spawn. So who has not sent it, but something else 10 s later, does not want one, and
 * his port lives on by itself.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never. <b>Limits:</b> the last 10,000 ports of a link.
 */
final class FreshSpawns {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MAX = 10_000;

    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<Link, Brood> broods = new ConcurrentHashMap<>();

    FreshSpawns(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The names of the ports of one link, the oldest first, with the times of their spawns. */
    private static final class Brood {
        private final Map<String, Long> bornAt = new LinkedHashMap<>();

        synchronized void add(String name, long now) {
            bornAt.put(name, now);
            if (bornAt.size() > MAX) {
                Iterator<String> oldest = bornAt.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }

        synchronized void remove(String name) {
            bornAt.remove(name);
        }

        synchronized boolean dropThoseOf(long time) {
            Iterator<Long> oldestFirst = bornAt.values().iterator();
            while (oldestFirst.hasNext() && oldestFirst.next() - time <= 0) {
                oldestFirst.remove();
            }
            return bornAt.isEmpty();
        }

        synchronized List<String> all() {
            return List.copyOf(bornAt.keySet());
        }
    }

    /** A port was spawned. */
    void add(Link link, String name) {
        broods.computeIfAbsent(link, l -> new Brood()).add(name, nanoTime.getAsLong());
    }

    /** A port is watched. */
    void watched(Link link, String name) {
        Brood brood = broods.get(link);
        if (brood != null) {
            brood.remove(name);
        }
    }

    /** Something has come by the link, before which it must have brought all that was sent before. */
    void heard(Link link) {
        if (broods.isEmpty()) {
            return; // mostly so, and this is asked for each packet
        }
        Brood brood = broods.get(link);
        if (brood != null && brood.dropThoseOf(nanoTime.getAsLong() - FRESH_NANOS)) {
            broods.remove(link, brood);
        }
    }

    /** The ports of a link that is lost; they are to end. */
    List<String> take(Link link) {
        Brood brood = broods.remove(link);
        return brood == null ? List.of() : brood.all();
    }
}
