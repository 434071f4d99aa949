package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.PortId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A watch that keeps objects reachable for as long as it stands, and does nothing else. */
final class Keeper extends LocalMonitor {
    @SuppressWarnings({"UnusedVariable", "FieldCanBeLocal"}) // to be there is what it is for
    private volatile @Nullable List<Object> kept;

    Keeper(LocalPort watcher, PortId watched, List<Object> objects) {
        super(watcher, watched);
        this.kept = objects;
    }

    @Override
    public boolean takesCare() {
        return false;
    }

    @Override
    void deliver(KillReason reason) {
        if (begin()) {
            kept = null;
        }
    }

    @Override
    void cancelled() {
        kept = null;
    }
}
