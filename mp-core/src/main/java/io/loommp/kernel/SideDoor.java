package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import org.jspecify.annotations.Nullable;

/**
 * One more address of a port: what comes there goes into the port's own sequence, marked with where it came in. To others it
 * is a port that ends when it is closed, at the latest with its owner; a kill of it is a kill of the owner.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> as sends to the owner.
 */
public final class SideDoor implements Watchable, Owned {
    /** What the names of doors begin with, so that other nodes know one when they send there. */
    private static final String NAME_PREFIX = "=";

    private final LocalPort owner;
    private final PortId id;
    private final ClosableSet<Watch> watches = new ClosableSet<>();
    private volatile boolean closed; // set by whoever closes it

    private SideDoor(LocalPort owner, PortId id) {
        this.owner = owner;
        this.id = id;
    }

    /**
     * Opens one.
     *
     * @throws io.loommp.PortKilled if the port is no longer live
     */
    public static SideDoor open(LocalPort owner) {
        SideDoor door = new SideDoor(owner, owner.kernel().newId(NAME_PREFIX));
        owner.kernel().doors().add(door);
        if (!owner.own(door)) {
            door.close();
            owner.checkLive();
        }
        return door;
    }

    /** Whether a name is, or was, that of a door. */
    static boolean isName(String name) {
        return name.startsWith(NAME_PREFIX);
    }

    /** The address. */
    public PortId id() {
        return id;
    }

    /** Whether it takes nothing any more. */
    public boolean isClosed() {
        return closed;
    }

    LocalPort owner() {
        return owner;
    }

    /**
     * An entry for a message that came in here.
     *
     * @param booked a plain entry for it, which keeps account of room and of what another node has sent, or can be withdrawn;
     *     null if there is no need of one
     */
    MessageEntry entry(Message message, @Nullable MessageEntry booked) {
        return new Arrival(message, booked);
    }

    /** Takes no more; what is in the owner's sequence already can still be received. An owner that waits looks again. */
    public void close() {
        owner.disown(this);
        close(KillReason.normal());
        if (!owner.runner().isCurrent(owner)) {
            owner.enqueue(() -> {});
        }
    }

    @Override
    public void release() {
        KillReason reason = owner.endReason();
        close(reason == null ? KillReason.normal() : reason);
    }

    private void close(KillReason reason) {
        closed = true;
        owner.kernel().doors().remove(this);
        owner.kernel().fireAll(watches.close(), reason);
    }

    @Override
    public boolean watch(Watch watch) {
        return watches.add(watch);
    }

    @Override
    public void unwatch(Watch watch) {
        watches.remove(watch);
    }

    private final class Arrival extends SideEntry {
        private final @Nullable MessageEntry booked;

        Arrival(Message message, @Nullable MessageEntry booked) {
            super(message);
            this.booked = booked;
        }

        @Override
        public Object source() {
            return SideDoor.this;
        }

        @Override
        public @Nullable String origin() {
            return booked == null ? null : booked.origin();
        }

        @Override
        public @Nullable Message open() {
            return isWithdrawn() ? null : super.open();
        }

        @Override
        public boolean take() {
            return booked == null || booked.take();
        }

        @Override
        public boolean isWithdrawn() {
            return booked != null && booked.isWithdrawn();
        }

        @Override
        public @Nullable Message lost() {
            return booked == null ? super.lost() : booked.lost();
        }
    }
}
