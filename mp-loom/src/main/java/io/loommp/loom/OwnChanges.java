package io.loommp.loom;

import io.loommp.DatabaseChange;
import io.loommp.kernel.Durations;
import io.loommp.kernel.FamilyFeed;
import io.loommp.kernel.MessageEntry;
import io.loommp.kernel.SideEntry;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The changes of a family, as the port that asked for them has them. */
final class OwnChanges<V extends @Nullable Object> implements Changes<V>, Wanted {
    private final Mailbox mailbox;
    private final FamilyFeed<V> feed;

    OwnChanges(Mailbox mailbox, FamilyFeed<V> feed) {
        this.mailbox = mailbox;
        this.feed = feed;
    }

    /** What is behind public ones, if they are those of this mailbox. */
    @SuppressWarnings("ReferenceEquality") // a mailbox is itself
    static <V extends @Nullable Object> OwnChanges<V> of(Changes<V> changes, Mailbox mailbox) {
        if (changes instanceof OwnChanges<V> own && own.mailbox == mailbox) {
            return own;
        }
        throw new IllegalArgumentException("the changes of family " + changes.family() + " are not those of port "
                + mailbox.waiter() + ", and only the port that asked for them receives them");
    }

    @Override
    public String family() {
        return feed.family();
    }

    @Override
    public DatabaseChange<V> receive() {
        DatabaseChange<V> found = receive(Mailbox.FOR_EVER);
        if (found == null) {
            throw new IllegalStateException("the changes of family " + family() + " are closed");
        }
        return found;
    }

    @Override
    public Optional<DatabaseChange<V>> receive(Duration timeout) {
        return Optional.ofNullable(receive(Durations.nanos(timeout, "timeout")));
    }

    @SuppressWarnings("unchecked") // match makes nothing else
    private @Nullable DatabaseChange<V> receive(long timeoutNanos) {
        return (DatabaseChange<V>) mailbox.receive(this, timeoutNanos);
    }

    @Override
    public void close() {
        feed.close();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a feed is itself
    public @Nullable Object match(MessageEntry entry) {
        return entry instanceof SideEntry side && side.source() == feed && side instanceof FamilyFeed<?>.Arrival arrival
                ? arrival.change()
                : null;
    }

    @Override
    public Object key() {
        return feed;
    }

    @Override
    public boolean isHopeless() {
        return feed.isClosed();
    }

    @Override
    public String what() {
        return "a change of family " + family();
    }

    @Override
    public String toString() {
        return "changes of family " + family();
    }
}
