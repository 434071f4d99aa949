package io.loommp.kernel;

import io.loommp.Message;
import io.loommp.spi.ConfinedTo;
import org.jspecify.annotations.Nullable;

/** An entry that holds a message. */
public non-sealed class MessageEntry extends Entry {
    private @Nullable Message message;

    /** An entry for a message that is there, or, with null, for one that {@link #open} will make. */
    MessageEntry(@Nullable Message message) {
        this.message = message;
    }

    /**
     * The message, when the runner comes to this entry.
     *
     * @return null if it has been withdrawn
     * @throws RuntimeException what code of users that makes the message throws; it ends the port
     */
    @ConfinedTo("the port's runner")
    public @Nullable Message open() {
        return message;
    }

    /** Whether {@link #open} calls code of users. */
    public boolean callsCode() {
        return false;
    }

    /** The node that the message came from; null if it is this one. */
    public @Nullable String origin() {
        return null;
    }

    /** The message of an entry that has been opened. */
    @ConfinedTo("the port's runner")
    public final Message message() {
        if (message == null) {
            throw new IllegalStateException("not opened");
        }
        return message;
    }

    /** For an entry whose message is made late. */
    final void message(Message made) {
        message = made;
    }

    /**
     * Said once by the runner, before it hands the message to code of the port.
     *
     * @return false if the message was withdrawn meanwhile and must not be handed out
     */
    @ConfinedTo("the port's runner")
    public boolean take() {
        return true;
    }

    /** Whether the message still stands; a withdrawn one counts as not there. */
    @ConfinedTo("the port's runner")
    public boolean isWithdrawn() {
        return false;
    }

    /** Said instead of {@link #take} when the port has ended; the message, if it was anybody's loss, is returned. */
    public @Nullable Message lost() {
        return message;
    }
}
