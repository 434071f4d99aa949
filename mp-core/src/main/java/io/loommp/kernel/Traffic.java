package io.loommp.kernel;

import io.loommp.KillReason;
import io.loommp.Message;
import io.loommp.NodeChange;
import io.loommp.PortId;
import io.loommp.manage.Event;
import io.loommp.manage.Events;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel tells of messages. Whoever calls has asked before whether anybody wants it, so none of this costs a node
 * that nobody looks into. What tells of other nodes' traces is no traffic, or nodes that trace each other would have no end of
 * it (management.md TR5).
 *
 * <p><b>Threads:</b> any. <b>Blocking:</b> never.
 */
final class Traffic {
    private final Kernel kernel;
    private final Events events;
    private final PortId nobody; // who sends in nobody's name

    Traffic(Kernel kernel) {
        this.kernel = kernel;
        this.events = kernel.events();
        this.nobody = new PortId(kernel.id(), "");
    }

    /** A message is about to be sent, in the name of a port or, with null, in nobody's. */
    void sent(PortId to, Message message, @Nullable LocalPort sender) {
        PortId from = sender == null || sender.isHidden() ? nobody : sender.id();
        if (events.wantsSend(from, to) && !isTrace(from) && !isTrace(to)) {
            Event event = sent(to, from, message);
            if (events.wants(event.kind())) {
                events.publish(event);
            }
        }
    }

    private boolean isTrace(PortId port) {
        return kernel.tracing().isTold(port);
    }

    private Event sent(PortId to, PortId from, Message message) {
        if (SideDoor.isName(to.name())) {
            return new Event.SentToChannel(from, to, message);
        }
        return kernel.isLocal(to) && isName(to.name())
                ? new Event.SentToName(to.name(), from, message)
                : new Event.Sent(to, from, message);
    }

    /** Whether this is no port's own name: it is registered, or does not look as if it had ever been one. */
    private boolean isName(String name) {
        if (name.isEmpty() || kernel.table().find(name) != null) {
            return false;
        }
        return kernel.registry().holder(name) != null
                || !(Questions.isSlot(name)
                        || kernel.table().couldHaveMade(name)
                        || kernel.departed().reason(name) != null);
    }

    /** A message has been put where it belongs; it came from this other node, or, with null, from this one. */
    void received(PortId to, Message message, @Nullable String node) {
        if (events.wantsReceive(to) && !isTrace(to)) {
            Event event = SideDoor.isName(to.name())
                    ? new Event.ReceivedOnChannel(to, message, node)
                    : new Event.Received(to, message, node);
            if (events.wants(event.kind())) {
                events.publish(event);
            }
        }
    }

    /** A port will be told of an end. */
    void noticed(LocalPort watcher, PortId ended, KillReason reason) {
        noticed(watcher, Message.of("monitor", ended, reason));
    }

    /** A port will be told of a node. */
    void noticed(LocalPort watcher, NodeChange change) {
        noticed(
                watcher,
                switch (change) {
                    case NodeChange.Up up -> Message.of("node_up", up.node());
                    case NodeChange.Down down -> Message.of("node_down", down.node(), down.reason());
                });
    }

    /** A port will be told of an exit. */
    void noticed(LocalPort port, KillReason.Exit exit) {
        noticed(port, Message.of("exit", exit));
    }

    private void noticed(LocalPort port, Message words) {
        if (!port.isHidden()) {
            received(port.id(), words, null);
        }
    }
}
