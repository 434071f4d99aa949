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
 * <p><b>Threads:</b> one; {@link #size} and {@link #oldestSince} any.
 */
final class KeptMessages {
    /*
     * A doubly linked list of nodes that are made here, so that messages which no receive leaves do not pay for the links.
     * When a search by key (a tag, or the source of what came to a channel or request) has passed many messages, an index is
     * built: for each key the chain of its messages, linked through the same nodes. It is kept up to date until the list is
     * empty.
     *
     * What is withdrawn while it stands here goes when a search comes by. Those by key may never do, so whenever the list has
     * doubled, all of them are thrown out.
     *
     * `size` and `oldestSince` are for those who look from outside: written opaquely by the one thread, since nothing but a
     * sweep of the node depends on them.
     */
    private static final int SCAN_MAX = 32;

    private static final int FIRST_SWEEP = 2 * SCAN_MAX;

    private static final VarHandle SIZE;
    private static final VarHandle OLDEST_SINCE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SIZE = lookup.findVarHandle(KeptMessages.class, "size", int.class);
            OLDEST_SINCE = lookup.findVarHandle(KeptMessages.class, "oldestSince", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable Kept oldest;
    private @Nullable Kept newest;
    private int size;
    private int nextSweep = FIRST_SWEEP; // at this size

    @SuppressWarnings("UnusedVariable") // through its VarHandle
    private long oldestSince;

    private @Nullable Map<Object, Chain> chains;

    /** A key of which there is none in the index: most ports that leave messages ask for one tag again and again. */
    private @Nullable Object absent;

    /** An opened entry and its neighbours: among all, and among those with the same key. */
    private static final class Kept {
        final MessageEntry entry;
        final long since; // when it was put aside, in nanoseconds of the node's time

        @Nullable
        Kept before;

        @Nullable
        Kept after;

        @Nullable
        Kept sameKeyBefore;

        @Nullable
        Kept sameKeyAfter;

        Kept(MessageEntry entry, long since) {
            this.entry = entry;
            this.since = since;
        }
    }

    /** The messages with one key. */
    private static final class Chain {
        @Nullable
        Kept oldest;

        @Nullable
        Kept newest;
    }

    /** How many there are. Any thread. */
    int size() {
        return (int) SIZE.getOpaque(this);
    }

    /** When the oldest was put aside, in nanoseconds of the node's time; meaningless if there is none. Any thread. */
    long oldestSince() {
        return (long) OLDEST_SINCE.getOpaque(this);
    }

    /** Adds an opened entry as the newest, at this time. */
    void add(MessageEntry entry, long now) {
        if (size >= nextSweep) {
            throwOutWithdrawn();
            nextSweep = Math.max(FIRST_SWEEP, 2 * size);
        }
        Kept kept = new Kept(entry, now);
        kept.before = newest;
        if (newest == null) {
            oldest = kept;
            OLDEST_SINCE.setOpaque(this, kept.since);
        } else {
            newest.after = kept;
        }
        newest = kept;
        if (size == 0) {
            SIZE.setVolatile(this, 1); // before the owner looks whether a sweep is armed that would see it
        } else {
            SIZE.setOpaque(this, size + 1);
        }
        if (chains != null) {
            addToChain(chains, kept);
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
        Kept kept = chain.oldest;
        while (kept != null) {
            Kept after = kept.sameKeyAfter;
            Object found = takeIfWanted(kept, wanted, mailbox);
            if (found != null) {
                return found;
            }
            kept = after;
        }
        return null;
    }

    private @Nullable Object scan(Wanted wanted, int most, Mailbox mailbox) {
        Kept kept = oldest;
        for (int i = 0; kept != null && i < most; i++) {
            Kept after = kept.after;
            Object found = takeIfWanted(kept, wanted, mailbox);
            if (found != null) {
                return found;
            }
            kept = after;
        }
        return null;
    }

    private @Nullable Object takeIfWanted(Kept kept, Wanted wanted, Mailbox mailbox) {
        MessageEntry entry = kept.entry;
        if (entry.isWithdrawn()) {
            unlink(kept);
            return null;
        }
        Object found = wanted.match(entry);
        if (found == null) {
            return null;
        }
        unlink(kept);
        if (found == Wanted.Verdict.REFUSED) {
            mailbox.refuse(entry);
            return null;
        }
        return mailbox.take(entry) ? found : null;
    }

    private void throwOutWithdrawn() {
        Kept kept = oldest;
        while (kept != null) {
            Kept after = kept.after;
            if (kept.entry.isWithdrawn()) {
                unlink(kept);
            }
            kept = after;
        }
    }

    private Map<Object, Chain> index() {
        Map<Object, Chain> made = new HashMap<>();
        for (Kept kept = oldest; kept != null; kept = kept.after) {
            addToChain(made, kept);
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

    private static void addToChain(Map<Object, Chain> chains, Kept kept) {
        Object key = keyOf(kept.entry);
        if (key == null) {
            return;
        }
        Chain chain = chains.computeIfAbsent(key, k -> new Chain());
        kept.sameKeyBefore = chain.newest;
        if (chain.newest == null) {
            chain.oldest = kept;
        } else {
            chain.newest.sameKeyAfter = kept;
        }
        chain.newest = kept;
    }

    private void unlink(Kept kept) {
        Kept before = kept.before;
        Kept after = kept.after;
        if (before == null) {
            oldest = after;
            if (after != null) { // or who looks might take none for a very old one
                OLDEST_SINCE.setOpaque(this, after.since);
            }
        } else {
            before.after = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.before = before;
        }
        SIZE.setOpaque(this, size - 1);
        if (chains != null) {
            unlinkFromChain(chains, kept);
        }
        kept.before = null; // or what has been read would keep what comes after it, once it is old
        kept.after = null;
        if (size == 0) {
            chains = null;
            absent = null;
            nextSweep = FIRST_SWEEP;
        }
    }

    private static void unlinkFromChain(Map<Object, Chain> chains, Kept kept) {
        Object key = keyOf(kept.entry);
        if (key == null) {
            return;
        }
        Chain chain = chains.get(key);
        assert chain != null : "not in the index: " + key;
        Kept before = kept.sameKeyBefore;
        Kept after = kept.sameKeyAfter;
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
        kept.sameKeyBefore = null;
        kept.sameKeyAfter = null;
        if (chain.oldest == null) {
            chains.remove(key);
        }
    }

    /** Hands all entries on, oldest first, and is empty. */
    void drain(Consumer<MessageEntry> to) {
        chains = null;
        absent = null;
        while (oldest != null) {
            Kept kept = oldest;
            unlink(kept);
            to.accept(kept.entry);
        }
    }
}
