package io.loommp.kernel;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The further addresses of a node's ports, by the names in their ids.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
final class SideDoors {
    private final ConcurrentHashMap<String, SideDoor> table = new ConcurrentHashMap<>();

    void add(SideDoor door) {
        table.put(door.id().name(), door);
    }

    void remove(SideDoor door) {
        table.remove(door.id().name(), door);
    }

    @Nullable
    SideDoor find(String name) {
        return table.get(name);
    }
}
