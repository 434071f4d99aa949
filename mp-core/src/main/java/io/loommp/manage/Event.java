package io.loommp.manage;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened inside a node. Messages in events are the originals, shared with their receivers: they are for
 * reading.
 *
 * <p>Events of one port begin with {@link Spawned}. A message is told as sent before it is told as received. What happened in
 * one thread is told in its order; between threads nothing is promised.
 */
public sealed interface Event {

    /** The kinds of events, for subscribing. */
    enum Kind {
        /** {@link Event.Spawned}. */
        SPAWNED(Spawned.class),
        /** {@link Event.Died}. */
        DIED(Died.class),
        /** {@link Event.Registered}. */
        REGISTERED(Registered.class),
        /** {@link Event.Unregistered}. */
        UNREGISTERED(Unregistered.class),
        /** {@link Event.DeadLetter}. */
        DEAD_LETTER(DeadLetter.class),
        /** {@link Event.Connected}. */
        CONNECTED(Connected.class),
        /** {@link Event.Disconnected}. */
        DISCONNECTED(Disconnected.class),
        /** {@link Event.NodeDied}. */
        NODE_DIED(NodeDied.class),
        /** {@link Event.NoSeed}. */
        NO_SEED(NoSeed.class),
        /** {@link Event.MailboxHigh}. */
        MAILBOX_HIGH(MailboxHigh.class),
        /** {@link Event.Untaken}. */
        UNTAKEN(Untaken.class),
        /** {@link Event.PortStuck}. */
        PORT_STUCK(PortStuck.class),
        /** {@link Event.RefusesToEnd}. */
        REFUSES_TO_END(RefusesToEnd.class),
        /** {@link Event.CloseFailed}. */
        CLOSE_FAILED(CloseFailed.class),
        /** {@link Event.RequestIgnored}. */
        REQUEST_IGNORED(RequestIgnored.class),
        /** {@link Event.RequestFailed}. */
        REQUEST_FAILED(RequestFailed.class),
        /** {@link Event.ChildStarted}. */
        CHILD_STARTED(ChildStarted.class),
        /** {@link Event.ChildNotStarted}. */
        CHILD_NOT_STARTED(ChildNotStarted.class),
        /** {@link Event.ChildEnded}. */
        CHILD_ENDED(ChildEnded.class),
        /** {@link Event.ChildStuck}. */
        CHILD_STUCK(ChildStuck.class),
        /** {@link Event.GaveUp}. */
        GAVE_UP(GaveUp.class),
        /** {@link Event.Sent}. */
        SENT(Sent.class),
        /** {@link Event.SentToName}. */
        SENT_TO_NAME(SentToName.class),
        /** {@link Event.SentToChannel}. */
        SENT_TO_CHANNEL(SentToChannel.class),
        /** {@link Event.Received}. */
        RECEIVED(Received.class),
        /** {@link Event.ReceivedOnChannel}. */
        RECEIVED_ON_CHANNEL(ReceivedOnChannel.class),
        /** {@link Event.User}. */
        USER(User.class),
        /** {@link Event.Log}. */
        LOG(Log.class),
        /** {@link Event.AgentStarted}. */
        AGENT_STARTED(AgentStarted.class),
        /** {@link Event.AgentStopped}. */
        AGENT_STOPPED(AgentStopped.class),
        /** {@link Event.AgentFailed}. */
        AGENT_FAILED(AgentFailed.class),
        /** {@link Event.TraceTakeover}. */
        TRACE_TAKEOVER(TraceTakeover.class),
        /** {@link Event.TraceDisabled}. */
        TRACE_DISABLED(TraceDisabled.class),
        /** {@link Event.TracerFailed}. */
        TRACER_FAILED(TracerFailed.class),
        /** {@link Event.TableChanged}. */
        TABLE_CHANGED(TableChanged.class),
        /** {@link Event.Dropped}. */
        DROPPED(Dropped.class);

        private static final Set<Kind> TRAFFIC = Collections.unmodifiableSet(
                EnumSet.of(SENT, SENT_TO_NAME, SENT_TO_CHANNEL, RECEIVED, RECEIVED_ON_CHANNEL));

        private static final Set<Kind> LIFE = Collections.unmodifiableSet(
                EnumSet.of(SPAWNED, DIED, REGISTERED, UNREGISTERED, NODE_DIED, CONNECTED, DISCONNECTED));

        private final Class<? extends Event> type;

        Kind(Class<? extends Event> type) {
            this.type = type;
        }

        /** The class of the events of this kind. */
        public Class<? extends Event> type() {
            return type;
        }

        /** The kinds of which there is one or more for each message: whoever subscribes to them gets many. */
        public static Set<Kind> traffic() {
            return TRAFFIC;
        }

        /** The life of ports, names and connections: what a reader that cannot keep up loses last. */
        public static Set<Kind> life() {
            return LIFE;
        }

        /** The bit of this kind. */
        @SuppressWarnings("EnumOrdinal") // nothing is stored by it
        public long mask() {
            return 1L << ordinal();
        }

