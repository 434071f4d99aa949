package io.loommp.loom;

import io.loommp.PortId;
import io.loommp.Ref;
import io.loommp.kernel.Durations;
import io.loommp.kernel.MessageEntry;
import io.loommp.kernel.SideDoor;
import io.loommp.kernel.SideEntry;
import io.loommp.record.Protocol;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A channel, as the port that made it has it. */
final class OwnChannel<T> implements Channel<T>, Wanted {
    private final Mailbox mailbox;
    private final SideDoor door;
    private final Protocol<T> protocol;

    OwnChannel(Mailbox mailbox, SideDoor door, Protocol<T> protocol) {
        this.mailbox = mailbox;
        this.door = door;
        this.protocol = protocol;
    }

    /** The channel behind a public one, if it is one of this mailbox. */
    @SuppressWarnings("ReferenceEquality") // a mailbox is itself
    static <T> OwnChannel<T> of(Channel<T> channel, Mailbox mailbox) {
        if (channel instanceof OwnChannel<T> own && own.mailbox == mailbox) {
            return own;
        }
        throw new IllegalArgumentException("channel " + channel.id() + " is not one of port " + mailbox.waiter()
                + ", and only the port that made a channel receives from it");
    }

    @Override
    public PortId id() {
        return door.id();
    }

    @Override
    public Ref<T> ref() {
        return new Ref<>(door.id());
    }

    @Override
    public T receive() {
        T found = receive(Mailbox.FOR_EVER);
        if (found == null) {
            throw new IllegalStateException("channel " + door.id() + " is closed and empty");
        }
        return found;
    }

    @Override
    public Optional<T> receive(Duration timeout) {
        return Optional.ofNullable(receive(Durations.nanos(timeout, "timeout")));
    }

    @Override
    public T receive(Duration timeout, T otherwise) {
        T found = receive(Durations.nanos(timeout, "timeout"));
        return found == null ? otherwise : found;
    }

    @SuppressWarnings("unchecked") // match makes nothing else
    private @Nullable T receive(long timeoutNanos) {
        return (T) mailbox.receive(this, timeoutNanos);
    }

    @Override
    public void close() {
        door.close();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a door is itself
    public @Nullable Object match(MessageEntry entry) {
        if (!(entry instanceof SideEntry side) || side.source() != door) {
            return null;
        }
        T read = protocol.read(entry.message());
        return read == null ? Verdict.REFUSED : read;
    }

    @Override
    public Object key() {
        return door;
    }

    @Override
    public boolean isHopeless() {
        return door.isClosed();
    }

    @Override
    public String what() {
        return "what comes to channel " + door.id();
    }

    @Override
    public String toString() {
        return "channel " + door.id();
    }
}
