package io.loommp.loom.agent;

import java.util.Objects;

/** What an agent does after a sink has run. */
public sealed interface Action {

    /** Go on: mailbox and bus take turns. */
    static Action ready() {
        return Ready.READY;
    }

    /** Go on, and look into the mailbox first for the next input. It waits for nothing. */
    static Action receive() {
        return Receive.RECEIVE;
    }

    /** Go on, and look at the bus first for the next input. It waits for nothing. */
    static Action receiveChan() {
        return ReceiveChan.RECEIVE_CHAN;
    }

    /** Offer the same input to the sinks behind this one, with the state as it was before this one. */
    static Action skip() {
        return Skip.SKIP;
    }

    /** End: the finalizer runs, the port ends normally, and the reason is told by {@link io.loommp.manage.Event.AgentStopped}. */
    static Action deactivate(String reason) {
        return new Deactivate(reason);
    }

    /** See {@link Action#ready}. */
    enum Ready implements Action {
        /** The one there is. */
        READY
    }

    /** See {@link Action#receive}. */
    enum Receive implements Action {
        /** The one there is. */
        RECEIVE
    }

    /** See {@link Action#receiveChan}. */
    enum ReceiveChan implements Action {
        /** The one there is. */
        RECEIVE_CHAN
    }

    /** See {@link Action#skip}. */
    enum Skip implements Action {
        /** The one there is. */
        SKIP
    }

    /** See {@link Action#deactivate}. */
    record Deactivate(String reason) implements Action {
        /** The reason may be empty, but not null. */
        public Deactivate {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
