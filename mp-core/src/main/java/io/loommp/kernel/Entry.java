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

    /** How many entries stood in the inbox with this one when it was pushed, this one included. */
    public final int depth() {
        return depth;
    }
}
