package io.loommp.loom;

import io.loommp.Message;
import io.loommp.kernel.LocalPort;
import io.loommp.kernel.MessageEntry;
import io.loommp.kernel.SideEntry;
import io.loommp.kernel.Signal;
import org.jspecify.annotations.Nullable;

/**
 * For the runtime: lets a port with a thread wait for messages and for one thing more, on one condition.
 *
 * <p><b>Threads:</b> {@link #ring}: any; the rest: the port's own thread. <b>Blocking:</b> {@link #await} as a receive.
 */
public final class Doorbell {
    private final LocalPort port;
    private final Mailbox mailbox;
    private final MessageOrRing wanted = new MessageOrRing();

    Doorbell(LocalPort port, Mailbox mailbox) {
        this.port = port;
        this.mailbox = mailbox;
    }

    /**
     * A doorbell of a port.
     *
     * @throws IllegalArgumentException if it is none of this runtime
     */
    public static Doorbell of(ThreadSelf self) {
        if (self instanceof MailboxSelf own) {
            return own.doorbell();
        }
        throw new IllegalArgumentException("not a port of this runtime: " + self.id());
    }

    /** Ends the wait, or the next one. */
    public void ring() {
        port.push(new Signal(wanted));
    }

    /** The oldest message, if there is one. */
    public @Nullable Message poll() {
        return (Message) mailbox.receive(Wanted.Any.MESSAGE, 0);
    }

    /** Waits for a message, which is returned, or for the bell, and then this is null. */
    public @Nullable Message await() {
        Object found = mailbox.receive(wanted, Mailbox.FOR_EVER);
        return found instanceof Message message ? message : null;
    }

    private static final class MessageOrRing implements Signal.Source, Wanted {
        @Override
        @SuppressWarnings("ReferenceEquality") // a bell is itself
        public @Nullable Object match(MessageEntry entry) {
            if (entry instanceof SideEntry side) {
                return side.source() == this ? this : null;
            }
            return entry.message();
        }

        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public boolean callsCode() {
            return false;
        }

        @Override
        public String what() {
            return "any message, or what the bus has";
        }
    }
}
