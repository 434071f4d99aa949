package io.loommp.kernel;

import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import io.loommp.spi.KernelThread;
import io.loommp.spi.Link;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The last step of a message's way: to the port of this node that it is for, or to the slot of a question.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> a message of this node waits for room in a bounded mailbox; a virtual thread that
 * sends more than is taken pauses now and then, for 20 ms at most.
 */
final class Delivery {
    private static final int GIVE_WAY = 1024; // a power of two
    private static final int GIVE_WAY_TIMES_MAX = 64; // more than a millisecond
    private static final long GIVE_WAY_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long GIVE_WAY_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(20); // many give way to one

    private final Kernel kernel;

    Delivery(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Delivers a message of this node. */
    void deliver(PortId to, Message message) {
        if (ReplySlot.of(to, kernel.questions()) != null) { // no port has it, and its name is not to be made for a look
            answerOrDrop(to, message, null);
            return;
        }
        if (to.isNodePort()) {
            kernel.request(message);
            return;
        }
        LocalPort port = kernel.find(to.name());
        if (port != null) {
            Room room = port.room();
            MessageEntry entry = room == null ? new MessageEntry(message) : admit(port, room, message);
            push(port, entry, port.id(), message, null);
            giveWay(port, entry.depth);
            return;
        }
        SideDoor door = kernel.doors().find(to.name());
        if (door == null) {
            answerOrDrop(to, message, null);
            return;
        }
        Room room = door.owner().room();
        MessageEntry booked = room == null ? null : admit(door.owner(), room, message);
        push(door.owner(), door.entry(message, booked), door.id(), message, null);
    }

    /**
     * Lets the receiver catch up that has taken nothing for so many messages: a virtual thread that sends and sends would keep
     * its carrier until it is done, and what piles up would be copied by collections, which costs far more than the wait. The
     * more there is, the longer it waits, and for as many times as wait at once, since meanwhile others send: a receiver
     * that is slower than those who send to it gets the time it needs.
     */
    private void giveWay(LocalPort receiver, int untaken) {
        if (untaken > 0
                && (untaken & (GIVE_WAY - 1)) == 0
                && Thread.currentThread().isVirtual()
                && !KernelThread.isCurrent()
                && !receiver.runner().isCurrent(receiver)) {
            AtomicInteger pausing = receiver.highWater().pausing();
            long nanos = GIVE_WAY_NANOS * Math.min(untaken / GIVE_WAY, GIVE_WAY_TIMES_MAX) * pausing.incrementAndGet();
            try {
                kernel.parking().parkNanos(this, Math.min(nanos, GIVE_WAY_MAX_NANOS));
            } finally {
                pausing.decrementAndGet();
            }
        }
    }

    private static MessageEntry admit(LocalPort port, Room room, Message message) {
        return room.admit(message, !port.runner().isCurrent(port));
    }

    /** Delivers a message of another node, which never waits. */
    void deliver(Link from, String name, Message message, Unread.Account account, long weight) {
        LocalPort port = kernel.find(name);
        SideDoor door = port == null ? kernel.doors().find(name) : null;
        LocalPort receiver = door == null ? port : door.owner();
        if (receiver == null) {
            answerOrDrop(new PortId(kernel.id(), name), message, from.node());
            return;
        }
        Room room = receiver.room();
        MessageEntry booked =
                room == null ? new RemoteEntry(message, account, weight, null) : room.admit(message, account, weight);
        MessageEntry entry = door == null ? booked : door.entry(message, booked);
        push(receiver, entry, door == null ? receiver.id() : door.id(), message, from.node());
        if (room != null && room.isOverloadedBy(account)) {
            from.close("overloaded");
        }
    }

    /** Delivers an entry with a message of this node, without waiting: no bound counts it. */
    void deliverUncounted(PortId to, Message message, MessageEntry entry) {
        LocalPort port = to.isNodePort() ? null : kernel.find(to.name());
        SideDoor door = port == null ? kernel.doors().find(to.name()) : null;
        if (port != null) {
            push(port, entry, port.id(), message, null);
        } else if (door != null) {
            push(door.owner(), door.entry(message, entry), door.id(), message, null);
        } else if (to.isNodePort()) {
            if (entry.take()) {
                kernel.executor().execute(() -> kernel.request(message)); // an answer may have to wait for room
            }
        } else if (entry.take()) {
            answerOrDrop(to, message, null);
        }
    }

    /** {@code to} is where the message came in, and {@code node} where it came from if that is not this node. */
    private void push(LocalPort port, MessageEntry entry, PortId to, Message message, @Nullable String node) {
        if (!port.push(entry)) {
            port.dropMessage(entry);
        } else if (kernel.events().wantsAny(Events.RECEIVES)) {
            kernel.traffic().received(to, message, node);
        }
    }

    /** Gives a message for which there is no port to the slot it is for, or gives it up. */
    private void answerOrDrop(PortId to, Message message, @Nullable String node) {
        if (kernel.questions().answer(to, message)) {
            if (kernel.events().wantsAny(Events.RECEIVES)) {
                kernel.traffic().received(to, message, node);
            }
        } else {
            boolean late = Questions.isSlot(to);
            kernel.deadLetter(
                    to, message, late ? Event.DeadLetter.Cause.LATE_REPLY : Event.DeadLetter.Cause.NO_SUCH_PORT);
        }
    }
}
