package io.loommp.loom;

import io.loommp.kernel.MessageEntry;
import io.loommp.kernel.SideEntry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages that receives have seen and left, oldest first.
 *
 * <p><b>Threads:</b> one; {@link #size} and {@link #oldestStamp} any.
 */
final class KeptMessages {
    /*
     * A doubly linked list through the entries themselves. When a search by key (a tag, or the source of what came to a
     * channel or request) has passed many entries, an index is built: for each key the chain of its entries, linked through
     * them as well. It is kept up to date until the list is empty.
     *
     * What is withdrawn while it stands here goes when a search comes by. Those by key may never do, so whenever the list has
     * doubled, all of them are thrown out.
     *
     * `size` and `oldestStamp` are for those who look from outside: written opaquely by the one thread, since nothing but a
     * sweep of the node depends on them.
     */
    private static final int SCAN_MAX = 32;

    private static final int FIRST_SWEEP = 2 * SCAN_MAX;

    private static final VarHandle SIZE;
    private static final VarHandle OLDEST_STAMP;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SIZE = lookup.findVarHandle(KeptMessages.class, "size", int.class);
            OLDEST_STAMP = lookup.findVarHandle(KeptMessages.class, "oldestStamp", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable MessageEntry oldest;
    private @Nullable MessageEntry newest;
    private int size;
    private int nextSweep = FIRST_SWEEP; // at this size

    @SuppressWarnings("UnusedVariable") // through its VarHandle
    private int oldestStamp;

    private @Nullable Map<Object, Chain> chains;

    /** A key of which there is none in the index: most ports that leave messages ask for one tag again and again. */
    private @Nullable Object absent;

    /** The entries with one key. */
    private static final class Chain {
        @Nullable
        MessageEntry oldest;

        @Nullable
        MessageEntry newest;
    }

    /** How many there are. Any thread. */
    int size() {
        return (int) SIZE.getOpaque(this);
    }

    /** When the oldest was put aside, as {@link MessageEntry#stamp}; meaningless if there is none. Any thread. */
    int oldestStamp() {
        return (int) OLDEST_STAMP.getOpaque(this);
    }

    /** Adds an opened entry as the newest, at this time. */
    void add(MessageEntry entry, long millis) {
        if (size >= nextSweep) {
            throwOutWithdrawn();
            nextSweep = Math.max(FIRST_SWEEP, 2 * size);
        }
        entry.stamp(millis);
        entry.keptBefore = newest;
        if (newest == null) {
            oldest = entry;
            OLDEST_STAMP.setOpaque(this, entry.stamp());
        } else {
            newest.keptAfter = entry;
        }
        newest = entry;
        if (size == 0) {
            SIZE.setVolatile(this, 1); // before the owner looks whether a sweep is armed that would see it
        } else {
            SIZE.setOpaque(this, size + 1);
        }
        if (chains != null) {
            addToChain(chains, entry);
            absent = null;
        }
    }

    /**
     * Takes the oldest message that is wanted, and returns what the receive is to return; null if there is none.
     *
     * @param mailbox told what the receive takes in order to give it up
     */
    @Nullable
    Object remove(Wanted wanted, Mailbox mailbox) {
        if (oldest == null) {
            return null;
        }
        Object key = wanted.key();
        return key == null ? scan(wanted, Integer.MAX_VALUE, mailbox) : removeByKey(key, wanted, mailbox);
    }

    @SuppressWarnings("ReferenceEquality") // the very same key, which costs nothing to see
    private @Nullable Object removeByKey(Object key, Wanted wanted, Mailbox mailbox) {
        if (chains == null) {
            boolean sawAll = size <= SCAN_MAX; // before the scan throws out what was withdrawn
            Object found = scan(wanted, SCAN_MAX, mailbox);
            if (found != null || sawAll) {
                return found;
            }
            chains = index();
        }
        if (key == absent) {
            return null;
        }
        Chain chain = chains.get(key);
        if (chain == null) {
            absent = key;
            return null;
        }
        MessageEntry entry = chain.oldest;
        while (entry != null) {
            MessageEntry after = entry.sameKeyAfter;
            Object found = takeIfWanted(entry, wanted, mailbox);
            if (found != null) {
                return found;
            }
            entry = after;
        }
        return null;
    }

    private @Nullable Object scan(Wanted wanted, int most, Mailbox mailbox) {
        MessageEntry entry = oldest;
        for (int i = 0; entry != null && i < most; i++) {
            MessageEntry after = entry.keptAfter;
            Object found = takeIfWanted(entry, wanted, mailbox);
            if (found != null) {
                return found;
            }
            entry = after;
        }
        return null;
    }

    private @Nullable Object takeIfWanted(MessageEntry entry, Wanted wanted, Mailbox mailbox) {
        if (entry.isWithdrawn()) {
            unlink(entry);
            return null;
        }
        Object found = wanted.match(entry);
        if (found == null) {
            return null;
        }
        unlink(entry);
        if (found == Wanted.Verdict.REFUSED) {
            mailbox.refuse(entry);
            return null;
        }
        return mailbox.take(entry) ? found : null;
    }

    private void throwOutWithdrawn() {
        MessageEntry entry = oldest;
        while (entry != null) {
            MessageEntry after = entry.keptAfter;
            if (entry.isWithdrawn()) {
                unlink(entry);
            }
            entry = after;
        }
    }

    private Map<Object, Chain> index() {
        Map<Object, Chain> made = new HashMap<>();
        for (MessageEntry entry = oldest; entry != null; entry = entry.keptAfter) {
            addToChain(made, entry);
        }
        return made;
    }

    /** By what a search can find it: its source or its tag; an empty message, or a list as first element, has none. */
    private static @Nullable Object keyOf(MessageEntry entry) {
        if (entry instanceof SideEntry side) {
            return side.source();
        }
        String tag = entry.message().tag();
        return entry.message().hasTag(tag) ? tag : null;
    }

    private static void addToChain(Map<Object, Chain> chains, MessageEntry entry) {
        Object key = keyOf(entry);
        if (key == null) {
            return;
        }
        Chain chain = chains.computeIfAbsent(key, k -> new Chain());
        entry.sameKeyBefore = chain.newest;
        if (chain.newest == null) {
            chain.oldest = entry;
        } else {
            chain.newest.sameKeyAfter = entry;
        }
        chain.newest = entry;
    }

    private void unlink(MessageEntry entry) {
        MessageEntry before = entry.keptBefore;
        MessageEntry after = entry.keptAfter;
        if (before == null) {
            oldest = after;
            OLDEST_STAMP.setOpaque(this, after == null ? 0 : after.stamp());
        } else {
            before.keptAfter = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.keptBefore = before;
        }
        entry.keptBefore = null;
        entry.keptAfter = null;
        SIZE.setOpaque(this, size - 1);
        if (chains != null) {
            unlinkFromChain(chains, entry);
        }
        if (size == 0) {
            chains = null;
            absent = null;
            nextSweep = FIRST_SWEEP;
        }
    }

    private static void unlinkFromChain(Map<Object, Chain> chains, MessageEntry entry) {
        Object key = keyOf(entry);
        if (key == null) {
            return;
        }
        Chain chain = chains.get(key);
        assert chain != null : "not in the index: " + key;
        MessageEntry before = entry.sameKeyBefore;
        MessageEntry after = entry.sameKeyAfter;
        if (before == null) {
            chain.oldest = after;
        } else {
            before.sameKeyAfter = after;
        }
        if (after == null) {
            chain.newest = before;
        } else {
            after.sameKeyBefore = before;
        }
        entry.sameKeyBefore = null;
        entry.sameKeyAfter = null;
        if (chain.oldest == null) {
            chains.remove(key);
        }
    }

    /** Hands all entries on, oldest first, and is empty. */
    void drain(Consumer<MessageEntry> to) {
        chains = null;
        absent = null;
        while (oldest != null) {
            MessageEntry entry = oldest;
            unlink(entry);
            to.accept(entry);
        }
    }
}
