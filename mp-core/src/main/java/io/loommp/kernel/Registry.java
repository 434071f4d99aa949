package io.loommp.kernel;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The names that ports of a node were given.
 *
 * <p>A name changes hands, and that is told, in one step: whoever follows the events of a name ends with its present holder,
 * whichever threads gave it and took it.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> for as long as another thread changes one name and leaves the event of it with the
 * readers of the bus.
 */
final class Registry {
    private final ConcurrentHashMap<String, LocalPort> holders = new ConcurrentHashMap<>(); // read without the lock
    private final BriefLock lock = new BriefLock();
    private final Reports reports;
    private final Ports ports;
    private final ChosenNames chosen;

    /** @param peerNamesMax how many names that one other node has chosen may be held at a time */
    Registry(Reports reports, Ports ports, int peerNamesMax) {
        this.chosen = new ChosenNames("given", "names", peerNamesMax);
        this.reports = reports;
        this.ports = ports;
    }

    int size() {
        return holders.size();
    }

    /** The names of a port, sorted. */
    List<String> names(LocalPort port) {
        if (!port.isNamed()) {
            return List.of();
        }
        return holders.entrySet().stream()
                .filter(entry -> entry.getValue() == port)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The port that holds a name; null if none does. */
    @Nullable
    LocalPort holder(String name) {
        return holders.get(name);
    }

    /**
     * Gives a port a name.
     *
     * @throws IllegalStateException if it is taken, naming the holder
     */
    void bind(String name, LocalPort port) {
        lock.lock();
        try {
            LocalPort holder = holders.putIfAbsent(name, port);
            if (holder == null) {
                holder = ports.findSpawned(name);
                if (holder != null) {
                    holders.remove(name, port); // another node chose this name for a port, which would hide ours
                }
            }
            if (holder != null) {
                throw new IllegalStateException("the name \"" + name + "\" is taken by " + holder.id());
            }
            bound(name, port);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives a name that is held to another port.
     *
     * @throws IllegalStateException if nobody holds it
     */
    void rebind(String name, LocalPort port) {
        lock.lock();
        try {
            LocalPort holder = holders.get(name);
            if (holder == null) {
                throw new IllegalStateException("nobody holds the name \"" + name + '"');
            }
            holders.put(name, port);
            reports.unregistered(holder.id(), name);
            bound(name, port);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void bound(String name, LocalPort port) {
        port.named();
        reports.registered(port.id(), name);
        if (port.isNameless()) {
            unbind(name, port); // it ended before it could know that it has a name
        }
    }

    /** Takes a name from whoever holds it; false if nobody does. */
    boolean unbind(String name) {
        lock.lock();
        try {
            LocalPort holder = holders.get(name);
            return holder != null && unbind(name, holder);
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean unbind(String name, LocalPort holder) {
        boolean bound = holders.remove(name, holder);
        if (bound) {
            chosen.gone(name);
            reports.unregistered(holder.id(), name);
        }
        return bound;
    }

    /**
     * Gives a port a name that another node has chosen.
     *
     * @throws IllegalStateException if it is taken, naming the holder, or if names that this node has chosen are held already
     *     up to the limit
     */
    void bindFor(String node, String name, LocalPort port) {
        if (!chosen.add(node, name)) {
            throw new IllegalStateException("the name \"" + name + "\" is taken");
        }
        try {
            bind(name, port);
        } catch (RuntimeException | Error e) {
            chosen.gone(name);
            throw e;
        }
    }

    /** Takes all names from a port whose end was told. */
    void release(LocalPort port) {
        port.nameless(); // first: who binds a name just now sees this, or is seen here
        if (!port.isNamed()) {
            return;
        }
        for (Map.Entry<String, LocalPort> entry : holders.entrySet()) { // without the lock: there may be very many
            if (entry.getValue() == port) {
                lock.lock();
                try {
                    unbind(entry.getKey(), port);
                } finally {
                    lock.unlock();
                }
            }
        }
    }
}
