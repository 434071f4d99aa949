package io.loommp.kernel;

import io.loommp.Message;

/**
 * A message that was not sent to the port itself but to something of its own, a channel or a request. It stands in the port's
 * one sequence, and only a receive that names its source takes it.
 */
public abstract class SideEntry extends MessageEntry {

    /** An entry for this message. */
    protected SideEntry(Message message) {
        super(message);
    }

    /** What it was sent to; compared by identity. */
    public abstract Object source();
}
