package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.PortId;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import io.loommp.manage.LogText;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel tells of itself, as events; one that nobody asked for is not made.
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
final class Reports {
    private final Events events;
    private final BooleanSupplier closing;
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder ignoredRequests = new LongAdder();

    Reports(Events events, BooleanSupplier closing) {
        this.events = events;
        this.closing = closing;
    }

    void spawned(LocalPort port) {
        if (events.wants(Event.Kind.SPAWNED)) {
            events.publish(new Event.Spawned(port.id()));
        }
    }

    /** A port nobody was told of is not told of again, but a callback of the node's own that failed is. */
    void died(LocalPort port, KillReason reason, boolean monitored, @Nullable Throwable cause) {
        boolean known = port.isTold() || (port.isHidden() && !reason.isNormal());
        if (known && events.wantsDeath(port.id(), reason, monitored)) {
            events.publish(new Event.Died(port.id(), reason, monitored, cause));
        }
    }

    /** A port of another node has ended that was watched from here. */
    void diedElsewhere(PortId port, KillReason reason) {
        if (events.wants(Event.Kind.DIED)) {
            events.publish(new Event.Died(port, reason, true, null));
        }
    }

    void registered(PortId port, String name) {
        if (events.wants(Event.Kind.REGISTERED)) {
            events.publish(new Event.Registered(port, name));
        }
    }

    void unregistered(PortId port, String name) {
        if (events.wants(Event.Kind.UNREGISTERED)) {
            events.publish(new Event.Unregistered(port, name));
        }
    }

    /** Nobody will receive this message. While the node closes that is no news. */
    void deadLetter(PortId to, Message message, Event.DeadLetter.Cause cause) {
        if (cause != Event.DeadLetter.Cause.LATE_REPLY) {
            deadLetters.increment();
        }
        if (!closing.getAsBoolean() && events.wants(Event.Kind.DEAD_LETTER)) {
            events.publish(new Event.DeadLetter(to, message, cause));
        }
    }

    /** How many there were; late replies are counted with the questions. */
    long deadLetters() {
        return deadLetters.sum();
    }

    void mailboxHigh(LocalPort port, int waiting) {
        if (events.wants(Event.Kind.MAILBOX_HIGH)) {
            events.publish(new Event.MailboxHigh(port.id(), waiting));
        }
    }

    /** A port receives, but not what waits for it. */
    void untaken(LocalPort port, int waiting, long nanos) {
        if (events.wants(Event.Kind.UNTAKEN)) {
            events.publish(new Event.Untaken(port.id(), waiting, Duration.ofNanos(nanos)));
        }
    }

    /** The code of a port that was killed has not returned in time. */
    void stuck(LocalPort port, KillReason reason) {
        if (events.wants(Event.Kind.PORT_STUCK)) {
            events.publish(new Event.PortStuck(port.id(), reason));
        }
    }

    /** The code of a killed port goes on receiving. */
    void refusesToEnd(LocalPort port, KillReason reason) {
        if (events.wants(Event.Kind.REFUSES_TO_END)) {
            events.publish(new Event.RefusesToEnd(port.id(), reason));
        }
    }

    /** Something that a port owned could not be closed. */
    void closeFailed(LocalPort port, String resource, Throwable cause) {
        if (events.wants(Event.Kind.CLOSE_FAILED)) {
            events.publish(new Event.CloseFailed(port.id(), resource, cause));
        }
    }

    void connected(String node, String remoteAddress) {
        if (events.wants(Event.Kind.CONNECTED)) {
            events.publish(new Event.Connected(node, remoteAddress));
        }
    }

    void disconnected(String node, String text) {
        if (events.wants(Event.Kind.DISCONNECTED)) {
            events.publish(new Event.Disconnected(node, text));
        }
    }

    /** Another node is lost. */
    void nodeDied(String node, KillReason reason) {
        if (events.wants(Event.Kind.NODE_DIED)) {
            events.publish(new Event.NodeDied(node, reason));
        }
    }

    /** A request was made of the node that is not in its table. */
    void ignored(String asker, String request) {
        ignoredRequests.increment();
        if (events.wants(Event.Kind.LOG)) {
            events.publish(new Event.Log("[network] ignored request " + LogText.escape(request) + " of node " + asker));
        }
        if (events.wants(Event.Kind.REQUEST_IGNORED)) {
            events.publish(new Event.RequestIgnored(asker, LogText.escape(request)));
        }
    }

    /** A function of this node, called by a request, threw. */
    void requestFailed(String asker, String request, Throwable cause) {
        if (events.wants(Event.Kind.REQUEST_FAILED)) {
            events.publish(new Event.RequestFailed(asker, LogText.escape(request), cause));
        }
    }

    long ignoredRequests() {
        return ignoredRequests.sum();
    }
}
