package io.loommp.manage;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened inside a node. Messages in events are the originals: they are for reading. */
public sealed interface Event {

    /** The kinds of events, for subscribing. */
    enum Kind {
        /** {@link Event.Spawned}. */
        SPAWNED,
        /** {@link Event.Died}. */
        DIED,
        /** {@link Event.Registered}. */
        REGISTERED,
        /** {@link Event.Unregistered}. */
        UNREGISTERED,
        /** {@link Event.DeadLetter}. */
        DEAD_LETTER,
        /** {@link Event.Connected}. */
        CONNECTED,
        /** {@link Event.Disconnected}. */
        DISCONNECTED,
        /** {@link Event.NoSeed}. */
        NO_SEED,
        /** {@link Event.MailboxHigh}. */
        MAILBOX_HIGH,
        /** {@link Event.Untaken}. */
        UNTAKEN,
        /** {@link Event.PortStuck}. */
        PORT_STUCK,
        /** {@link Event.RefusesToEnd}. */
        REFUSES_TO_END,
        /** {@link Event.CloseFailed}. */
        CLOSE_FAILED,
        /** {@link Event.RequestIgnored}. */
        REQUEST_IGNORED,
        /** {@link Event.RequestFailed}. */
        REQUEST_FAILED,
        /** {@link Event.ChildStarted}. */
        CHILD_STARTED,
        /** {@link Event.ChildNotStarted}. */
        CHILD_NOT_STARTED,
        /** {@link Event.ChildEnded}. */
        CHILD_ENDED,
        /** {@link Event.ChildStuck}. */
        CHILD_STUCK,
        /** {@link Event.GaveUp}. */
        GAVE_UP,
        /** {@link Event.Dropped}. */
        DROPPED;

        @SuppressWarnings("EnumOrdinal") // nothing is stored by it
        int mask() {
            return 1 << ordinal();
        }
    }

    /** The kind of this event. */
    Kind kind();

    /** A port of this node has come into being; published before it can run. */
    record Spawned(PortId port) implements Event {
        @Override
        public Kind kind() {
            return Kind.SPAWNED;
        }
    }

    /**
     * A port of this node has ended.
     *
     * @param monitored whether anybody watched it
     * @param cause the exception behind the reason {@code die}; it never leaves the node
     */
    record Died(
            PortId port,
            KillReason reason,
            boolean monitored,
            @Nullable Throwable cause) implements Event {
        @Override
        public Kind kind() {
            return Kind.DIED;
        }
    }

    /** A name of this node was given to a port. */
    record Registered(PortId port, String name) implements Event {
        @Override
        public Kind kind() {
            return Kind.REGISTERED;
        }
    }

    /** A name of this node was taken from the port that held it. */
    record Unregistered(PortId port, String name) implements Event {
        @Override
        public Kind kind() {
            return Kind.UNREGISTERED;
        }
    }

    /** A message could not be delivered. */
    record DeadLetter(PortId to, Message message, Cause cause) implements Event {
        /** Why a message could not be delivered. */
        public enum Cause {
            /** No port of this node has that id or name. */
            NO_SUCH_PORT,
            /** It is the reply to a question that is over. */
            LATE_REPLY,
            /** Its receiver has taken it, and it is not of the type that was wanted. */
            UNREADABLE,
            /** The port ended before it took the message. */
            PORT_ENDED,
            /** There is no connection to the node, and none could be had. */
            NO_ROUTE,
            /** The connection to the node was lost, or too much waited for one. */
            CONNECTION_LOST,
            /** It had waited for a connection, and cannot be written in that connection's encoding. */
            NOT_ENCODABLE
        }

        @Override
        public Kind kind() {
            return Kind.DEAD_LETTER;
        }
    }

    /** A connection to another node is ready. */
    record Connected(String node, String address) implements Event {
        @Override
        public Kind kind() {
            return Kind.CONNECTED;
        }
    }

    /** The connection to another node is gone. */
    record Disconnected(String node, String why) implements Event {
        @Override
        public Kind kind() {
            return Kind.DISCONNECTED;
        }
    }

    /** This node has seeds, and is connected with none of them; told every minute. */
    record NoSeed(List<String> seeds) implements Event {
        /** Takes a copy. */
        public NoSeed {
            seeds = List.copyOf(seeds);
        }

