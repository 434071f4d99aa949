package io.loommp.loom;

import io.loommp.Message;
import io.loommp.kernel.MessageEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages that receives have seen and left, oldest first.
 *
 * <p><b>Threads:</b> one.
 */
final class KeptMessages {
    /*
     * A doubly linked list through the entries themselves. When a search by tag has passed many entries, an index is built:
     * for each tag the chain of its entries, linked through them as well. It is kept up to date until the list is empty.
     */
    private static final int SCAN_MAX = 32;

    private @Nullable MessageEntry oldest;
    private @Nullable MessageEntry newest;
    private int size;
    private @Nullable Map<String, Chain> chains;

    /** The entries with one tag. */
    private static final class Chain {
        @Nullable
        MessageEntry oldest;

        @Nullable
        MessageEntry newest;
    }

    int size() {
        return size;
    }

    /** Adds an opened entry as the newest. */
    void add(MessageEntry entry) {
        entry.keptBefore = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.keptAfter = entry;
        }
        newest = entry;
        size++;
        if (chains != null) {
            addToChain(chains, entry);
        }
    }

    /** Takes the oldest message that is wanted; null if there is none. */
    @Nullable
    Message remove(Wanted wanted) {
        if (oldest == null) {
            return null;
        }
        return wanted instanceof Wanted.Tag byTag ? removeByTag(byTag) : scan(wanted, Integer.MAX_VALUE);
    }

    private @Nullable Message removeByTag(Wanted.Tag wanted) {
        if (chains == null) {
            boolean sawAll = size <= SCAN_MAX; // before the scan throws out what was withdrawn
            Message found = scan(wanted, SCAN_MAX);
            if (found != null || sawAll) {
                return found;
            }
            chains = index();
        }
        Chain chain = chains.get(wanted.tag());
        while (chain != null && chain.oldest != null) {
            MessageEntry entry = chain.oldest;
            unlink(entry);
            if (entry.take()) {
                return entry.message();
            }
        }
        return null;
    }

    private @Nullable Message scan(Wanted wanted, int most) {
        MessageEntry entry = oldest;
        for (int i = 0; entry != null && i < most; i++) {
            MessageEntry after = entry.keptAfter;
            if (entry.isWithdrawn()) {
                unlink(entry);
            } else if (wanted.fits(entry.message())) {
                unlink(entry);
                if (entry.take()) {
                    return entry.message();
                }
            }
            entry = after;
        }
        return null;
    }

    private Map<String, Chain> index() {
        Map<String, Chain> made = new HashMap<>();
        for (MessageEntry entry = oldest; entry != null; entry = entry.keptAfter) {
            addToChain(made, entry);
        }
        return made;
    }

    /** Whether a search by tag can find it; an empty message, or a list as first element, has none. */
    private static boolean hasTag(MessageEntry entry) {
        return entry.message().hasTag(entry.message().tag());
    }

    private static void addToChain(Map<String, Chain> chains, MessageEntry entry) {
        if (!hasTag(entry)) {
            return;
        }
        Chain chain = chains.computeIfAbsent(entry.message().tag(), tag -> new Chain());
        entry.sameTagBefore = chain.newest;
        if (chain.newest == null) {
            chain.oldest = entry;
        } else {
            chain.newest.sameTagAfter = entry;
        }
        chain.newest = entry;
    }

    private void unlink(MessageEntry entry) {
        MessageEntry before = entry.keptBefore;
        MessageEntry after = entry.keptAfter;
        if (before == null) {
            oldest = after;
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
        size--;
        if (chains != null) {
            unlinkFromChain(chains, entry);
            if (size == 0) {
                chains = null;
            }
        }
    }

    private static void unlinkFromChain(Map<String, Chain> chains, MessageEntry entry) {
        if (!hasTag(entry)) {
            return;
        }
        String tag = entry.message().tag();
        Chain chain = chains.get(tag);
        assert chain != null : "not in the index: " + tag;
        MessageEntry before = entry.sameTagBefore;
        MessageEntry after = entry.sameTagAfter;
        if (before == null) {
            chain.oldest = after;
        } else {
            before.sameTagAfter = after;
        }
        if (after == null) {
            chain.newest = before;
        } else {
            after.sameTagBefore = before;
        }
        entry.sameTagBefore = null;
        entry.sameTagAfter = null;
        if (chain.oldest == null) {
            chains.remove(tag);
        }
    }

    /** Hands all entries on, oldest first, and is empty. */
    void drain(Consumer<MessageEntry> to) {
        chains = null;
        while (oldest != null) {
            MessageEntry entry = oldest;
            unlink(entry);
            to.accept(entry);
        }
    }
}
