package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The questions of a node that are open: the slots for their replies, by name.
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
     * A new slot; {@code tell} is run once when there is an outcome, by whoever brought it.
     *
     * @param awaited as in {@link ReplySlot}
     */
    ReplySlot open(Runnable tell, boolean awaited) {
        PortId id = kernel.newId(ReplySlot.NAME_PREFIX);
        ReplySlot slot = new ReplySlot(this, id, tell, awaited);
        slots.put(id.name(), slot);
        if (kernel.isClosed()) {
            slot.fail(kernel.closingReason()); // who closes the node may have looked at the slots before
        }
        return slot;
    }

    void forget(ReplySlot slot) {
        slots.remove(slot.id().name(), slot);
    }

    @Nullable
    ReplySlot find(String name) {
        return slots.get(name);
    }

    /** How many are open. It goes through all. */
    int size() {
        return (int) slots.values().stream().filter(slot -> !slot.isOver()).count();
    }

    /** Gives a message to the slot of this name; false if there is none, or its question is over. */
    boolean answer(String name, Message message) {
        ReplySlot slot = slots.get(name);
        if (slot != null && slot.answer(message)) {
            return true;
        }
        if (isSlot(name)) {
            lateReplies.increment();
        }
        return false;
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