        @Override
        public Kind kind() {
            return Kind.NO_SEED;
        }
    }

    /**
     * A mailbox has grown to 1,000 waiting messages, or ten, a hundred… times that. A mailbox that shrinks and grows to the
     * same mark again is told of again after 10 s at the earliest.
     */
    record MailboxHigh(PortId port, int waiting) implements Event {
        @Override
        public Kind kind() {
            return Kind.MAILBOX_HIGH;
        }
    }

    /**
     * A port with a thread receives, but never takes what waits for it.
     *
     * @param waiting how many messages its receives have left
     * @param oldest how long the oldest of them has been waiting
     */
    record Untaken(PortId port, int waiting, Duration oldest) implements Event {
        @Override
        public Kind kind() {
            return Kind.UNTAKEN;
        }
    }

    /** A port was killed, but its code has not returned within the grace time. */
    record PortStuck(PortId port, KillReason reason) implements Event {
        @Override
        public Kind kind() {
            return Kind.PORT_STUCK;
        }
    }

    /** The code of a killed port goes on receiving. */
    record RefusesToEnd(PortId port, KillReason reason) implements Event {
        @Override
        public Kind kind() {
            return Kind.REFUSES_TO_END;
        }
    }

    /**
     * Closing, or aborting, something that a port owned has failed.
     *
     * @param resource what it was, in its own words
     */
    record CloseFailed(PortId port, String resource, Throwable cause) implements Event {
        @Override
        public Kind kind() {
            return Kind.CLOSE_FAILED;
        }
    }

    /** Another node made a request that this one does not answer. */
    record RequestIgnored(String node, String request) implements Event {
        @Override
        public Kind kind() {
            return Kind.REQUEST_IGNORED;
        }
    }

    /** A function of this node, called by a request, threw. That is the end of the call and of nothing else. */
    record RequestFailed(String node, String request, Throwable cause) implements Event {
        @Override
        public Kind kind() {
            return Kind.REQUEST_FAILED;
        }
    }

    /**
     * A supervisor has started a child.
     *
     * @param child its path from the root of the tree, as {@code shop/orders/mailer}
     * @param starts how often it has come up, with this time; more than once means that it was started anew
     */
    record ChildStarted(PortId supervisor, String child, PortId port, int starts) implements Event {
        @Override
        public Kind kind() {
            return Kind.CHILD_STARTED;
        }
    }

    /**
     * A supervisor could not start a child: its start function threw or took too long, or its port ended at once.
     *
     * @param child its path from the root of the tree
     * @param retryAfter how long until the next attempt; null if there is none
     * @param cause what the start function threw, if it did
     */
    record ChildNotStarted(
            PortId supervisor,
            String child,
            KillReason reason,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause)
            implements Event {
        @Override
        public Kind kind() {
            return Kind.CHILD_NOT_STARTED;
        }
    }

    /**
     * A child of a supervisor has ended, or is ending.
     *
     * @param child its path from the root of the tree
     * @param asked whether the supervisor had asked it to end
     * @param anewAfter how long until it is started anew, provided that its code has returned; null if it is not
     */
    record ChildEnded(
            PortId supervisor,
            String child,
            PortId port,
            KillReason reason,
            boolean asked,
            @Nullable Duration anewAfter)
            implements Event {
        @Override
        public Kind kind() {
            return Kind.CHILD_ENDED;
        }
    }

    /**
     * The code of a child does not return although it was killed; a supervisor waits for it before it starts a successor.
     *
     * @param child its path from the root of the tree
     * @param port its port; null if it is still being started
     */
    record ChildStuck(
            PortId supervisor, String child, @Nullable PortId port) implements Event {
        @Override
        public Kind kind() {
            return Kind.CHILD_STUCK;
        }
    }

    /** The children of a supervisor ended too often: it stops what is left, and ends with this reason. */
    record GaveUp(PortId supervisor, KillReason.GaveUp reason) implements Event {
        @Override
        public Kind kind() {
            return Kind.GAVE_UP;
        }
    }

    /** This subscriber did not keep up, and so many events before this one were not kept for it. */
    record Dropped(long count) implements Event {
        @Override
        public Kind kind() {
            return Kind.DROPPED;
        }
    }
}
