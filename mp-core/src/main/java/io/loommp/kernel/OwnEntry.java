package io.loommp.kernel;

import io.loommp.Address;
import io.loommp.DatabaseEntry;
import io.loommp.KillReason;
import io.loommp.PortId;
import org.jspecify.annotations.Nullable;

/** A key of the database that this node has set, and, if it is the id of a port, the watch that deletes it. */
final class OwnEntry implements DatabaseEntry {
    private final NodeDatabase database;
    private final String family;
    private final String key;
    private volatile @Nullable Until until; // written by who registers the port, before anybody has the entry

    OwnEntry(NodeDatabase database, String family, String key) {
        this.database = database;
        this.family = family;
        this.key = key;
    }

    /** Deletes the key when this port ends. */
    void until(Kernel kernel, Address port) {
        Until watch = new Until(kernel.newHiddenPort(), port.id());
        until = watch;
        kernel.monitor(watch);
    }

    @Override
    public String family() {
        return family;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public void close() {
        forget();
        database.delete(this);
    }

    /** Another one has taken its place, or it is gone: no port is watched for it any more. */
    void forget() {
        Until watch = until;
        if (watch != null) {
            watch.cancel();
        }
    }

    /** It counts as nobody's watch on the port. */
    private final class Until extends LocalMonitor {
        Until(LocalPort watcher, PortId watched) {
            super(watcher, watched);
        }

        @Override
        public boolean takesCare() {
            return false;
        }

        @Override
        void deliver(KillReason reason) {
            if (begin()) {
                database.delete(OwnEntry.this);
            }
        }
    }

    @Override
    public String toString() {
        return "entry " + key + " of family " + family;
    }
}