        /** The bits of these kinds. */
        public static long mask(Collection<Kind> kinds) {
            return kinds.stream().mapToLong(Kind::mask).reduce(0, (a, b) -> a | b);
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
     * A port has ended: one of this node, or one of another node that was watched from here. Of the latter it is told once,
     * however many watched; after some 1,000 other ends on that node it may be told again to who watches the dead one anew.
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

        /**
         * Whether there is nothing in this that an operator should look at: the port came to its end by itself, its node was
         * closed, somebody watched it, or there never was such a port.
         */
        public boolean isExpected() {
            return isExpected(port, reason, monitored);
        }

        /** The same before there is an event. */
        static boolean isExpected(PortId port, KillReason reason, boolean monitored) {
            return monitored || reason.isNormal() || reason instanceof KillReason.NodeClosed || isOfNone(port, reason);
        }

        /** Whether it was spawned by a function that set nothing that receives, so that there is no such port. */
        private static boolean isOfNone(PortId port, KillReason reason) {
            return reason instanceof KillReason.NoSuchPort none && none.port().equals(port.toString());
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

    /**
     * A node with which this one was connected is lost: told once for each loss, behind {@link Disconnected}. When it is this
     * node that closes, nobody has died.
     */
    record NodeDied(String node, KillReason reason) implements Event {
        @Override
        public Kind kind() {
            return Kind.NODE_DIED;
        }
    }

    /**
     * A message was sent to a port; told in the sender's thread before the message goes anywhere, also when it will reach
     * nobody. What is sent to a name of another node is told as this, since only that node knows its names.
     *
     * @param from the port that sends; the node port for what is sent in nobody's name
     */
    record Sent(PortId to, PortId from, Message message) implements Event {
        @Override
        public Kind kind() {
            return Kind.SENT;
        }
    }

    /**
     * A message was sent to a name of this node, be it bound or not.
     *
     * @param from as in {@link Sent}
     */
    record SentToName(String name, PortId from, Message message) implements Event {
        @Override
        public Kind kind() {
            return Kind.SENT_TO_NAME;
        }
    }

    /**
     * A message was sent to a channel, here or on another node.
     *
     * @param from as in {@link Sent}
     */
    record SentToChannel(PortId from, PortId channel, Message message) implements Event {
        @Override
        public Kind kind() {
            return Kind.SENT_TO_CHANNEL;
        }
    }

    /**
     * A message stands in the mailbox of a port of this node, or in the slot of a question; that it was put there, not that
     * anybody has taken it. Notices of the kernel, which become messages only when their receiver comes to them, are told in
     * words of the kernel: {@code ["monitor", port, reason]}, {@code ["exit", port, reason]}, {@code ["node_up", node]} and
     * {@code ["node_down", node, reason]}.
     *
     * @param node where it came from; null for this node
     */
    record Received(PortId to, Message message, @Nullable String node) implements Event {
        @Override
        public Kind kind() {
            return Kind.RECEIVED;
        }
    }

    /**
     * A message stands in a channel of a port of this node.
     *
     * @param node where it came from; null for this node
     */
    record ReceivedOnChannel(
            PortId channel, Message message, @Nullable String node) implements Event {
        @Override
        public Kind kind() {
            return Kind.RECEIVED_ON_CHANNEL;
        }
    }

    /** Something that code of users had to tell. The value is theirs: nothing of it is called. */
    record User(Object value) implements Event {
        @Override
        public Kind kind() {
            return Kind.USER;
        }
    }

    /** A line of text, of users or about what another node did wrong. */
    record Log(String text) implements Event {
        @Override
        public Kind kind() {
            return Kind.LOG;
        }
    }

    /** A management agent is at work: subscribed, registered under its name, and started. */
    record AgentStarted(String agent, PortId port) implements Event {
        @Override
        public Kind kind() {
            return Kind.AGENT_STARTED;
        }
    }

    /**
     * A management agent has ended that nothing failed in: it deactivated itself or was deactivated, it was killed, or its
     * node closed.
     *
     * @param reason what it gave as its reason, or the reason of the kill in words
     */
    record AgentStopped(String agent, PortId port, String reason) implements Event {
        @Override
        public Kind kind() {
            return Kind.AGENT_STOPPED;
        }
    }

    /**
     * A sink or the finalizer of a management agent threw, and that was its end.
     *
     * @param cause what was thrown; what the finalizer threw behind it is suppressed in it
     */
    record AgentFailed(String agent, PortId port, Throwable cause) implements Event {
        @Override
        public Kind kind() {
            return Kind.AGENT_FAILED;
        }
    }

    /** Another tracer stands above the one that is told this. Only tracers are told, the bus is not. */
    record TraceTakeover(String tracer) implements Event {
        @Override
        public Kind kind() {
            return Kind.TRACE_TAKEOVER;
        }
    }

    /** The tracer that is told this has been removed, and is told no more. Only tracers are told, the bus is not. */
    record TraceDisabled() implements Event {
        @Override
        public Kind kind() {
            return Kind.TRACE_DISABLED;
        }
    }

    /** A tracer threw, and has been removed. */
    record TracerFailed(String tracer, Throwable cause) implements Event {
        @Override
        public Kind kind() {
            return Kind.TRACER_FAILED;
        }
    }

    /**
     * Something in a data table was set or removed; told when it is done, in the thread that did it. It says where to look, and
     * not what is there, as that may have changed again.
     *
     * @param key which one; null if all keys were removed
     */
    record TableChanged(String table, @Nullable String key) implements Event {
        @Override
        public Kind kind() {
            return Kind.TABLE_CHANGED;
        }
    }

    /**
     * This reader did not keep up, and so many events before this one were not kept for it. All that came before them and was
     * kept has been told: who keeps a picture of something, of the ports for instance, can look at it anew now.
     *
     * @param kinds of which kinds they were; values that are no events have none
     */
    record Dropped(long count, Set<Kind> kinds) implements Event {
        /** Takes a copy. */
        public Dropped {
            kinds = Set.copyOf(kinds);
        }

        /** So many, whose kinds are given as bits. */
        public static Dropped of(long count, long mask) {
            EnumSet<Kind> kinds = EnumSet.noneOf(Kind.class);
            for (Kind kind : Kind.values()) {
                if ((mask & kind.mask()) != 0) {
                    kinds.add(kind);
                }
            }
            return new Dropped(count, kinds);
        }

        @Override
        public Kind kind() {
            return Kind.DROPPED;
        }
    }
}
