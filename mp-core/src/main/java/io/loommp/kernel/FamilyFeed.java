package io.loommp.kernel;

import io.loommp.DatabaseChange;
import io.loommp.Message;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a family of the database as entries of a port's own sequence, marked with where they came in.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 *
 * @param <V> what the values are
 */
public final class FamilyFeed<V extends @Nullable Object> implements Owned {
    private static final Message CHANGE = Message.of(); // stands in the entry, which has the change

    private final LocalPort owner;
    private final Function<? super DatabaseChange<@Nullable Object>, ? extends @Nullable DatabaseChange<V>> read;
    private final NodeDatabase.Subscription subscription;

    private FamilyFeed(
            LocalPort owner,
            String family,
            Function<? super DatabaseChange<@Nullable Object>, ? extends @Nullable DatabaseChange<V>> read) {
        this.owner = owner;
        this.read = read;
        this.subscription = owner.kernel().nodeDatabase().subscription(family, this::arrived);
    }

    /**
     * Opens one.
     *
     * @param read makes of a change what the port gets, null for nothing; it is called with one after the other, by the port's
     *     runner
     * @throws io.loommp.PortKilled if the port is no longer live
     */
    public static <V extends @Nullable Object> FamilyFeed<V> open(
            LocalPort owner,
            String family,
            Function<? super DatabaseChange<@Nullable Object>, ? extends @Nullable DatabaseChange<V>> read) {
        FamilyFeed<V> feed = new FamilyFeed<>(owner, family, read);
        if (!owner.own(feed)) {
            owner.checkLive();
        }
        feed.subscription.begin();
        return feed;
    }

    private void arrived(DatabaseChange<@Nullable Object> change) {
        owner.push(new Arrival(change));
    }

    /** The family. */
    public String family() {
        return subscription.family();
    }

    /** Whether nothing more comes. */
    public boolean isClosed() {
        return subscription.isOver();
    }

    /** Takes no more; what is in the owner's sequence already is withdrawn. An owner that waits looks again. */
    public void close() {
        owner.disown(this);
        release();
        if (!owner.runner().isCurrent(owner)) {
            owner.enqueue(() -> {});
        }
    }

    @Override
    public void release() {
        boolean ignored = subscription.end();
    }

    /** A change that has come. */
    public final class Arrival extends SideEntry {
        private @Nullable DatabaseChange<@Nullable Object> raw;
        private @Nullable DatabaseChange<V> change;

        private Arrival(DatabaseChange<@Nullable Object> raw) {
            super(CHANGE);
            this.raw = raw;
        }

        /** What the port gets. */
        public DatabaseChange<V> change() {
            DatabaseChange<V> opened = change;
            if (opened == null) {
                throw new IllegalStateException("not opened");
            }
            return opened;
        }

        @Override
        public boolean callsCode() {
            return true;
        }

        @Override
        public @Nullable Message open() {
            DatabaseChange<@Nullable Object> unread = raw;
            if (unread != null) {
                raw = null;
                change = read.apply(unread);
            }
            return change == null ? null : super.open();
        }

        @Override
        public Object source() {
            return FamilyFeed.this;
        }

        @Override
        public boolean isWithdrawn() {
            return isClosed();
        }

        @Override
        public boolean take() {
            return !isClosed();
        }

        @Override
        public @Nullable Message lost() {
            return null; // nobody sent it
        }
    }
}
