package io.loommp.kernel;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The names that ports of a node were given.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
final class Registry {
    private final ConcurrentHashMap<String, LocalPort> holders = new ConcurrentHashMap<>();
    private final Reports reports;

    Registry(Reports reports) {
        this.reports = reports;
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
        LocalPort holder = holders.putIfAbsent(name, port);
        if (holder != null) {
            throw new IllegalStateException("the name \"" + name + "\" is taken by " + holder.id());
        }
        port.named();
        reports.registered(port.id(), name);
        if (!port.isLive()) {
            unbind(name, port); // it ended before it could know that it has a name
        }
    }

    /** Takes a name from whoever holds it; false if nobody does. */
    boolean unbind(String name) {
        LocalPort holder = holders.get(name);
        return holder != null && unbind(name, holder);
    }

    private boolean unbind(String name, LocalPort holder) {
        boolean bound = holders.remove(name, holder);
        if (bound) {
            reports.unregistered(holder.id(), name);
        }
        return bound;
    }

    /** Takes all names from a port that ends. */
    void release(LocalPort port) {
        if (port.isNamed()) {
            for (Map.Entry<String, LocalPort> entry : holders.entrySet()) {
                if (entry.getValue() == port) {
                    unbind(entry.getKey(), port);
                }
            }
        }
    }
}
