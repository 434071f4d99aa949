package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The questions of a node that are open: the slots for their replies, by name, if they have one.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
final class Questions {
    private final Kernel kernel;
    private final ConcurrentHashMap<String, ReplySlot> slots = new ConcurrentHashMap<>();
    private final LongAdder lateReplies = new LongAdder();

    Questions(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * A new slot; {@code tell} is run once when there is an outcome, by whoever brought it. One that is awaited belongs to its
     * asker, and gets into the table with its name, which most never need; the others are in the table at once.
     *
     * @param awaited as in {@link ReplySlot}
     */
    ReplySlot open(Runnable tell, boolean awaited) {
        ReplySlot slot = new ReplySlot(this, tell, awaited);
        if (!awaited) {
            String ignored =
                    slot.makeName(); // its asker may be in no table, so whoever closes the node has to find it here
        }
        if (kernel.isClosed()) {
            slot.fail(kernel.closingReason()); // who closes the node may have looked at the slots before
        }
        return slot;
    }

    PortId address(ReplySlot slot) {
        return PortId.unnamed(kernel.id(), slot);
    }

    String newName() {
        return kernel.newName(ReplySlot.NAME_PREFIX);
    }

    void enter(String name, ReplySlot slot) {
        slots.put(name, slot);
    }

    void forget(String name, ReplySlot slot) {
        slots.remove(name, slot);
    }

    @Nullable
    ReplySlot find(String name) {
        return slots.get(name);
    }

    /** How many are open. It goes through all, and through all ports, whose threads await the most. */
    int size() {
        long awaited = kernel.table().all().stream()
                .mapToLong(LocalPort::awaitedReplies)
                .sum();
        long others = slots.values().stream()
                .filter(slot -> !slot.isAwaited() && !slot.isOver())
                .count();
        return Math.toIntExact(awaited + others);
    }

    /** How many have a name. */
    int named() {
        return slots.size();
    }

    /** Gives a message to the slot of this address; false if there is none, or its question is over. */
    boolean answer(PortId to, Message message) {
        ReplySlot known = ReplySlot.of(to, this);
        ReplySlot slot = known == null ? slots.get(to.name()) : known;
        if (slot != null && slot.answer(message)) {
            return true;
        }
        if (isSlot(to)) {
            lateReplies.increment();
        }
        return false;
    }

    /** Whether an address is, or was, that of a slot. */
    static boolean isSlot(PortId id) {
        return id.nameable() instanceof ReplySlot || isSlot(id.name());
    }

    /** Whether a name is, or was, that of a slot. */
    static boolean isSlot(String name) {
        return name.startsWith(ReplySlot.NAME_PREFIX);
    }

    /** How many replies have come after their questions were over. */
    long lateReplies() {
        return lateReplies.sum();
    }

    /** There can be no more replies. */
    void failAll(KillReason reason) {
        slots.values().forEach(slot -> slot.fail(reason));
    }
}
