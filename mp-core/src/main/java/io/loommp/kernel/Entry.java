package io.loommp.kernel;

import io.loommp.spi.ConfinedTo;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a port's sequence: a message, or something of the kernel's own. Entries are the nodes of the lists they
 * stand in, so that a send allocates no more than the message and this.
 */
public abstract sealed class Entry permits MessageEntry, ControlEntry {
    /** The entry behind this one: in the inbox the one pushed before, once taken the one that comes after. */
    @Nullable
    Entry next;

    /** How many entries stood in the inbox with this one when it was pushed, this one included. */
    int depth;

    Entry() {}

    /** The entry that comes after this one. */
    @ConfinedTo("the port's runner, once the entry has been taken from the inbox")
    public final @Nullable Entry next() {
        return next;
    }

    /** As {@link #next}; from now on this one does not know of it, since it may be kept for long and would keep it, too. */
    @ConfinedTo("the port's runner, once the entry has been taken from the inbox")
    public final @Nullable Entry detachNext() {
        Entry after = next;
        next = null;
        return after;
    }

    /** Takes the entry that comes after this one out from behind it. */
    @ConfinedTo("the port's runner, once the entry has been taken from the inbox")
    public final @Nullable Entry passNext() {
        Entry passed = next;
        next = passed == null ? null : passed.detachNext();
        return passed;
    }

    /** The {@link #depth} of the entry that comes after this one, 0 if none does; about, while the runner goes on. Any thread. */
    public final int depthBehind() {
        Entry after = next;
        return after == null ? 0 : after.depth;
    }

    /** A place before these entries, which is nothing else. */
    public static Entry before(@Nullable Entry first) {
        Entry place = new ControlEntry() {
            @Override
            protected void run(LocalPort port) {
                throw new IllegalStateException("no entry of a sequence");
            }
        };
        place.next = first;
        return place;
    }

    /** How many entries stood in the inbox with this one when it was pushed, this one included. */
    public final int depth() {
        return depth;
    }
}
